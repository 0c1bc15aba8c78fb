package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"yinxin.example/yinxin/internal/bench"
)

type benchCommand struct {
	Copies   copiesBenchCommand   `cmd:"" default:"withargs" help:"Copies sealed and checked a second; two minutes."`
	Import   importBenchCommand   `cmd:"" help:"A delivery through the whole importer, beside its rows inserted alone."`
	Rows     rowsBenchCommand     `cmd:"" help:"Write a delivery of made-up rows, to be handed in."`
	Batch    batchBenchCommand    `cmd:"" help:"Files checked in a batch a second, beside the bare checking of them on all cores."`
	Lookup   lookupBenchCommand   `cmd:"" help:"Pages of copies by code, of a million, beside a bare handler that reads one row; three minutes."`
	Register registerBenchCommand `cmd:"" help:"Lists, pages and searches in a register of a million certificates, beside one of ten thousand."`
}

type copiesBenchCommand struct {
	JSON bool   `name:"json" help:"Print the figures as JSON."`
	Keep string `help:"Keep one in a thousand of the copies made, with their root, in this folder." placeholder:"DIR"`
}

// Run measures this machine, which takes about two minutes.
func (c *copiesBenchCommand) Run(ctx context.Context, t *terminal) error {
	results, err := bench.Run(ctx, bench.Options{Keep: c.Keep, Tell: func(name string) {
		fmt.Fprintln(t.err, "…", name)
	}})
	if err != nil {
		return err
	}
	if c.JSON {
		enc := json.NewEncoder(t.out)
		enc.SetIndent("", "  ")
		return enc.Encode(results)
	}
	fmt.Fprintf(t.out, "%-14s %12s %12s %8s %18s\n", "", "每秒 a second", "裸运算 raw", "比 ratio", "内存分配 allocations")
	for _, r := range results {
		fmt.Fprintf(t.out, "%-14s %14.0f %14.0f %9.1f%% %12.0f (%.0f)\n",
			r.Name, r.PerSecond, r.RawPerSecond, 100*r.Ratio, r.Allocs, r.RawAllocs)
	}
	return nil
}

type importBenchCommand struct {
	Rows int  `default:"1000000" help:"How many rows (1 to 10 million)."`
	JSON bool `name:"json" help:"Print the figures as JSON."`
}

// Validate implements kong's check of values.
func (c *importBenchCommand) Validate() error {
	if c.Rows < 1 || c.Rows > 10_000_000 {
		return errors.New("--rows must be 1 to 10000000")
	}
	return nil
}

// Run measures an import into a fresh store.
func (c *importBenchCommand) Run(ctx context.Context, t *terminal) error {
	r, err := bench.Import(ctx, bench.ImportOptions{Rows: c.Rows, Tell: func(rows int) {
		fmt.Fprintf(t.err, "\r%d 行 rows", rows)
	}})
	fmt.Fprintln(t.err)
	if err != nil {
		return err
	}
	if c.JSON {
		enc := json.NewEncoder(t.out)
		enc.SetIndent("", "  ")
		return enc.Encode(r)
	}
	fmt.Fprintf(t.out, "%d 行 rows: %.1f s, 裸插入 inserted raw %.1f s, 比 ratio %.2f, 内存峰值 peak memory %d MiB\n",
		c.Rows, r.Seconds, r.RawSeconds, r.Ratio, r.PeakBytes>>20)
	return nil
}

type rowsBenchCommand struct {
	File string `arg:"" help:"Where to write it, as CSV."`
	Rows int    `default:"1000000" help:"How many rows (1 to 10 million)."`
}

// Validate implements kong's check of values.
func (c *rowsBenchCommand) Validate() error {
	if c.Rows < 1 || c.Rows > 10_000_000 {
		return errors.New("--rows must be 1 to 10000000")
	}
	return nil
}

// Run writes the file.
func (c *rowsBenchCommand) Run(*terminal) error { return bench.WriteDelivery(c.File, c.Rows) }

type lookupBenchCommand struct {
	Copies int  `default:"1000000" help:"How many copies are stored (10 to 10 million)."`
	JSON   bool `name:"json" help:"Print the figure as JSON."`
}

// Validate implements kong's check of values.
func (c *lookupBenchCommand) Validate() error {
	if c.Copies < 10 || c.Copies > 10_000_000 {
		return errors.New("--copies must be 10 to 10000000")
	}
	return nil
}

// Run fills a register and asks for its copies by code.
func (c *lookupBenchCommand) Run(ctx context.Context, t *terminal) error {
	r, err := bench.Codes(ctx, bench.CodeOptions{Copies: c.Copies, Tell: func(name string) {
		fmt.Fprintln(t.err, "…", name)
	}})
	if err != nil {
		return err
	}
	if c.JSON {
		enc := json.NewEncoder(t.out)
		enc.SetIndent("", "  ")
		return enc.Encode(r)
	}
	fmt.Fprintf(t.out, "%s: 每秒 a second %.0f, 裸处理 bare handler %.0f, 比 ratio %.1f%%\n", r.Name, r.PerSecond, r.RawPerSecond, 100*r.Ratio)
	return nil
}

type registerBenchCommand struct {
	Small int  `default:"10000" help:"Certificates in the small register."`
	Large int  `default:"1000000" help:"Certificates in the large one."`
	JSON  bool `name:"json" help:"Print the figures as JSON."`
}

// Validate implements kong's check of values.
func (c *registerBenchCommand) Validate() error {
	if c.Small < 1 || c.Large < 1 || c.Small > 10_000_000 || c.Large > 10_000_000 {
		return errors.New("--small and --large must be 1 to 10000000")
	}
	return nil
}

// Run fills both registers and asks them in turns.
func (c *registerBenchCommand) Run(ctx context.Context, t *terminal) error {
	results, err := bench.Lookups(ctx, bench.LookupOptions{Small: c.Small, Large: c.Large, Tell: func(name string) {
		fmt.Fprintln(t.err, "…", name)
	}})
	if err != nil {
		return err
	}
	if c.JSON {
		enc := json.NewEncoder(t.out)
		enc.SetIndent("", "  ")
		return enc.Encode(results)
	}
	fmt.Fprintf(t.out, "%-20s %14d %14d %8s\n", "中位数 median, µs", c.Small, c.Large, "比 ratio")
	for _, r := range results {
		fmt.Fprintf(t.out, "%-20s %14.0f %14.0f %8.2f\n", r.Name, r.Small, r.Large, r.Ratio)
	}
	return nil
}
