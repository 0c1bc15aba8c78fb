package cli

import (
	"context"
	"errors"
	"fmt"

	"yinxin.example/yinxin/internal/bench"
)

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
		return t.json(r)
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
