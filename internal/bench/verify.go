package bench

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"fmt"

	"yinxin.example/yinxin/verify"
)

// verifyP256 compares checking a copy, its chain known, with
// ecdsa.VerifyASN1.
func verifyP256(ctx context.Context, o *office, p pace) (Result, error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return Result{}, err
	}
	signer, err := o.signer(ctx, private)
	if err != nil {
		return Result{}, err
	}
	raw, err := checkRaw(private)
	if err != nil {
		return Result{}, err
	}
	readings, err := p.alternate(ctx, raw, checkWhole(newSealer(o, signer, ecdsaBatch)))
	if err != nil {
		return Result{}, err
	}
	return compared(readings[1], readings[0]), nil
}

func checkRaw(private *ecdsa.PrivateKey) (side, error) {
	verify, err := verifyRaw(private)
	return func(context.Context) (effort, error) { return spread(1, ecdsaBatch, verify) }, err
}

func verifyRaw(private *ecdsa.PrivateKey) (func(int) error, error) {
	digest := make([]byte, crypto.SHA256.Size())
	signature, err := ecdsa.SignASN1(rand.Reader, private, digest)
	return func(int) error {
		if !ecdsa.VerifyASN1(&private.PublicKey, digest, signature) {
			return errors.New("a good signature was refused")
		}
		return nil
	}, err
}

// checkWhole checks batches of new copies, each once.
func checkWhole(s *sealer) side {
	return func(ctx context.Context) (effort, error) {
		s.prepare()
		for i := range s.drafts {
			if err := s.seal(ctx, i, true); err != nil {
				return effort{}, err
			}
		}
		return spread(1, len(s.taken), func(i int) error { return s.check(ctx, i) })
	}
}

// check checks one copy that was kept.
func (s *sealer) check(ctx context.Context, i int) error {
	report, err := verify.Check(ctx, s.taken[i], s.samples.opts)
	if err == nil && report.Verdict != verify.Valid {
		err = fmt.Errorf("a good copy is %s: %v", report.Verdict, report.Reasons)
	}
	return err
}
