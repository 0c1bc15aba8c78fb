package key_test

import (
	"bytes"
	"crypto/x509"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/vault"
)

func openVault(tb testing.TB) *vault.Vault {
	tb.Helper()
	master, err := vault.NewMasterKey(make([]byte, 32))
	if err != nil {
		tb.Fatal(err)
	}
	noon := func() time.Time { return time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC) }
	v, err := vault.Create(tb.Context(), tb.TempDir(), noon, master)
	if err != nil {
		tb.Fatal(err)
	}
	return v
}

func TestWrappedKeySignsAgain(t *testing.T) {
	t.Parallel()
	v := openVault(t)
	for _, alg := range []key.Algorithm{cms.P256, cms.P384, cms.RSA2048} {
		p := generate(t, alg)
		wrapped, err := key.Wrap(v, "seal-1", p)
		if err != nil {
			t.Fatal(err)
		}
		again, err := key.Unwrap(v, "seal-1", wrapped)
		if err != nil {
			t.Fatal(err)
		}
		digest := digestOf(alg, "a page")
		signature, err := again.Sign(t.Context(), digest)
		if err != nil || !verify(p.Public(), alg, digest, signature) {
			t.Errorf("%v: the unwrapped key is another one (%v)", alg, err)
		}
		if _, err := key.Unwrap(v, "seal-2", wrapped); fault.ReasonOf(err) != "wrapped_key_damaged" {
			t.Errorf("under another signer: %v", err)
		}
		public, err := x509.MarshalPKIXPublicKey(p.Public())
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(wrapped, public[len(public)-32:]) {
			t.Error("the wrapped key shows its public half: it is not encrypted")
		}
	}
	foreign := v.Wrap(key.Purpose("seal-1"), []byte("no key"))
	if _, err := key.Unwrap(v, "seal-1", foreign); fault.ReasonOf(err) != "key_unsupported" {
		t.Errorf("wrapped bytes that are no key: %v", err)
	}
}

// plainVault lets the fuzzer reach the parser behind the encryption.
type plainVault struct{}

func (plainVault) Wrap(_ string, secret []byte) []byte             { return bytes.Clone(secret) }
func (plainVault) Unwrap(_ string, wrapped []byte) ([]byte, error) { return bytes.Clone(wrapped), nil }

func FuzzUnwrap(f *testing.F) {
	for _, alg := range []key.Algorithm{cms.P256, cms.P384, cms.RSA2048} {
		p, err := key.Generate(alg)
		if err != nil {
			f.Fatal(err)
		}
		der, err := key.Wrap(plainVault{}, "seal", p)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(der)
	}
	f.Fuzz(func(t *testing.T, der []byte) {
		p, err := key.Unwrap(plainVault{}, "seal", der)
		if err != nil {
			return
		}
		if _, err := cms.AlgorithmOf(p.Public()); err != nil {
			t.Fatalf("unwrapped a key seals are not made with: %v", err)
		}
	})
}
