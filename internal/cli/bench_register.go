package cli

import (
	"context"
	"errors"
	"fmt"

	"yinxin.example/yinxin/internal/bench"
)

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
		return t.json(results)
	}
	fmt.Fprintf(t.out, "%-20s %14d %14d %8s\n", "中位数 median, µs", c.Small, c.Large, "比 ratio")
	for _, r := range results {
		fmt.Fprintf(t.out, "%-20s %14.0f %14.0f %8.2f\n", r.Name, r.Small, r.Large, r.Ratio)
	}
	return nil
}
