package pades_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/digest"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pades"
	"yinxin.example/yinxin/internal/signature/pki"
)

// world is a demonstration's root and one seal under it.
type world struct {
	root  *pki.Issuer
	key   *key.Private
	chain []*x509.Certificate
}

func newWorld(tb testing.TB, alg key.Algorithm) world {
	tb.Helper()
	above := cms.P256
	if alg == cms.SM2 {
		above = cms.SM2
	}
	rootKey, err := key.Generate(above)
	if err != nil {
		tb.Fatal(err)
	}
	noon := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	root, err := pki.NewRoot(tb.Context(), rootKey, pki.RootParams{
		CommonName: "印信演示根证书", From: noon, Until: noon.AddDate(20, 0, 0),
	})
	if err != nil {
		tb.Fatal(err)
	}
	sealKey, err := key.Generate(alg)
	if err != nil {
		tb.Fatal(err)
	}
	seal, err := pki.IssueSeal(tb.Context(), root, sealKey.Public(), pki.SealParams{
		Authority: "示例人事考试中心", Demo: true, From: noon, Until: noon.AddDate(5, 0, 0),
	})
	if err != nil {
		tb.Fatal(err)
	}
	return world{root: root, key: sealKey, chain: []*x509.Certificate{seal, root.Certificate}}
}

func newSigner(tb testing.TB, w world) *pades.Signer {
	tb.Helper()
	s, err := pades.NewSigner(tb.Context(), w.key, w.chain)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func digestOf(s *pades.Signer, parts ...[]byte) []byte {
	h := s.DigestAlgorithm().New()
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}

// TestEachAlgorithm makes each kind of key once, as RSA-4096 takes seconds.
func TestEachAlgorithm(t *testing.T) {
	t.Parallel()
	for _, alg := range cms.Algorithms() {
		t.Run(alg.String(), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, alg)
			t.Run("contents are canonical", func(t *testing.T) { contentsAreCanonical(t, w) })
			if alg == cms.SM2 {
				t.Run("others read the seal", func(t *testing.T) { othersReadTheSeal(t, w) })
				return
			}
			t.Run("others accept the seal", func(t *testing.T) { othersAcceptTheSeal(t, w) })
		})
	}
}

// contentsAreCanonical also shows that no signature outgrows the hole.
func contentsAreCanonical(t *testing.T, w world) {
	s := newSigner(t, w)
	template, err := cms.NewTemplate(s.Chain(), w.key.Algorithm())
	if err != nil {
		t.Fatal(err)
	}
	lengths := make(map[int]bool)
	for i := range 20 {
		digest := digestOf(s, []byte{byte(i)})
		contents, err := s.Contents(t.Context(), digest)
		if err != nil {
			t.Fatal(err)
		}
		if len(contents) != s.ContentsLen() || !bytes.Equal(contents, bytes.ToLower(contents)) {
			t.Fatalf("%d digits of %d: %s", len(contents), s.ContentsLen(), contents)
		}
		raw, err := hex.DecodeString(string(contents))
		if err != nil {
			t.Fatal(err)
		}
		der, signature := takeApart(t, raw)
		lengths[len(der)] = true
		if len(bytes.Trim(raw[len(der):], "\x00")) != 0 {
			t.Fatal("other than zeros after the DER")
		}
		if !bytes.Equal(der, template.SignedData(digest, signature)) {
			t.Fatal("a verifier cannot rebuild the seal from chain, digest and signature")
		}
	}
	if w.key.Algorithm() == cms.P256 && len(lengths) < 2 {
		t.Error("20 signatures all had one length: the padding went untested")
	}
}

func TestContentsRefuses(t *testing.T) {
	t.Parallel()
	s := newSigner(t, newWorld(t, cms.P256))
	if _, err := s.Contents(t.Context(), make([]byte, 48)); fault.ReasonOf(err) != "digest_length" {
		t.Errorf("digest of another hash: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Contents(ctx, make([]byte, 32)); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// device is a key that answers as it is told.
type device struct {
	key.Signer
	answer func(signature []byte, err error) ([]byte, error)
}

func (d device) Sign(ctx context.Context, digest []byte) ([]byte, error) {
	return d.answer(d.Signer.Sign(ctx, digest))
}

func TestNewSignerRefuses(t *testing.T) {
	t.Parallel()
	w, other := newWorld(t, cms.P256), newWorld(t, cms.P256)
	otherKind := newWorld(t, cms.P384)
	down := errors.New("the device is unplugged")
	for name, tc := range map[string]struct {
		key    key.Signer
		chain  []*x509.Certificate
		reason fault.Reason
	}{
		"another key":         {other.key, w.chain, "key_mismatch"},
		"another kind of key": {otherKind.key, w.chain, "key_mismatch"},
		"no chain":            {w.key, nil, "chain_unusable"},
		"another root":        {w.key, []*x509.Certificate{w.chain[0], other.chain[1]}, "chain_unusable"},
		"the root's own key":  {w.root.Key, []*x509.Certificate{w.root.Certificate}, "chain_unusable"},
		"signature not DER": {device{w.key, func([]byte, error) ([]byte, error) {
			return make([]byte, 64), nil
		}}, w.chain, "signature_not_canonical"},
		"signature of nothing": {device{w.key, func(signature []byte, err error) ([]byte, error) {
			signature[8] ^= 1
			return signature, err
		}}, w.chain, "key_mismatch"},
	} {
		if _, err := pades.NewSigner(t.Context(), tc.key, tc.chain); fault.ReasonOf(err) != tc.reason {
			t.Errorf("%s: %v, want %s", name, err, tc.reason)
		}
	}
	broken := device{w.key, func([]byte, error) ([]byte, error) { return nil, down }}
	if _, err := pades.NewSigner(t.Context(), broken, w.chain); !errors.Is(err, down) {
		t.Errorf("device down: %v", err)
	}
	if s, err := pades.NewSigner(t.Context(), w.key, w.chain[:1]); err != nil || s.DigestAlgorithm() != digest.SHA256 {
		t.Errorf("a chain without its root: %v", err)
	}
}

func BenchmarkContents(b *testing.B) {
	w := newWorld(b, cms.P256)
	s := newSigner(b, w)
	digest := make([]byte, 32)
	b.Run("raw", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := w.key.Sign(b.Context(), digest); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("contents", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := s.Contents(b.Context(), digest); err != nil {
				b.Fatal(err)
			}
		}
	})
}
