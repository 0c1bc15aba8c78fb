package verify_test

import (
	"crypto"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"math/big"
	"testing"

	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pades"
)

// strangersPen signs with a certificate under the same root, good for
// documents, but without our policy.
func strangersPen(tb testing.TB, w world) *pades.Signer {
	tb.Helper()
	return penUnder(tb, w, func(*x509.Certificate) {})
}

func penUnder(tb testing.TB, w world, change func(*x509.Certificate)) *pades.Signer {
	tb.Helper()
	k := must(key.Generate(cms.P256))(tb)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(77), Subject: pkix.Name{CommonName: "A Stranger", Organization: []string{authority}},
		NotBefore: noon().AddDate(0, 0, -7), NotAfter: noon().AddDate(1, 0, 0), KeyUsage: x509.KeyUsageDigitalSignature,
	}
	change(template)
	der := must(x509.CreateCertificate(rand.Reader, template, w.root.Certificate, k.Public(), signerOf{tb, w.root.Key}))(tb)
	cert := must(x509.ParseCertificate(der))(tb)
	return must(pades.NewSigner(tb.Context(), k, []*x509.Certificate{cert, w.root.Certificate}))(tb)
}

// signerOf makes a key a crypto.Signer.
type signerOf struct {
	tb  testing.TB
	key key.Signer
}

func (s signerOf) Public() crypto.PublicKey { return s.key.Public() }

func (s signerOf) Sign(_ io.Reader, digest []byte, _ crypto.SignerOpts) ([]byte, error) {
	return s.key.Sign(s.tb.Context(), digest)
}
