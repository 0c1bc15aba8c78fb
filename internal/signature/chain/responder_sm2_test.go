package chain_test

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"testing"
	"time"

	theirs "golang.org/x/crypto/ocsp"

	"yinxin.example/yinxin/internal/signature/chain"
	"yinxin.example/yinxin/internal/signature/ocsp"
	"yinxin.example/yinxin/internal/signature/pki"
)

// said is what a responder of one issuer says of a certificate of another, from
// the second day of the issuer's on.
func said(t *testing.T, by, of *pki.Issuer, c *x509.Certificate, status ocsp.Status) []byte {
	t.Helper()
	from := by.Certificate.NotBefore
	responder, err := ocsp.NewResponder(t.Context(), by, from, from.AddDate(0, 1, 0))
	if err != nil {
		t.Fatal(err)
	}
	request, err := theirs.CreateRequest(c, of.Certificate, &theirs.RequestOptions{Hash: crypto.SHA256})
	if err != nil {
		t.Fatal(err)
	}
	asked, err := ocsp.ParseRequest(request)
	if err != nil {
		t.Fatal(err)
	}
	at := from.AddDate(0, 0, 1)
	one := ocsp.Single{ID: asked.Certificates[0], Status: status}
	if status == ocsp.Revoked {
		one.RevokedAt, one.Reason = at, 4
	}
	der, err := responder.Respond(t.Context(), []ocsp.Single{one}, nil, ocsp.Times{This: at, Next: at.AddDate(0, 0, 7)})
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// Answers under SM2 with SM3 count as others do: of a responder that the issuer
// certified, and unchanged.
func TestSM2RespondersAreBelieved(t *testing.T) {
	root, other := sm2Root(t, "示例国密根"), sm2Root(t, "示例国密根")
	seal := sm2Seal(t, root)
	path := []*x509.Certificate{seal, root.Certificate}
	good := said(t, root, root, seal, ocsp.Good)
	i := bytes.Index(good, []byte{0x80, 0}) // good [0] NULL
	if i < 0 {
		t.Fatalf("%x", good)
	}
	turned := bytes.Clone(good)
	turned[i] = 0x82 // unknown
	earlier := bytes.Replace(bytes.Clone(good), []byte("20260102000000Z"), []byte("20260101000000Z"), 1)
	day := root.Certificate.NotBefore.AddDate(0, 0, 3)
	for name, c := range map[string]struct {
		der  []byte
		at   time.Time
		want chain.Status
	}{
		"good":                         {good, day, chain.Good},
		"revoked":                      {said(t, root, root, seal, ocsp.Revoked), day, chain.Revoked},
		"unknown":                      {said(t, root, root, seal, ocsp.Unknown), day, chain.NotChecked},
		"another's responder":          {said(t, other, root, seal, ocsp.Revoked), day, chain.NotChecked},
		"about a namesake's":           {said(t, root, other, seal, ocsp.Revoked), day, chain.NotChecked},
		"turned behind its back":       {turned, day, chain.NotChecked},
		"made earlier behind its back": {earlier, day, chain.NotChecked},
		"out of date":                  {good, day.AddDate(0, 0, 30), chain.NotChecked},
	} {
		answer, err := chain.ParseAnswer(c.der)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := chain.Revocation(path, chain.Question{At: c.at}, &chain.Evidence{Answers: []*chain.Answer{answer}}); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
	if bytes.Equal(earlier, good) {
		t.Error("nothing was changed")
	}
}
