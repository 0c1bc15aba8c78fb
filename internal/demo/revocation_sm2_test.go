package demo_test

import (
	"context"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/demo"
	"yinxin.example/yinxin/internal/signature/chain"
	"yinxin.example/yinxin/internal/signature/digest"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/sesread"
	"yinxin.example/yinxin/internal/signature/sm2key"
	"yinxin.example/yinxin/internal/signature/x509cert"
	"yinxin.example/yinxin/internal/store"
)

// chineseCertificates are the SM2 root's, and those of the electronic seal's
// signer and maker.
func (s *services) chineseCertificates() (root, signer, maker *x509.Certificate) {
	s.Helper()
	parse := func(der []byte) *x509.Certificate {
		c, err := x509cert.Parse(der)
		if err != nil {
			s.Fatal(err)
		}
		return c
	}
	err := s.app.Store.View(s.Context(), func(ctx context.Context, r store.Reader) error {
		seal, err := r.Seal(ctx, "demo-seal-sm2")
		if err != nil {
			return err
		}
		made, err := sesread.ParseSeal(seal.Electronic)
		if err != nil {
			return err
		}
		signer, root, maker = parse(seal.Chain[0]), parse(seal.Chain[1]), parse(made.Maker)
		return nil
	})
	if err != nil {
		s.Fatal(err)
	}
	return root, signer, maker
}

// asked is a request that names a certificate by SM3, as Chinese readers do.
func asked(tb testing.TB, c, issuer *x509.Certificate) []byte {
	tb.Helper()
	var info struct {
		Algorithm asn1.RawValue
		Key       asn1.BitString
	}
	if _, err := asn1.Unmarshal(issuer.RawSubjectPublicKeyInfo, &info); err != nil {
		tb.Fatal(err)
	}
	type algorithm struct{ OID asn1.ObjectIdentifier }
	type certID struct {
		Hash              algorithm
		NameHash, KeyHash []byte
		Serial            any
	}
	type single struct{ ID certID }
	type tbs struct{ List []single }
	der, err := asn1.Marshal(struct{ TBS tbs }{tbs{[]single{{certID{
		algorithm{asn1.ObjectIdentifier{1, 2, 156, 10197, 1, 401}}, digest.SM3.Sum(issuer.RawSubject), digest.SM3.Sum(info.Key.RightAlign()), c.SerialNumber,
	}}}}})
	if err != nil {
		tb.Fatal(err)
	}
	return der
}

// The SM2 root answers under SM2 with SM3, at the address it shares with the
// other, and our own reader believes it as it believes P-256.
func TestTheSM2RootAnswers(t *testing.T) {
	s := openServicesWith(t, app.Options{Press: true})
	err := demo.AddElectronicSeal(t.Context(), s.app)
	if err != nil {
		t.Fatal(err)
	}
	s.serve()
	root, signer, maker := s.chineseCertificates()
	const at = "http://127.0.0.1:9"
	for _, c := range []*x509.Certificate{signer, maker} {
		if got := strings.Join(append(append(c.CRLDistributionPoints, c.OCSPServer...), c.IssuingCertificateURL...), " "); got !=
			at+"/crl/sm2-seals.crl "+at+"/ocsp "+at+"/crl/sm2-root.cer" {
			t.Errorf("%s: %s", c.Subject, got)
		}
	}
	says := func(c *x509.Certificate, issuer *x509.Certificate) chain.Status {
		t.Helper()
		_, der := s.get("/ocsp/" + base64.StdEncoding.EncodeToString(asked(t, c, issuer)))
		answer, err := chain.ParseAnswer(der)
		if err != nil {
			t.Fatalf("%v: %x", err, der)
		}
		_, list := s.get("/crl/sm2-seals.crl")
		listed, err := chain.ParseList(list)
		if err != nil {
			t.Fatal(err)
		}
		path := []*x509.Certificate{c, issuer}
		question := chain.Question{At: s.clock.Now().Add(time.Second)}
		answered := chain.Revocation(path, question, &chain.Evidence{Answers: []*chain.Answer{answer}})
		if also := chain.Revocation(path, question, &chain.Evidence{Lists: []*chain.List{listed}}); also != answered {
			t.Errorf("%s: the responder says %d, the list %d", c.Subject, answered, also)
		}
		return answered
	}
	if got := says(signer, root); got != chain.Good {
		t.Errorf("the signer: %d", got)
	}
	if got := says(maker, root); got != chain.Good {
		t.Errorf("the maker: %d", got)
	}
	err = s.app.Store.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
		return tx.RevokeIssued(ctx, store.IssuedCertificate{
			Issuer: pki.IssuerID(root), Serial: pki.SerialText(signer.SerialNumber), RevokedAt: s.clock.Now().Add(-time.Second), Reason: 4,
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := says(signer, root); got != chain.Revoked {
		t.Errorf("revoked: %d", got)
	}
	if _, der := s.get("/crl/sm2-root.cer"); string(der) != string(root.Raw) || !sm2key.Is(root.PublicKey) {
		t.Errorf("the issuer's certificate: %d bytes", len(der))
	}
	// The other root's answers stay with its own key.
	c := s.app.Revocation.Answer(t.Context(), asked(t, signer, root))
	if string(c.DER) != string([]byte{0x30, 3, 0x0a, 1, 6}) {
		t.Errorf("about another issuer's: %x", c.DER)
	}
	s.write("sm2-root.pem", pki.EncodeCertificates(root))
	s.write("sm2.pem", pki.EncodeCertificates(signer))
	// openssl ocsp reads it; the signature it could verify only if it could be told
	// the signer's ID of GM/T 0009.
	out, err := s.openssl("ocsp", "-issuer", "sm2-root.pem", "-noverify", "-url", s.url+"/ocsp", "-cert", "sm2.pem")
	if err != nil || !strings.Contains(out, "sm2.pem: revoked") || !strings.Contains(out, "Reason: superseded") {
		t.Errorf("openssl, %v: %s", err, out)
	}
}
