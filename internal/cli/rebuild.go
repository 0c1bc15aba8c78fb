package cli

import (
	"context"
	"fmt"
	"os"

	"yinxin.example/yinxin/internal/cert"
)

type rebuildCommand struct {
	where
	Code string `arg:"" help:"The copy's code (加注编号)."`
	Out  string `help:"Write what was drawn to this file; its signature is all zeros." placeholder:"FILE"`
}

// Run draws a copy again from what it keeps: status 0 when the stored file is
// the same outside its signature, 1 when it is not.
func (c *rebuildCommand) Run(ctx context.Context, t *terminal) error {
	code, err := cert.ParseCode(c.Code)
	if err != nil {
		return err
	}
	a, err := c.openDrawing(ctx, t.log)
	if err != nil {
		return err
	}
	defer a.Close()
	rebuilt, err := a.Pipeline.Rebuild(ctx, code)
	if err != nil {
		return err
	}
	if c.Out != "" {
		if err := os.WriteFile(c.Out, rebuilt.Drawn, 0o600); err != nil {
			return err
		}
	}
	if !rebuilt.Same {
		fmt.Fprintf(t.out, "%s 与存档文件不同 the stored file differs from the one drawn again\n", code)
		return exit(someRefused)
	}
	fmt.Fprintf(t.out, "%s 重制一致 the stored file, %d bytes, is the one drawn again but for its signature\n", code, len(rebuilt.Drawn))
	return nil
}
