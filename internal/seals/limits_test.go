package seals_test

import (
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"io"
	"math/big"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/testenv/world"
)

// limitedCA is a root that may certify names under one organisation only.
func limitedCA(t *testing.T, organization string, at time.Time) *pki.Issuer {
	t.Helper()
	private, err := key.Generate(cms.P256)
	if err != nil {
		t.Fatal(err)
	}
	base, err := asn1.Marshal(pkix.Name{Country: []string{"CN"}, Organization: []string{organization}}.ToRDNSequence())
	if err != nil {
		t.Fatal(err)
	}
	element := func(class, tag int, body []byte) []byte {
		der, err := asn1.Marshal(asn1.RawValue{Class: class, Tag: tag, IsCompound: true, Bytes: body})
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
	const context, directoryName = asn1.ClassContextSpecific, 4
	permitted := element(context, 0, element(0, asn1.TagSequence, element(context, directoryName, base)))
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "演示机构根"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: at.AddDate(-2, 0, 0), NotAfter: at.AddDate(20, 0, 0), KeyUsage: x509.KeyUsageCertSign,
		ExtraExtensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 30}, Critical: true, Value: element(0, asn1.TagSequence, permitted)}}}
	der, err := x509.CreateCertificate(nil, template, template, private.Public(), signing{t, private})
	if err != nil {
		t.Fatal(err)
	}
	root, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &pki.Issuer{Certificate: root, Key: private}
}

// signing is a key as crypto/x509 wants it.
type signing struct {
	t *testing.T
	key.Signer
}

func (s signing) Sign(_ io.Reader, digest []byte, _ crypto.SignerOpts) ([]byte, error) {
	return s.Signer.Sign(s.t.Context(), digest)
}

// What checkers would not follow is refused before anything is sealed with it.
func TestAChainKeepsTheLimitsOfItsIssuers(t *testing.T) {
	w := world.Sealing(t)
	now := w.Clock.Now()
	seal := kept(t, w, carriedOut(t, w, seals.Request{Kind: seals.CreateKind, Scope: scope()}).Subject).Seal
	for organization, want := range map[string]fault.Reason{seal.Authority: "", "示例拍卖师协会": "chain_unusable"} {
		chain := issued(t, limitedCA(t, organization, now), seal.Request, nil, now)
		if _, err := seals.ReadChain(chain, seal, now, true); fault.ReasonOf(err) != want {
			t.Errorf("names under %s: %v, want %q", organization, err, want)
		}
	}
}
