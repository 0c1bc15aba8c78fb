package pades_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"math/big"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pades"
	"yinxin.example/yinxin/internal/signature/pki"
)

// An intermediate whose signature has a large s is refused before anything is
// sealed under it; its twin is not.
func TestIntermediatesWithTwins(t *testing.T) {
	t.Parallel()
	above, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	noon := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	certify := func(name string, public any, by *x509.Certificate) *x509.Certificate {
		template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, IsCA: true,
			BasicConstraintsValid: true, NotBefore: noon, NotAfter: noon.AddDate(9, 0, 0), KeyUsage: x509.KeyUsageCertSign}
		if by == nil {
			by = template
		}
		der, err := x509.CreateCertificate(rand.Reader, template, by, public, above)
		if err != nil {
			t.Fatal(err)
		}
		c, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	root := certify("root", above.Public(), nil)
	k, err := key.Generate(cms.P256)
	if err != nil {
		t.Fatal(err)
	}
	sealKey, err := key.Generate(cms.P256)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[bool]bool{}
	for range 200 {
		issuer := &pki.Issuer{Certificate: certify("issuer", k.Public(), root), Key: k}
		small := cms.P256.CheckForm(issuer.Certificate.Signature) == nil
		if seen[small] {
			continue
		}
		seen[small] = true
		seal, err := pki.IssueSeal(t.Context(), issuer, sealKey.Public(), pki.SealParams{Authority: "示例人事考试中心", From: noon, Until: noon.AddDate(5, 0, 0)})
		if err != nil {
			t.Fatal(err)
		}
		_, err = pades.NewSigner(t.Context(), sealKey, []*x509.Certificate{seal, issuer.Certificate, root})
		var refusal *fault.Error
		if small != (err == nil) || !small && (!errors.As(err, &refusal) || refusal.Reason != "chain_unusable") {
			t.Errorf("small s %v: %v", small, err)
		}
	}
	if len(seen) != 2 {
		t.Fatal("200 signatures, all of one kind")
	}
}
