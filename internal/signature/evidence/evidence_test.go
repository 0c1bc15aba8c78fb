package evidence_test

import (
	"crypto/x509"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/evidence"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pki"
)

func noon() time.Time { return time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC) }

func must[T any](v T, err error) func(testing.TB) T {
	return func(tb testing.TB) T {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
		return v
	}
}

func TestFolder(t *testing.T) {
	t.Parallel()
	dir, now := t.TempDir(), noon()
	root := must(pki.NewRoot(t.Context(), must(key.Generate(cms.P256))(t), pki.RootParams{CommonName: "示例根", From: noon(), Until: noon().AddDate(9, 0, 0)}))(t)
	seal := must(pki.IssueSeal(t.Context(), root, must(key.Generate(cms.P256))(t).Public(), pki.SealParams{Authority: "示例", From: noon(), Until: noon().AddDate(1, 0, 0)}))(t)
	write := func(name string, content []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	list := func(at time.Time) []byte {
		return must(pki.CRL(t.Context(), root, pki.CRLParams{Number: big.NewInt(at.Unix()), ThisUpdate: at, NextUpdate: at.Add(24 * time.Hour)}))(t)
	}
	long := func(at time.Time) []byte {
		var revoked pki.Entries
		for i := range int64(15_000) {
			if err := revoked.Add(pki.Revocation{Serial: big.NewInt(i + 1), At: at}); err != nil {
				t.Fatal(err)
			}
		}
		return must(pki.CRL(t.Context(), root, pki.CRLParams{Number: big.NewInt(at.Unix()), ThisUpdate: at, NextUpdate: at.Add(24 * time.Hour), Revoked: revoked}))(t)
	}
	f := evidence.NewFolder(dir, func() time.Time { return now })
	prove := func() (certs, lists int, reason fault.Reason) {
		m, err := f.Prove(t.Context(), []*x509.Certificate{seal})
		if err != nil && !fault.Is(err, fault.Unavailable) {
			t.Error(err)
		}
		return len(m.Certificates), len(m.Lists), fault.ReasonOf(err)
	}
	for _, step := range []struct {
		name         string
		do           func()
		certs, lists int
		reason       fault.Reason
	}{
		{"an empty folder", func() {}, 0, 0, "evidence_missing"},
		{"a root without a list", func() { write("root.pem", pki.EncodeCertificates(root.Certificate)) }, 0, 0, "evidence_missing"},
		{"what cannot be read", func() { write("a.crl", []byte("x")); write("b.pem", []byte("x")) }, 0, 0, "evidence_missing"},
		{"a list", func() { write("root.crl", list(now)) }, 1, 1, ""},
		{"the list is over", func() { now = now.AddDate(0, 0, 2) }, 0, 0, "evidence_missing"},
		{"a new one", func() { write("root2.crl", list(now)) }, 1, 1, ""},
		{"too long for copies", func() { write("root3.crl", long(now.Add(time.Minute))) }, 0, 0, "revocation_list_too_long"},
	} {
		step.do()
		now = now.Add(2 * time.Minute)
		if certs, lists, reason := prove(); certs != step.certs || lists != step.lists || reason != step.reason {
			t.Errorf("%s: %d certificates, %d lists, %q", step.name, certs, lists, reason)
		}
	}
	if _, err := f.Prove(t.Context(), nil, []byte("no token")); err == nil {
		t.Error("a token that is none was taken")
	}
}
