package bench

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
)

// twoCores compares how much faster two cores seal than one with how much
// faster they sign. Its rates are those of two cores.
func twoCores(ctx context.Context, o *office, p pace) (Result, error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return Result{}, err
	}
	signer, err := o.signer(ctx, private)
	if err != nil {
		return Result{}, err
	}
	one, two := newSealer(o, signer, ecdsaBatch), newSealer(o, signer, 2*ecdsaBatch)
	readings, err := p.alternate(ctx, signP256(private, 1), one.side(1), signP256(private, 2), two.side(2))
	if err != nil {
		return Result{}, err
	}
	r := compared(readings[3], readings[2])
	r.Ratio = (readings[3].perSecond / readings[1].perSecond) / (readings[2].perSecond / readings[0].perSecond)
	return r, nil
}
