package bench

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/sm3"
)

// Operations of one batch, a tenth of a second of work at most: preparing one
// leaves the caches cold, and many share that.
const (
	ecdsaBatch = 128
	rsaBatch   = 48
)

// sealP256 compares drawing and sealing a copy with ecdsa.SignASN1.
func sealP256(ctx context.Context, o *office, p pace) (Result, error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return Result{}, err
	}
	return againstRaw(ctx, o, p, private, ecdsaBatch, signP256(private, 1))
}

// sealRSA3072 compares drawing and sealing a copy with rsa.SignPKCS1v15.
func sealRSA3072(ctx context.Context, o *office, p pace) (Result, error) {
	private, err := rsa.GenerateKey(rand.Reader, 3072)
	if err != nil {
		return Result{}, err
	}
	digest := make([]byte, crypto.SHA256.Size())
	raw := func(context.Context) (effort, error) {
		return spread(1, rsaBatch, func(int) error {
			_, err := rsa.SignPKCS1v15(rand.Reader, private, crypto.SHA256, digest)
			return err
		})
	}
	return againstRaw(ctx, o, p, private, rsaBatch, raw)
}

// sealSM2 compares drawing and sealing copies, hashed with SM3, with gmsm's
// signature of a digest. As in the pipeline, as many are under way on the core
// as are hashed together.
func sealSM2(ctx context.Context, o *office, p pace) (Result, error) {
	return o.sealSM2(ctx, p, o.press.AtOnce())
}

// sealSM2Alone is sealSM2 with one copy after the other.
func sealSM2Alone(ctx context.Context, o *office, p pace) (Result, error) {
	return o.sealSM2(ctx, p, 1)
}

func (o *office) sealSM2(ctx context.Context, p pace, atOnce int) (Result, error) {
	private, err := sm2.GenerateKey(rand.Reader)
	if err != nil {
		return Result{}, err
	}
	e := make([]byte, sm3.Size)
	raw := func(context.Context) (effort, error) {
		return spread(1, ecdsaBatch, func(int) error {
			_, err := sm2.SignASN1(rand.Reader, private, e, nil)
			return err
		})
	}
	signer, err := o.signer(ctx, private)
	if err != nil {
		return Result{}, err
	}
	readings, err := p.alternate(ctx, raw, newSealer(o, signer, ecdsaBatch).overlapping(atOnce))
	if err != nil {
		return Result{}, err
	}
	return compared(readings[1], readings[0]), nil
}

// signP256 signs batches of digests on so many cores and does nothing else.
func signP256(private *ecdsa.PrivateKey, cores int) side {
	digest := make([]byte, crypto.SHA256.Size())
	return func(context.Context) (effort, error) {
		return spread(cores, ecdsaBatch*cores, func(int) error {
			_, err := ecdsa.SignASN1(rand.Reader, private, digest)
			return err
		})
	}
}

func againstRaw(ctx context.Context, o *office, p pace, private crypto.Signer, batch int, raw side) (Result, error) {
	signer, err := o.signer(ctx, private)
	if err != nil {
		return Result{}, err
	}
	readings, err := p.alternate(ctx, raw, newSealer(o, signer, batch).side(1))
	if err != nil {
		return Result{}, err
	}
	return compared(readings[1], readings[0]), nil
}
