package cli

import (
	"context"
	"encoding/json"
	"fmt"

	"yinxin.example/yinxin/internal/bench"
)

type benchCommand struct {
	JSON bool   `name:"json" help:"Print the figures as JSON."`
	Keep string `help:"Keep one in a thousand of the copies made, with their root, in this folder." placeholder:"DIR"`
}

// Run measures this machine, which takes about two minutes.
func (c *benchCommand) Run(ctx context.Context, t *terminal) error {
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
