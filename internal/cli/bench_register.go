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
	return t.medians(results, c.Small, c.Large, c.JSON)
}
