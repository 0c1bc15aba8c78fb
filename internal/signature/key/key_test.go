package key_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/emmansun/gmsm/sm2"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
)

func generate(t *testing.T, alg key.Algorithm) *key.Private {
	t.Helper()
	p, err := key.Generate(alg)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func digestOf(alg key.Algorithm, text string) []byte {
	h := alg.Hash().New()
	h.Write([]byte(text))
	return h.Sum(nil)
}

// verify asks the standard library, for SM2 gmsm, with the hash the algorithm promises.
func verify(public crypto.PublicKey, alg key.Algorithm, digest, signature []byte) bool {
	switch k := public.(type) {
	case *ecdsa.PublicKey:
		if alg == cms.SM2 {
			return sm2.VerifyASN1(k, digest, signature)
		}
		return ecdsa.VerifyASN1(k, digest, signature)
	case *rsa.PublicKey:
		return rsa.VerifyPKCS1v15(k, alg.Hash().Standard(), digest, signature) == nil
	}
	return false
}

func TestSign(t *testing.T) {
	t.Parallel()
	for _, alg := range cms.Algorithms() {
		t.Run(alg.String(), func(t *testing.T) {
			t.Parallel()
			p := generate(t, alg)
			if p.Algorithm() != alg {
				t.Errorf("algorithm %v", p.Algorithm())
			}
			digest := digestOf(alg, "a page")
			for range 8 {
				signature, err := p.Sign(t.Context(), digest)
				if err != nil {
					t.Fatal(err)
				}
				if err := alg.CheckForm(signature); err != nil {
					t.Fatal(err)
				}
				if !verify(p.Public(), alg, digest, signature) {
					t.Fatal("does not verify")
				}
				if verify(p.Public(), alg, digestOf(alg, "another page"), signature) {
					t.Fatal("verifies for another page")
				}
			}
			if _, err := p.Sign(t.Context(), digest[1:]); fault.ReasonOf(err) != "digest_length" {
				t.Errorf("short digest: %v", err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			if _, err := p.Sign(ctx, digest); !errors.Is(err, context.Canceled) {
				t.Errorf("cancelled: %v", err)
			}
		})
	}
}

func TestGenerateAndFromPrivateRefuse(t *testing.T) {
	t.Parallel()
	if _, err := key.Generate(0); fault.ReasonOf(err) != "key_unsupported" {
		t.Errorf("no algorithm: %v", err)
	}
	p521, err := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	for name, private := range map[string]crypto.PrivateKey{
		"P-521": p521, "Ed25519": edwards, "RSA-1024": small, "no key": nil, "a public key": p521.Public(),
	} {
		if _, err := key.FromPrivate(private); fault.ReasonOf(err) != "key_unsupported" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPrivateKeyIsNeverPrinted(t *testing.T) {
	t.Parallel()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p, err := key.FromPrivate(private)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "key", p)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
		fmt.Fprintf(&out, verb+verb, p, struct{ inner *key.Private }{p})
	}
	secret, err := private.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	for _, form := range []string{fmt.Sprintf("%d", secret), fmt.Sprintf("%x", secret)} {
		if strings.Contains(out.String(), strings.Trim(form, "[]")) {
			t.Errorf("the key shows: %s", out.String())
		}
	}
	if !strings.Contains(out.String(), "private key (p256)") {
		t.Errorf("printed as %s", out.String())
	}
}
