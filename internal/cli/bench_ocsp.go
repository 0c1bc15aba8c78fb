package cli

import (
	"context"
	"errors"
	"fmt"

	"yinxin.example/yinxin/internal/bench"
)

type ocspBenchCommand struct {
	Small int  `default:"1000" help:"Certificates that the small CA has revoked."`
	Large int  `default:"1000000" help:"Those that the large one has."`
	JSON  bool `name:"json" help:"Print the figures as JSON."`
}

// Validate implements kong's check of values.
func (c *ocspBenchCommand) Validate() error {
	if c.Small < 1 || c.Large < 1 || c.Small > 10_000_000 || c.Large > 10_000_000 {
		return errors.New("--small and --large must be 1 to 10000000")
	}
	return nil
}

// Run fills both and asks them in turns.
func (c *ocspBenchCommand) Run(ctx context.Context, t *terminal) error {
	results, err := bench.Revoked(ctx, bench.RevokedOptions{Small: c.Small, Large: c.Large, Tell: func(name string) {
		fmt.Fprintln(t.err, "…", name)
	}})
	if err != nil {
		return err
	}
	return t.medians(results, c.Small, c.Large, c.JSON)
}

// medians prints how long questions took of little and of much.
func (t *terminal) medians(results []bench.LookupResult, small, large int, asJSON bool) error {
	if asJSON {
		return t.json(results)
	}
	fmt.Fprintf(t.out, "%-20s %14d %14d %8s\n", "中位数 median, µs", small, large, "比 ratio")
	for _, r := range results {
		fmt.Fprintf(t.out, "%-20s %14.0f %14.0f %8.2f\n", r.Name, r.Small, r.Large, r.Ratio)
	}
	return nil
}
