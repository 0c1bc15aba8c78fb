package verify_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"testing"

	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pades"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/verify"
)

// The root may be left out of the chain, and have another kind of key than the
// issuer below it.
func TestASealWhoseRootIsLeftOut(t *testing.T) {
	above := must(rsa.GenerateKey(rand.Reader, 2048))(t)
	template := func(name string) *x509.Certificate {
		return &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true,
			NotBefore: noon().AddDate(0, -1, 0), NotAfter: noon().AddDate(9, 0, 0), KeyUsage: x509.KeyUsageCertSign}
	}
	certify := func(c, by *x509.Certificate, public any) *x509.Certificate {
		return must(x509.ParseCertificate(must(x509.CreateCertificate(rand.Reader, c, by, public, above))(t)))(t)
	}
	root := certify(template("root"), template("root"), above.Public())
	k := must(key.Generate(cms.P256))(t)
	issuer := &pki.Issuer{Certificate: certify(template("issuer"), root, k.Public()), Key: k}
	sealKey := must(key.Generate(cms.P256))(t)
	certificate := must(pki.IssueSeal(t.Context(), issuer, sealKey.Public(),
		pki.SealParams{Authority: authority, From: noon().AddDate(0, 0, -7), Until: noon().AddDate(5, 0, 0)}))(t)
	for name, chain := range map[string][]*x509.Certificate{
		"left out": {certificate, issuer.Certificate},
		"left in":  {certificate, issuer.Certificate, root},
	} {
		w := world{pen: must(pades.NewSigner(t.Context(), sealKey, chain))(t)}
		trust := must(verify.ParseTrust(pki.EncodeCertificates(root)))(t)
		if r := check(t, w.copyOf(t, said()), verify.Options{Trust: trust, At: dayAfter()}); r.Verdict != verify.Valid {
			t.Errorf("%s: %s %v", name, r.Verdict, r.Reasons)
		}
	}
}
