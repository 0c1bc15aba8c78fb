package chain_test

import (
	"crypto/rand"
	"crypto/x509"
	"math/big"
	"testing"

	"golang.org/x/crypto/ocsp"

	"yinxin.example/yinxin/internal/signature/chain"
)

// Whatever stands in an answer: no panic, and a proven time makes nothing good
// that is revoked.
func FuzzParseAnswer(f *testing.F) {
	root := issue(f, nil, newKey(f), asCA)
	leaf := issue(f, &root, newKey(f), plain)
	for _, status := range []int{ocsp.Good, ocsp.Revoked, ocsp.Unknown} {
		der, err := ocsp.CreateResponse(root.cert, root.cert, ocsp.Response{Status: status, SerialNumber: leaf.cert.SerialNumber,
			ThisUpdate: day(2), NextUpdate: day(9), RevokedAt: day(2), Certificate: root.cert}, root.key)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(der)
	}
	f.Add([]byte{0x30, 3, 0x0a, 1, 1})
	path := []*x509.Certificate{leaf.cert, root.cert}
	f.Fuzz(func(t *testing.T, data []byte) {
		answer, err := chain.ParseAnswer(data)
		if err != nil {
			return
		}
		ask := func(q chain.Question) chain.Status {
			return chain.Revocation(path, q, &chain.Evidence{Answers: []*chain.Answer{answer}})
		}
		if proven := ask(chain.Question{At: day(3), Proven: day(3)}); ask(chain.Question{At: day(3)}) == chain.Revoked && proven != chain.Revoked {
			t.Errorf("revoked, and %d when that is proven", proven)
		}
	})
}

func TestGenuineAnswers(t *testing.T) {
	root := issue(t, nil, newKey(t), asCA)
	leaf := issue(t, &root, newKey(t), plain)
	other := issue(t, nil, newKey(t), func(c *x509.Certificate) { asCA(c); c.Subject = root.cert.Subject })
	answer := func(by authority, status int) *chain.Answer {
		der, err := ocsp.CreateResponse(root.cert, by.cert, ocsp.Response{Status: status, SerialNumber: leaf.cert.SerialNumber,
			ThisUpdate: day(2), NextUpdate: day(9), RevokedAt: day(2)}, by.key)
		if err != nil {
			t.Fatal(err)
		}
		a, err := chain.ParseAnswer(der)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	path := []*x509.Certificate{leaf.cert, root.cert}
	for name, c := range map[string]struct {
		answer *chain.Answer
		q      chain.Question
		want   chain.Status
	}{
		"good":                      {answer(root, ocsp.Good), chain.Question{At: day(3)}, chain.Good},
		"revoked":                   {answer(root, ocsp.Revoked), chain.Question{At: day(3)}, chain.Revoked},
		"unknown":                   {answer(root, ocsp.Unknown), chain.Question{At: day(3)}, chain.NotChecked},
		"out of date":               {answer(root, ocsp.Good), chain.Question{At: day(10)}, chain.NotChecked},
		"later than what is proven": {answer(root, ocsp.Good), chain.Question{At: day(10), Proven: day(1)}, chain.Good},
		"revoked after the proof":   {answer(root, ocsp.Revoked), chain.Question{At: day(3), Proven: day(1)}, chain.NotChecked},
		"another of the same name":  {answer(other, ocsp.Revoked), chain.Question{At: day(3)}, chain.NotChecked},
	} {
		if got := chain.Revocation(path, c.q, &chain.Evidence{Answers: []*chain.Answer{c.answer}}); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

func FuzzParseList(f *testing.F) {
	root := issue(f, nil, newKey(f), asCA)
	leaf := issue(f, &root, newKey(f), plain)
	der, err := x509.CreateRevocationList(rand.Reader, &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: day(2), NextUpdate: day(9),
		RevokedCertificateEntries: []x509.RevocationListEntry{{SerialNumber: big.NewInt(9), RevocationTime: day(1), ReasonCode: 1}}}, root.cert, root.key)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(der)
	f.Add([]byte("-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n"))
	path := []*x509.Certificate{leaf.cert, root.cert}
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := chain.ParseList(data)
		if err != nil {
			return
		}
		if got := chain.Revocation(path, chain.Question{At: day(3)}, &chain.Evidence{Lists: []*chain.List{list}}); got == chain.Revoked {
			t.Error("a list that nobody signed revokes")
		}
	})
}
