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
)

// levelled is the folder of the copies of each level.
const levelled = "levels"

// levels writes one copy of each level above B-B, with a timestamp authority
// under the root of the seals.
func (w *sampler) levels(ctx context.Context) error {
	if err := os.MkdirAll(filepath.Join(w.folder, levelled), 0o700); err != nil {
		return err
	}
	kind := sampleKinds()[0]
	seal, err := w.seal(ctx, w.root, cms.P256, kind.authority, w.now.AddDate(sealYears, 0, 0))
	if err != nil {
		return err
	}
	stamp, err := w.clock(ctx)
	if err != nil {
		return err
	}
	list, err := pki.CRL(ctx, w.root, pki.CRLParams{Number: big.NewInt(w.now.Unix()), ThisUpdate: w.now, NextUpdate: w.now.Add(crlLife)})
	if err != nil {
		return err
	}
	draft, err := kind.draft(w.press, w.now)
	if err != nil {
		return err
	}
	draft.Lasting = true
	unsigned, err := w.press.PDF(draft, seal.StampedLen(pades.TokenRoom))
	if err != nil {
		return err
	}
	contents, err := seal.Stamped(ctx, unsigned.Sum(seal.DigestAlgorithm()), unsigned.ContentsLen(), stamp)
	if err != nil {
		return err
	}
	file, err := unsigned.Fill(contents)
	if err != nil {
		return err
	}
	proof := addition.Material{Certificates: [][]byte{w.root.Certificate.Raw}, Lists: [][]byte{list}}
	lt, err := pades.Raise(ctx, file, proof, nil)
	if err != nil {
		return err
	}
	lta, err := pades.Raise(ctx, file, proof, stamp)
	if err != nil {
		return err
	}
	for name, content := range map[string][]byte{rootFile: pki.EncodeCertificates(w.root.Certificate), crlFile: list, "b-t.pdf": file, "b-lt.pdf": lt, "b-lta.pdf": lta} {
		if err := w.write(filepath.Join(levelled, name), content); err != nil {
			return err
		}
	}
	return nil
}

// clock is a timestamp authority that gives the time the samples are made at.
func (w *sampler) clock(ctx context.Context) (pades.Stamp, error) {
	private, err := key.Generate(cms.P256)
	if err != nil {
		return nil, err
	}
	own, err := pki.IssueClock(ctx, w.root, private.Public(), pki.ClockParams{
		CommonName: tsaName, Organization: "印信演示", From: w.now.AddDate(-yearsBack, 0, 0), Until: w.now.AddDate(tsaYears, 0, 0),
	})
	if err != nil {
		return nil, err
	}
	authority, err := tsp.NewAuthority(tsp.Params{
		Key: private, Chain: []*x509.Certificate{own, w.root.Certificate}, Policy: statement.DemoPolicy, Now: func() time.Time { return w.now },
	})
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, digest []byte) ([]byte, error) {
		token, err := authority.Stamp(ctx, digest)
		return token.DER, err
	}, nil
}
