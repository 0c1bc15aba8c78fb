package sealing

import (
	"context"
	"crypto/x509"

	"yinxin.example/yinxin/internal/document"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/addition"
	"yinxin.example/yinxin/internal/signature/lasting"
	"yinxin.example/yinxin/internal/signature/pades"
)

// Evidence proves certificates: of a seal's chain, and of the timestamp
// authorities whose tokens (DER) are given. It is Unavailable, evidence_missing,
// where a certificate's issuer has no current word.
type Evidence interface {
	Prove(ctx context.Context, chain []*x509.Certificate, tokens ...[]byte) (addition.Material, error)
}

// level decides how a copy is sealed: at the level of its seal. A seal that asks
// for timestamps where there is nobody to make them is the operator's to mend:
// Unavailable, tsa_unavailable.
func (p *Pipeline) level(job *work) (err error) {
	const op = "sealing.level"
	made := &job.copy.Snapshot.Made
	if job.level, err = pades.ParseLevel(job.seal.Level); err != nil {
		return &fault.Error{Op: op, Kind: fault.Unavailable, Reason: "seal_unusable", Err: err}
	}
	if made.Electronic {
		return p.electronicLevel(job)
	}
	if job.level == pades.BaselineB {
		made.ContentsLen = job.signer.ContentsLen()
		return nil
	}
	made.Level, made.ContentsLen = job.level.String(), job.signer.StampedLen(pades.TokenRoom)
	switch {
	case p.Stamps == nil:
		return fault.New(op, fault.Unavailable, "tsa_unavailable")
	case p.Evidence == nil && job.level > pades.BaselineT:
		return fault.New(op, fault.Unavailable, "evidence_missing").With("issuer", job.signer.Chain()[0].Issuer.CommonName)
	}
	return nil
}

// electronicLevel is level for an electronic seal: with a timestamp of its
// signature, or without. Nothing is ever added behind such a copy, so it waits
// where the timestamp cannot be had, whatever the policy says of others.
func (p *Pipeline) electronicLevel(job *work) error {
	made := &job.copy.Snapshot.Made
	if job.level == pades.BaselineB {
		made.ContentsLen = job.electronic.ContentsLen()
		return nil
	}
	made.ContentsLen = job.electronic.StampedLen(pades.TokenRoom)
	if p.Stamps == nil {
		return fault.New("sealing.level", fault.Unavailable, "tsa_unavailable")
	}
	return nil
}

// able fails as a timestamp, or what proves the seals, would, where it is known
// that it cannot be had: the key signs before either is asked for, and would
// sign in vain.
func (p *Pipeline) able(ctx context.Context, job *work) error {
	if job.level == pades.BaselineB {
		return nil
	}
	if job.level > pades.BaselineT {
		if _, err := p.Evidence.Prove(ctx, job.certificates()); err != nil {
			return err
		}
	}
	return p.Stamps.Able(ctx)
}

// seal signs a copy's file and adds what its level asks for. The file is
// complete or there is none: nothing is stored before all of it is there.
func (p *Pipeline) seal(ctx context.Context, job *work, unsigned *document.Unsigned) ([]byte, error) {
	contents, token, err := p.sign(ctx, job, unsigned)
	if err != nil {
		return nil, err
	}
	file, err := unsigned.Fill(contents)
	if err != nil {
		return nil, err
	}
	ends := []int{len(file)}
	if job.second != nil {
		if file, err = p.sealAgain(ctx, job, unsigned, file); err != nil {
			return nil, err
		}
		ends = append(ends, len(file))
	}
	file, bears, err := p.complete(ctx, job, unsigned, file, token)
	if err != nil {
		return nil, err
	}
	job.made(file, ends...)
	job.proven(bears, job.copy.MadeAt)
	return file, nil
}

// sign makes what goes into the hole of a file, with the token of its timestamp
// where its level asks for one.
func (p *Pipeline) sign(ctx context.Context, job *work, unsigned *document.Unsigned) (contents, token []byte, err error) {
	stamp := func(ctx context.Context, digest []byte) (_ []byte, err error) {
		job.uses++ // the key has signed, whatever comes of it
		token, err = p.stamp(ctx, digest)
		return token, err
	}
	switch e := job.electronic; {
	case e != nil && job.level > pades.BaselineB:
		contents, err = e.Stamped(ctx, unsigned.Sum(e.DigestAlgorithm()), unsigned.Range(), job.copy.MadeAt, unsigned.ContentsLen(), stamp)
		return contents, token, err
	case e != nil:
		contents, err = e.Contents(ctx, unsigned.Sum(e.DigestAlgorithm()), unsigned.Range(), job.copy.MadeAt)
	case job.level > pades.BaselineB:
		contents, err = job.signer.Stamped(ctx, unsigned.Sum(job.signer.DigestAlgorithm()), unsigned.ContentsLen(), stamp)
		return contents, token, err
	default:
		contents, err = job.signer.Contents(ctx, unsigned.Sum(job.signer.DigestAlgorithm()))
	}
	if err == nil {
		job.uses++
	}
	return contents, nil, err
}

// complete adds to a sealed file what its level asks for behind the signature,
// and tells what it bears then: less than that where timestamps can be had later
// and are lacking now.
func (p *Pipeline) complete(ctx context.Context, job *work, unsigned *document.Unsigned, file, token []byte) ([]byte, lasting.Proof, error) {
	bears := lasting.Proof{Level: min(job.level, pades.BaselineT)}
	var material addition.Material
	var err error
	if job.level > pades.BaselineT {
		if material, err = p.Evidence.Prove(ctx, job.certificates(), token); err != nil {
			return nil, bears, err
		}
		longer, last, err := p.prove(ctx, job, unsigned, file, material)
		switch {
		case err == nil:
			file, bears.Level = longer, job.level
			if last != nil {
				token = last
			}
		case !p.Later || !tsaDown(err):
			return nil, bears, err
		}
	}
	if token != nil {
		bears.Clock, err = p.clocks.Of(token, material.Certificates)
	}
	return file, bears, err
}

// prove puts evidence behind a sealed file, and at B-LTA a timestamp over all,
// which it gives as well.
func (p *Pipeline) prove(ctx context.Context, job *work, unsigned *document.Unsigned, file []byte, material addition.Material) (longer, token []byte, err error) {
	var stamp pades.Stamp
	if job.level == pades.BaselineLTA {
		stamp = func(ctx context.Context, digest []byte) (_ []byte, err error) {
			token, err = p.stamp(ctx, digest)
			return token, err
		}
	}
	if job.second == nil {
		longer, err = pades.Extend(ctx, file, unsigned.Behind(), unsigned.Whole(), material, stamp, pades.TokenRoom)
	} else {
		longer, err = pades.Raise(ctx, file, material, stamp)
	}
	if err == nil {
		unsigned.Extend(longer)
	}
	return longer, token, err
}

// stamp asks for a timestamp as signatures want it.
func (p *Pipeline) stamp(ctx context.Context, digest []byte) ([]byte, error) {
	token, err := p.Stamps.Stamp(ctx, digest)
	return token.DER, err
}
