package cli

import (
	"context"
	"fmt"
)

type keysCommand struct {
	Rotate keysRotate `cmd:"" help:"Make a new data key and encrypt everything under it again."`
}

type keysRotate struct{ where }

// Run rotates the data key. It may be cut off at any time: old keys stay
// readable, and the next run goes on with what is left.
func (c *keysRotate) Run(ctx context.Context, t *terminal) error {
	a, err := c.open(ctx, t.log)
	if err != nil {
		return err
	}
	defer a.Close()
	number, done, err := a.RotateKeys(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "数据密钥 data key %d: %d 条已重新加密 values encrypted again\n", number, done)
	return nil
}
