package cli

import (
	"context"
	"errors"
	"fmt"

	"yinxin.example/yinxin/internal/bench"
)

type lookupBenchCommand struct {
	Copies int  `default:"1000000" help:"How many copies are stored (10 to 10 million)."`
	Files  int  `default:"1000" help:"How many files a batch has (1 to 10000)."`
	JSON   bool `name:"json" help:"Print the figures as JSON."`
}

// Validate implements kong's check of values.
func (c *lookupBenchCommand) Validate() error {
	if c.Copies < 10 || c.Copies > 10_000_000 {
		return errors.New("--copies must be 10 to 10000000")
	}
	if c.Files < 1 || c.Files > 10_000 {
		return errors.New("--files must be 1 to 10000")
	}
	return nil
}

// Run fills a register and asks for its copies by code, then checks files in
// batches.
func (c *lookupBenchCommand) Run(ctx context.Context, t *terminal) error {
	tell := func(name string) { fmt.Fprintln(t.err, "…", name) }
	codes, err := bench.Codes(ctx, bench.CodeOptions{Copies: c.Copies, Tell: tell})
	if err != nil {
		return err
	}
	tell("batch")
	batch, err := bench.Batch(ctx, c.Files)
	if err != nil {
		return err
	}
	results := []bench.Result{codes, batch}
	if c.JSON {
		return t.json(results)
	}
	return t.rates(results)
}
