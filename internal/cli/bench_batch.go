package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"yinxin.example/yinxin/internal/bench"
)

type batchBenchCommand struct {
	Files int  `default:"1000" help:"Files of the batch (1 to 10000)."`
	JSON  bool `name:"json" help:"Print the figures as JSON."`
}

// Validate implements kong's check of values.
func (c *batchBenchCommand) Validate() error {
	if c.Files < 1 || c.Files > 10_000 {
		return errors.New("--files must be 1 to 10000")
	}
	return nil
}

// Run checks batches of files and the same files without a batch, in turns.
func (c *batchBenchCommand) Run(ctx context.Context, t *terminal) error {
	r, err := bench.Batch(ctx, c.Files)
	if err != nil {
		return err
	}
	if c.JSON {
		enc := json.NewEncoder(t.out)
		enc.SetIndent("", "  ")
		return enc.Encode(r)
	}
	fmt.Fprintf(t.out, "批量核验 in a batch %.0f/s, 裸核验 bare %.0f/s, 比 ratio %.1f%%\n", r.PerSecond, r.RawPerSecond, 100*r.Ratio)
	return nil
}
