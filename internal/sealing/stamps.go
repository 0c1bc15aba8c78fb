package sealing

import (
	"context"
	"runtime"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/signature/tsp"
)

// Stamps are timestamp authorities as one.
type Stamps interface {
	tsp.Stamper
	// Clock fails, as Unavailable with clock_differs, while the authorities' time
	// is not this machine's: nothing is sealed then.
	Clock() error
	// Able fails as Stamp would, with tsa_unavailable, where that is known without
	// asking: no key is used in vain then.
	Able(ctx context.Context) error
	// AtOnce is how many tokens may be asked for together.
	AtOnce() int
}

// atOnce is how many copies of a batch are made together: one a core, and more
// where their digests are made together or where they wait for an authority far
// away or a device.
func (p *Pipeline) atOnce() int {
	n := max(runtime.GOMAXPROCS(0), p.AtOnce, p.Press.AtOnce())
	if p.Stamps != nil {
		n = max(n, p.Stamps.AtOnce())
	}
	return n
}

// waits reports whether an error is that of a copy which waits for its seal, or
// for the timestamp that its seal bears.
func waits(err error) bool {
	switch fault.ReasonOf(err) {
	case "tsa_unavailable", "clock_differs":
		return true
	}
	return seals.Waits(err)
}
