package cli

import (
	"context"
	"fmt"

	"yinxin.example/yinxin/internal/bench"
)

type hsmBenchCommand struct {
	Module string `help:"SoftHSM's PKCS #11 library, where it is not in /usr/lib/softhsm." placeholder:"FILE"`
	JSON   bool   `name:"json" help:"Print the figures as JSON."`
}

// Run measures signing in a token of its own; a program built without the tag
// pkcs11 says how to build one.
func (c *hsmBenchCommand) Run(ctx context.Context, t *terminal) error {
	results, err := bench.Device(ctx, bench.DeviceOptions{Module: c.Module, Tell: func(name string) {
		fmt.Fprintln(t.err, "…", name)
	}})
	if err != nil {
		return err
	}
	if c.JSON {
		return t.json(results)
	}
	return t.rates(results)
}
