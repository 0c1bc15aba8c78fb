// Package bench measures this machine: how many copies a core seals and checks
// in a second, beside the bare signature or verification that nobody can do
// without. Both sides take turns in short slices, so that what else the machine
// does weighs on both alike, and each figure is the median of its slices.
package bench

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"time"
)

// Result is one figure. The whole is the work of this program, raw the bare
// operation of the standard library, for SM2 of gmsm.
type Result struct {
	Name         string  `json:"name"`
	PerSecond    float64 `json:"per_second"`     // the whole
	RawPerSecond float64 `json:"raw_per_second"` // the bare operation
	Ratio        float64 `json:"ratio"`          // whole to raw; of two-cores the factors' ratio
	Allocs       float64 `json:"allocs"`         // of one whole, the raw operation's included
	RawAllocs    float64 `json:"raw_allocs"`
}

// Options say how long to measure. The zero Options measure for about three
// minutes and keep nothing.
type Options struct {
	Keep   string        // folder for one in a thousand copies and root.pem; "" for none
	Slice  time.Duration // of one side's turn; 0 means half a second
	Rounds int           // of every figure; 0 means as many as each needs
	Only   string        // the one figure to find; "" for all
	Tell   func(name string)
}

// Run measures everything, one figure after the other. What it seals bears a
// demonstration's mark, and every copy it looks at afterwards must be valid:
// an invalid one is an error.
func Run(ctx context.Context, o Options) ([]Result, error) {
	if o.Slice == 0 {
		o.Slice = 500 * time.Millisecond
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	shop, err := openOffice(ctx, o.Keep)
	if err != nil {
		return nil, fmt.Errorf("bench: %w", err)
	}
	defer shop.close()
	var results []Result
	for _, b := range benches() {
		if o.Only != "" && o.Only != b.name {
			continue
		}
		if o.Tell != nil {
			o.Tell(b.name)
		}
		p := pace{slice: o.Slice, rounds: b.rounds}
		if o.Rounds > 0 {
			p.rounds = o.Rounds
		}
		r, err := b.run(ctx, shop, p)
		if err != nil {
			return nil, fmt.Errorf("bench: %s: %w", b.name, err)
		}
		r.Name = b.name
		results = append(results, r.rounded())
	}
	if len(results) == 0 {
		return nil, fmt.Errorf("bench: no figure is called %q", o.Only)
	}
	return results, nil
}

// bench is one figure and how it is found.
type bench struct {
	name   string
	rounds int
	run    func(context.Context, *office, pace) (Result, error)
}

func benches() []bench {
	return []bench{
		{"seal-p256", 31, sealP256},
		{"seal-rsa3072", 21, sealRSA3072},
		{"seal-sm2", 31, sealSM2},
		{"seal-sm2-alone", 21, sealSM2Alone},
		{"seal-b-lta", 31, sealLTA},
		{"seal-b-lta-http", 31, sealLTAOverHTTP},
		{"seal-b-lta-rsa", 21, sealLTAWithRSA},
		{"verify-p256", 21, verifyP256},
		{"two-cores", 21, twoCores},
	}
}

// compared is the result of one comparison.
func compared(whole, raw reading) Result {
	return Result{
		PerSecond: whole.perSecond, RawPerSecond: raw.perSecond, Ratio: whole.perSecond / raw.perSecond,
		Allocs: whole.allocs, RawAllocs: raw.allocs,
	}
}

// rounded drops digits that say nothing.
func (r Result) rounded() Result {
	round := func(v *float64, scale float64) { *v = math.Round(*v*scale) / scale }
	for _, v := range []*float64{&r.PerSecond, &r.RawPerSecond, &r.Allocs, &r.RawAllocs} {
		round(v, 10)
	}
	round(&r.Ratio, 10_000)
	return r
}
