package chain_test

import (
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/signature/chain"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pki"
)

func sm2Root(t *testing.T, name string) *pki.Issuer {
	t.Helper()
	k, err := key.Generate(cms.SM2)
	if err != nil {
		t.Fatal(err)
	}
	from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	root, err := pki.NewRoot(t.Context(), k, pki.RootParams{CommonName: name, From: from, Until: from.AddDate(9, 0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func sm2Seal(t *testing.T, by *pki.Issuer) *x509.Certificate {
	t.Helper()
	k, err := key.Generate(cms.SM2)
	if err != nil {
		t.Fatal(err)
	}
	c, err := pki.IssueSeal(t.Context(), by, k.Public(), pki.SealParams{Authority: "示例协会", From: by.Certificate.NotBefore, Until: by.Certificate.NotAfter})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// under issues a root's certificate again as one that another root certified.
func under(t *testing.T, above, below *pki.Issuer) *x509.Certificate {
	t.Helper()
	var parts []asn1.RawValue
	if _, err := asn1.Unmarshal(below.Certificate.RawTBSCertificate, &parts); err != nil {
		t.Fatal(err)
	}
	const issuer = 3
	parts[issuer] = asn1.RawValue{FullBytes: above.Certificate.RawSubject}
	content, err := asn1.Marshal(parts)
	if err != nil {
		t.Fatal(err)
	}
	der, err := pki.Sign(t.Context(), above.Key, content)
	if err != nil {
		t.Fatal(err)
	}
	return chain.Parse([][]byte{der})[0]
}

// The rules of paths are crypto/x509's over SM2, too: these roots may certify
// no issuer below themselves.
func TestPathsOverSM2(t *testing.T) {
	t.Parallel()
	above, below := sm2Root(t, "上"), sm2Root(t, "下")
	seal, middle := sm2Seal(t, below), under(t, above, below)
	strange := sm2Root(t, "下") // the same name, another key
	at := above.Certificate.NotBefore.AddDate(1, 0, 0)
	list := func(c ...*x509.Certificate) []*x509.Certificate { return c }
	for name, c := range map[string]struct {
		leaf           *x509.Certificate
		between, roots []*x509.Certificate
		at             time.Time
		want           error
	}{
		"under its root":             {seal, nil, list(below.Certificate), at, nil},
		"under what certified it":    {seal, nil, list(middle), at, nil},
		"a strange one is no matter": {seal, list(strange.Certificate), list(strange.Certificate, below.Certificate), at, nil},
		"longer than allowed":        {seal, list(middle), list(above.Certificate), at, chain.ErrNoPath},
		"under a strange root":       {seal, nil, list(strange.Certificate), at, chain.ErrNoPath},
		"under another seal":         {seal, nil, list(sm2Seal(t, below)), at, chain.ErrNoPath},
		"too late":                   {seal, nil, list(below.Certificate), at.AddDate(20, 0, 0), chain.ErrExpired},
		"too early":                  {seal, nil, list(below.Certificate), at.AddDate(-5, 0, 0), chain.ErrNotYetValid},
	} {
		search := chain.Search{Attempts: 100}
		path, err := search.Build(c.leaf, c.between, c.roots, c.at)
		if !errors.Is(err, c.want) || (c.want == nil) != (err == nil) {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil && (path[0] != c.leaf || len(path) != 2) {
			t.Errorf("%s: not the certificates themselves", name)
		}
	}
}

// Many issuers of one name are no work without end.
func TestSM2SignaturesAreBounded(t *testing.T) {
	t.Parallel()
	root := sm2Root(t, "甲")
	seal := sm2Seal(t, root)
	var crowd []*x509.Certificate
	for range 60 {
		crowd = append(crowd, sm2Root(t, "甲").Certificate)
	}
	search := chain.Search{Attempts: 100}
	begun := time.Now()
	if _, err := search.Build(seal, crowd, []*x509.Certificate{root.Certificate}, root.Certificate.NotBefore.AddDate(1, 0, 0)); err != nil {
		t.Error(err)
	}
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("%s", took)
	}
}
