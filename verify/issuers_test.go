package verify_test

import (
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"slices"
	"testing"

	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pades"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/statement"
	"yinxin.example/yinxin/verify"
)

// Copies under a certificate with the seal policy, of the right authority, that
// was not for sealing or not for its issuer to give.
func TestSealsThatAreNotTheirIssuersToGive(t *testing.T) {
	policy := must(x509.ParseOID(statement.SealPolicy))(t)
	elsewhere := must(x509.ParseOID("1.2.3.4"))(t)
	for name, c := range map[string]struct {
		issuer, seal func(*x509.Certificate)
		verdict      verify.Verdict
		code         string
	}{
		"nothing wrong":    {func(*x509.Certificate) {}, func(*x509.Certificate) {}, verify.Valid, ""},
		"for servers only": {func(*x509.Certificate) {}, func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth} }, verify.Indeterminate, "key_usage_wrong"},
		"names kept": {func(c *x509.Certificate) { c.ExtraExtensions = append(c.ExtraExtensions, permitted(t, authority)) },
			func(*x509.Certificate) {}, verify.Valid, ""},
		"another's names": {func(c *x509.Certificate) { c.ExtraExtensions = append(c.ExtraExtensions, permitted(t, "elsewhere")) },
			func(*x509.Certificate) {}, verify.Indeterminate, "seal_untrusted"},
		"valid for another policy": {func(c *x509.Certificate) {
			c.Policies = []x509.OID{elsewhere}
			c.ExtraExtensions = append(c.ExtraExtensions, pkix.Extension{Id: oid(2, 5, 29, 36), Critical: true, Value: []byte{0x30, 3, 0x80, 1, 0}})
		}, func(c *x509.Certificate) { c.Policies = append(c.Policies, elsewhere) }, verify.Indeterminate, "seal_untrusted"},
	} {
		t.Run(name, func(t *testing.T) {
			pen, root := penBelow(t, c.issuer, func(x *x509.Certificate) { x.Policies = []x509.OID{policy}; c.seal(x) })
			trust := must(verify.ParseTrust(pki.EncodeCertificates(root)))(t)
			r := check(t, seal(t, pen, packet(said().Properties()), nil), verify.Options{Trust: trust, At: dayAfter()})
			if r.Verdict != c.verdict || c.code != "" && !slices.Contains(r.Reasons, c.code) {
				t.Errorf("%s %v", r.Verdict, r.Reasons)
			}
		})
	}
}

// penBelow signs with a certificate of an issuer between it and a root.
func penBelow(tb testing.TB, issuer, seal func(*x509.Certificate)) (*pades.Signer, *x509.Certificate) {
	tb.Helper()
	top, above, k := must(key.Generate(cms.P256))(tb), must(key.Generate(cms.P256))(tb), must(key.Generate(cms.P256))(tb)
	certify := func(c, by *x509.Certificate, public any, with key.Signer) *x509.Certificate {
		return must(x509.ParseCertificate(must(x509.CreateCertificate(rand.Reader, c, by, public, signerOf{tb, with}))(tb)))(tb)
	}
	template := func(name string) *x509.Certificate {
		return &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true,
			NotBefore: noon().AddDate(0, -1, 0), NotAfter: noon().AddDate(9, 0, 0), KeyUsage: x509.KeyUsageCertSign}
	}
	root := certify(template("A Root"), template("A Root"), top.Public(), top)
	between := template("An Issuer")
	issuer(between)
	middle := certify(between, root, above.Public(), top)
	signing := &x509.Certificate{SerialNumber: big.NewInt(8), Subject: pkix.Name{CommonName: authority, Organization: []string{authority}},
		NotBefore: noon().AddDate(0, 0, -7), NotAfter: noon().AddDate(1, 0, 0), KeyUsage: x509.KeyUsageDigitalSignature}
	seal(signing)
	chain := []*x509.Certificate{certify(signing, middle, k.Public(), above), middle, root}
	return must(pades.NewSigner(tb.Context(), k, chain))(tb), root
}

// permitted is a critical constraint on names: only those under one organisation.
func permitted(tb testing.TB, organization string) pkix.Extension {
	tb.Helper()
	wrap := func(class, tag int, inner []byte) []byte {
		return must(asn1.Marshal(asn1.RawValue{Class: class, Tag: tag, IsCompound: true, Bytes: inner}))(tb)
	}
	base := must(asn1.Marshal(pkix.Name{Organization: []string{organization}}.ToRDNSequence()))(tb)
	const context, directoryName = asn1.ClassContextSpecific, 4
	subtrees := wrap(context, 0, wrap(0, asn1.TagSequence, wrap(context, directoryName, base)))
	return pkix.Extension{Id: oid(2, 5, 29, 30), Critical: true, Value: wrap(0, asn1.TagSequence, subtrees)}
}
