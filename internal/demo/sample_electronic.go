package demo

import (
	"context"
	"crypto/x509"
	"os"
	"path/filepath"

	"yinxin.example/yinxin/internal/document"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pades"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/ses"
	"yinxin.example/yinxin/verify"
)

// electronic is the folder of the copies under electronic seals of GB/T 38540.
const electronic = "electronic"

// esealed writes a copy with an electronic seal alone, one with a timestamp in
// it, and one that was sealed with P-256 before.
func (w *sampler) esealed(ctx context.Context) error {
	if err := os.MkdirAll(filepath.Join(w.folder, electronic), 0o700); err != nil {
		return err
	}
	kind := sampleKinds()[0]
	signer, err := w.electronicSigner(ctx, kind.authority)
	if err != nil {
		return err
	}
	alone, err := w.esealedAlone(ctx, signer, kind)
	if err != nil {
		return err
	}
	stamped, err := w.esealedStamped(ctx, signer, kind)
	if err != nil {
		return err
	}
	first, err := w.firstOfTwo(ctx, kind)
	if err != nil {
		return err
	}
	both, err := signer.Append(ctx, first, w.now)
	if err != nil {
		return err
	}
	for name, file := range map[string][]byte{"alone.pdf": alone, "stamped.pdf": stamped, "both.pdf": both} {
		s := Sample{filepath.Join(electronic, name), cms.SM2.String(), kind.name, "", verify.Valid}
		if err := w.keep(s, file); err != nil {
			return err
		}
	}
	return nil
}

// electronicSigner has a maker under the SM2 root make an authority's seal.
func (w *sampler) electronicSigner(ctx context.Context, authority string) (*ses.Signer, error) {
	issue := func(name string) (*key.Private, *x509.Certificate, error) {
		private, err := key.Generate(cms.SM2)
		if err != nil {
			return nil, nil, err
		}
		c, err := pki.IssueSeal(ctx, w.chinese, private.Public(), pki.SealParams{
			Authority: name, Demo: true, From: w.now.AddDate(-yearsBack, 0, 0), Until: w.now.AddDate(sealYears, 0, 0),
		})
		return private, c, err
	}
	private, own, err := issue(authority)
	if err != nil {
		return nil, err
	}
	making, maker, err := issue("印信演示制章")
	if err != nil {
		return nil, err
	}
	const pixels, millimetres = 200, 38
	picture, err := w.press.SealPNG(document.Seal{Authority: authority, Demo: true}, pixels)
	if err != nil {
		return nil, err
	}
	seal, err := ses.Maker{Certificate: maker, Key: making}.Make(ctx, ses.SealParams{
		ID: "YX-SAMPLE", Vendor: "Yinxin", Type: 1, Name: authority, Signers: []*x509.Certificate{own},
		CreatedAt: own.NotBefore, From: own.NotBefore, Until: own.NotAfter,
		Picture: ses.Picture{PNG: picture, Width: millimetres, Height: millimetres},
	})
	if err != nil {
		return nil, err
	}
	return ses.NewSigner(ctx, private, own, seal)
}

func (w *sampler) esealedAlone(ctx context.Context, signer *ses.Signer, kind sampleKind) ([]byte, error) {
	draft, err := kind.draft(w.press, w.now)
	if err != nil {
		return nil, err
	}
	draft.Electronic = true
	unsigned, err := w.press.PDF(draft, signer.ContentsLen())
	if err != nil {
		return nil, err
	}
	contents, err := signer.Contents(ctx, unsigned.Sum(signer.DigestAlgorithm()), unsigned.Range(), w.now)
	if err != nil {
		return nil, err
	}
	return unsigned.Fill(contents)
}

// esealedStamped is one whose signature has a timestamp, of an authority with SM2.
func (w *sampler) esealedStamped(ctx context.Context, signer *ses.Signer, kind sampleKind) ([]byte, error) {
	stamp, err := w.clock(ctx, w.chinese, cms.SM2, w.now)
	if err != nil {
		return nil, err
	}
	draft, err := kind.draft(w.press, w.now)
	if err != nil {
		return nil, err
	}
	draft.Electronic = true
	unsigned, err := w.press.PDF(draft, signer.StampedLen(pades.TokenRoom))
	if err != nil {
		return nil, err
	}
	contents, err := signer.Stamped(ctx, unsigned.Sum(signer.DigestAlgorithm()), unsigned.Range(), w.now, unsigned.ContentsLen(), ses.Stamp(stamp))
	if err != nil {
		return nil, err
	}
	return unsigned.Fill(contents)
}

// firstOfTwo is a copy sealed with P-256 that lets a second seal follow.
func (w *sampler) firstOfTwo(ctx context.Context, kind sampleKind) ([]byte, error) {
	seal, err := w.seal(ctx, w.root, cms.P256, kind.authority, w.now.AddDate(sealYears, 0, 0))
	if err != nil {
		return nil, err
	}
	draft, err := kind.draft(w.press, w.now)
	if err != nil {
		return nil, err
	}
	draft.Lasting = true
	return w.sealed(ctx, seal, draft)
}

// sealed draws and seals one copy at B-B.
func (w *sampler) sealed(ctx context.Context, seal *pades.Signer, draft document.Draft) ([]byte, error) {
	unsigned, err := w.press.PDF(draft, seal.ContentsLen())
	if err != nil {
		return nil, err
	}
	contents, err := seal.Contents(ctx, unsigned.Sum(seal.DigestAlgorithm()))
	if err != nil {
		return nil, err
	}
	return unsigned.Fill(contents)
}
