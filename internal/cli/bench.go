package cli

import (
	"context"
	"encoding/json"
	"fmt"

	"yinxin.example/yinxin/internal/bench"
)

type benchCommand struct {
	Copies   copiesBenchCommand   `cmd:"" default:"withargs" help:"Copies sealed and checked a second; three minutes."`
	Import   importBenchCommand   `cmd:"" help:"A delivery through the whole importer, beside its rows inserted alone."`
	Rows     rowsBenchCommand     `cmd:"" help:"Write a delivery of made-up rows, to be handed in."`
	Lookup   lookupBenchCommand   `cmd:"" help:"Copies looked up by code, of a million, and files checked in a batch; four minutes."`
	Register registerBenchCommand `cmd:"" help:"Lists, pages and searches in a register of a million certificates, beside one of ten thousand."`
	HSM      hsmBenchCommand      `cmd:"" name:"hsm" help:"Sixteen signers at once with a key in SoftHSM, beside the token's own rate; a minute. Needs a program of make build-pkcs11."`
	OCSP     ocspBenchCommand     `cmd:"" name:"ocsp" help:"OCSP answers and revocations of a CA that has a million certificates revoked, beside one that has a thousand."`
}

type copiesBenchCommand struct {
	JSON bool   `name:"json" help:"Print the figures as JSON."`
	Only string `help:"Find this figure alone." placeholder:"NAME"`
	Keep string `help:"Keep one in a thousand of the copies made, with their root, in this folder." placeholder:"DIR"`
}

// Run measures this machine, which takes about three minutes.
func (c *copiesBenchCommand) Run(ctx context.Context, t *terminal) error {
	results, err := bench.Run(ctx, bench.Options{Keep: c.Keep, Only: c.Only, Tell: func(name string) {
		fmt.Fprintln(t.err, "…", name)
	}})
	if err != nil {
		return err
	}
	if c.JSON {
		return t.json(results)
	}
	fmt.Fprintf(t.out, "%-14s %12s %12s %8s %18s\n", "", "每秒 a second", "裸运算 raw", "比 ratio", "内存分配 allocations")
	for _, r := range results {
		fmt.Fprintf(t.out, "%-14s %14.0f %14.0f %9.1f%% %12.0f (%.0f)\n",
			r.Name, r.PerSecond, r.RawPerSecond, 100*r.Ratio, r.Allocs, r.RawAllocs)
	}
	return nil
}

// rates prints figures beside the bare operation.
func (t *terminal) rates(results []bench.Result) error {
	fmt.Fprintf(t.out, "%-14s %12s %12s %8s\n", "", "每秒 a second", "裸运算 raw", "比 ratio")
	for _, r := range results {
		fmt.Fprintf(t.out, "%-14s %14.0f %14.0f %9.1f%%\n", r.Name, r.PerSecond, r.RawPerSecond, 100*r.Ratio)
	}
	return nil
}

// json prints a value for programs.
func (t *terminal) json(v any) error {
	enc := json.NewEncoder(t.out)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
