package demo

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"time"

	"yinxin.example/yinxin/internal/document"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/pades"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/verify"
)

const (
	outsiders = "outsiders" // the folder of the copies nobody should accept
	chinese   = "sm2"       // and of those under SM2, which few tools can read
)

// Sample is one line of samples.json: a copy, and what a checker given
// root.pem and seals.crl should say of it.
type Sample struct {
	File      string         `json:"file"`
	Algorithm string         `json:"algorithm"`
	Kind      string         `json:"kind"`  // endorsed, not_needed
	Level     string         `json:"level"` // as pades.Level names it; "" for an electronic seal
	Expect    verify.Verdict `json:"expect"`
}

// WriteSamples writes copies for other people's tools to judge, made at now:
//
//	root.pem, seals.crl         the root of the seals, and whom it revoked
//	p256-endorsed.pdf, ...      one for each kind of key and of copy
//	sm2/root.pem, ...           the same for SM2, under a root of its own
//	outsiders/stranger.pdf      sealed under a root of its own, beside it
//	outsiders/expired.pdf       sealed when the seal's certificate had expired
//	outsiders/revoked.pdf       sealed when it had been revoked
//	outsiders/b-t-anothers.pdf  with the timestamp of another signature
//	outsiders/b-t-unknown.pdf   with a timestamp under the stranger's root
//	outsiders/b-lt-anothers.pdf with what proves the stranger's certificates
//	levels/p256-b-t.pdf, ...    one copy of each level above B-B, with root and list
//	sm2/levels/sm2-b-t.pdf, ... the same for SM2
//	grown/p256-raised-b-t.pdf   sealed at B-B and raised later, to each level
//	grown/p256-renewed-b-lta.pdf, ... renewed, once as it was sealed, once raised
//	sm2/grown/...               the same for SM2
//	electronic/alone.pdf        under an electronic seal of GB/T 38540, root and list in sm2/
//	electronic/both.pdf         under one behind a seal with P-256
//	samples.json                a list of Sample
func WriteSamples(ctx context.Context, folder string, now time.Time) error {
	for _, sub := range []string{outsiders, chinese} {
		if err := os.MkdirAll(filepath.Join(folder, sub), 0o700); err != nil {
			return err
		}
	}
	glyphs, err := os.MkdirTemp("", "yinxin-samples-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(glyphs)
	press, err := document.OpenPress(ctx, glyphs, "")
	if err != nil {
		return err
	}
	w := &sampler{press: press, folder: folder, now: now.Truncate(time.Second)}
	for _, write := range []func(context.Context) error{w.found, w.insiders, w.outsiders, w.levels, w.strangeLevels, w.grow, w.esealed, w.lists} {
		if err := write(ctx); err != nil {
			return err
		}
	}
	list, err := json.MarshalIndent(w.written, "", "  ")
	if err != nil {
		return err
	}
	return w.write("samples.json", append(list, '\n'))
}

// sampler is a run of WriteSamples.
type sampler struct {
	press    *document.Press
	folder   string
	now      time.Time // whole seconds
	root     *pki.Issuer
	stranger *pki.Issuer
	chinese  *pki.Issuer // with an SM2 key
	revoked  []pki.Revocation
	written  []Sample
}

func (w *sampler) found(ctx context.Context) (err error) {
	if w.root, err = w.makeRoot(ctx, cms.P256, rootName, rootFile); err != nil {
		return err
	}
	if w.chinese, err = w.makeRoot(ctx, cms.SM2, rootName, filepath.Join(chinese, rootFile)); err != nil {
		return err
	}
	w.stranger, err = w.makeRoot(ctx, cms.P256, "别处的根证书", filepath.Join(outsiders, "stranger-root.pem"))
	return err
}

func (w *sampler) insiders(ctx context.Context) error {
	for _, algorithm := range cms.Algorithms() {
		by, folder := w.root, ""
		if algorithm == cms.SM2 {
			by, folder = w.chinese, chinese
		}
		for _, kind := range sampleKinds() {
			seal, err := w.seal(ctx, by, algorithm, kind.authority, w.now.AddDate(sealYears, 0, 0))
			if err != nil {
				return err
			}
			if err := w.copy(ctx, seal, kind, filepath.Join(folder, algorithm.String()+"-"+kind.name+".pdf"), verify.Valid); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *sampler) outsiders(ctx context.Context) error {
	kind := sampleKinds()[0]
	year, yesterday := w.now.AddDate(1, 0, 0), w.now.AddDate(0, 0, -1)
	for _, o := range []struct {
		file   string
		by     *pki.Issuer
		until  time.Time
		expect verify.Verdict
	}{
		{"stranger.pdf", w.stranger, year, verify.Indeterminate},
		{"expired.pdf", w.root, yesterday, verify.Indeterminate},
		{"revoked.pdf", w.root, year, verify.Invalid},
	} {
		seal, err := w.seal(ctx, o.by, cms.P256, kind.authority, o.until)
		if err != nil {
			return err
		}
		if o.file == "revoked.pdf" {
			w.revoked = append(w.revoked, pki.Revocation{Serial: seal.Chain()[0].SerialNumber, At: yesterday, Reason: 1})
		}
		if err := w.copy(ctx, seal, kind, filepath.Join(outsiders, o.file), o.expect); err != nil {
			return err
		}
	}
	return nil
}

// copy draws and seals one copy.
func (w *sampler) copy(ctx context.Context, seal *pades.Signer, kind sampleKind, file string, expect verify.Verdict) error {
	draft, err := kind.draft(w.press, w.now)
	if err != nil {
		return err
	}
	sealed, err := w.sealed(ctx, seal, draft)
	if err != nil {
		return err
	}
	algorithm, err := cms.AlgorithmOf(seal.Chain()[0].PublicKey)
	if err != nil {
		return err
	}
	return w.keep(Sample{file, algorithm.String(), kind.name, pades.BaselineB.String(), expect}, sealed)
}

// keep writes a copy and lists it.
func (w *sampler) keep(s Sample, file []byte) error {
	name := s.File
	s.File = filepath.ToSlash(name)
	w.written = append(w.written, s)
	return w.write(name, file)
}

func (w *sampler) write(name string, content []byte) error {
	return os.WriteFile(filepath.Join(w.folder, name), content, 0o600)
}
