package demo

import (
	"context"
	"crypto/x509"
	"math/big"
	"os"
	"path/filepath"
	"time"

	"yinxin.example/yinxin/internal/signature/addition"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pades"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/statement"
	"yinxin.example/yinxin/internal/signature/tsp"
	"yinxin.example/yinxin/verify"
)

// levelled is the folder of the copies of each level.
const levelled = "levels"

// levels writes one copy of each level above B-B for some kinds of key, with a
// timestamp authority of the same kind under the root of the seals.
func (w *sampler) levels(ctx context.Context) error {
	for _, under := range []struct {
		root       *pki.Issuer
		folder     string
		algorithms []key.Algorithm
	}{
		{w.root, levelled, []key.Algorithm{cms.P256, cms.P384, cms.RSA3072}},
		{w.chinese, filepath.Join(chinese, levelled), []key.Algorithm{cms.SM2}},
	} {
		if err := os.MkdirAll(filepath.Join(w.folder, under.folder), 0o700); err != nil {
			return err
		}
		proof, err := proofOf(ctx, under.root, w.now)
		if err != nil {
			return err
		}
		for name, content := range map[string][]byte{rootFile: pki.EncodeCertificates(under.root.Certificate), crlFile: proof.Lists[0]} {
			if err := w.write(filepath.Join(under.folder, name), content); err != nil {
				return err
			}
		}
		for _, algorithm := range under.algorithms {
			if err := w.levelsOf(ctx, under.root, algorithm, under.folder, proof); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *sampler) levelsOf(ctx context.Context, root *pki.Issuer, algorithm key.Algorithm, folder string, proof addition.Material) error {
	seal, err := w.seal(ctx, root, algorithm, sampleKinds()[0].authority, w.now.AddDate(sealYears, 0, 0))
	if err != nil {
		return err
	}
	stamp, err := w.clock(ctx, root, algorithm, w.now)
	if err != nil {
		return err
	}
	stamped, err := w.stamped(ctx, seal, w.now, stamp)
	if err != nil {
		return err
	}
	stored, err := pades.Raise(ctx, stamped, proof, nil)
	if err != nil {
		return err
	}
	archived, err := pades.Raise(ctx, stamped, proof, stamp)
	if err != nil {
		return err
	}
	for level, file := range map[pades.Level][]byte{pades.BaselineT: stamped, pades.BaselineLT: stored, pades.BaselineLTA: archived} {
		name := filepath.Join(folder, algorithm.String()+"-"+level.String()+".pdf")
		if err := w.keep(Sample{name, algorithm.String(), sampleKinds()[0].name, level.String(), verify.Valid}, file); err != nil {
			return err
		}
	}
	return nil
}

// proofOf is what proves the certificates of a root at a time.
func proofOf(ctx context.Context, root *pki.Issuer, at time.Time) (addition.Material, error) {
	list, err := pki.CRL(ctx, root, pki.CRLParams{Number: big.NewInt(at.Unix()), ThisUpdate: at, NextUpdate: at.Add(crlLife)})
	return addition.Material{Certificates: [][]byte{root.Certificate.Raw}, Lists: [][]byte{list}}, err
}

// stamped draws and seals one copy at B-T.
func (w *sampler) stamped(ctx context.Context, seal *pades.Signer, at time.Time, stamp pades.Stamp) ([]byte, error) {
	draft, err := sampleKinds()[0].draft(w.press, at)
	if err != nil {
		return nil, err
	}
	draft.Lasting = true
	unsigned, err := w.press.PDF(draft, seal.StampedLen(pades.TokenRoom))
	if err != nil {
		return nil, err
	}
	contents, err := seal.Stamped(ctx, unsigned.Sum(seal.DigestAlgorithm()), unsigned.ContentsLen(), stamp)
	if err != nil {
		return nil, err
	}
	return unsigned.Fill(contents)
}

// strangeLevels writes copies whose timestamps or stores nobody should accept.
func (w *sampler) strangeLevels(ctx context.Context) error {
	seal, err := w.seal(ctx, w.root, cms.P256, sampleKinds()[0].authority, w.now.AddDate(sealYears, 0, 0))
	if err != nil {
		return err
	}
	stamp, err := w.clock(ctx, w.root, cms.P256, w.now)
	if err != nil {
		return err
	}
	foreign, err := w.clock(ctx, w.stranger, cms.P256, w.now)
	if err != nil {
		return err
	}
	anothers, err := w.stamped(ctx, seal, w.now, func(ctx context.Context, digest []byte) ([]byte, error) {
		return stamp(ctx, make([]byte, len(digest)))
	})
	if err != nil {
		return err
	}
	unknown, err := w.stamped(ctx, seal, w.now, foreign)
	if err != nil {
		return err
	}
	stamped, err := w.stamped(ctx, seal, w.now, stamp)
	if err != nil {
		return err
	}
	theirs, err := proofOf(ctx, w.stranger, w.now)
	if err != nil {
		return err
	}
	stored, err := pades.Raise(ctx, stamped, theirs, nil)
	if err != nil {
		return err
	}
	for _, o := range []struct {
		file    string
		level   pades.Level
		content []byte
	}{
		{"b-t-anothers.pdf", pades.BaselineT, anothers},
		{"b-t-unknown.pdf", pades.BaselineT, unknown},
		{"b-lt-anothers.pdf", pades.BaselineLT, stored},
	} {
		s := Sample{filepath.Join(outsiders, o.file), cms.P256.String(), sampleKinds()[0].name, o.level.String(), verify.Indeterminate}
		if err := w.keep(s, o.content); err != nil {
			return err
		}
	}
	return nil
}

// clock is a timestamp authority, of its own key, that gives one time.
func (w *sampler) clock(ctx context.Context, by *pki.Issuer, algorithm key.Algorithm, at time.Time) (pades.Stamp, error) {
	private, err := key.Generate(algorithm)
	if err != nil {
		return nil, err
	}
	own, err := pki.IssueClock(ctx, by, private.Public(), pki.ClockParams{
		CommonName: tsaName, Organization: "印信演示", From: w.now.AddDate(-yearsBack, 0, 0), Until: w.now.AddDate(tsaYears, 0, 0),
	})
	if err != nil {
		return nil, err
	}
	authority, err := tsp.NewAuthority(tsp.Params{
		Key: private, Chain: []*x509.Certificate{own, by.Certificate}, Policy: statement.DemoPolicy, Now: func() time.Time { return at },
	})
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, digest []byte) ([]byte, error) {
		token, err := authority.Stamp(ctx, digest)
		return token.DER, err
	}, nil
}
