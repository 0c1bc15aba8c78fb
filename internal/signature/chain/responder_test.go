package chain_test

import (
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"

	"yinxin.example/yinxin/internal/signature/chain"
)

// lasting makes a certificate valid when x/crypto makes answers: by the
// machine's clock.
func lasting(c *x509.Certificate) { c.NotAfter = time.Date(2199, 1, 1, 0, 0, 0, 0, time.UTC) }

// answering makes a certificate a responder's; exempt adds that nobody need
// ask whether it was revoked.
func answering(c *x509.Certificate) {
	lasting(c)
	c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageOCSPSigning}
}

func exempt(c *x509.Certificate) {
	answering(c)
	c.ExtraExtensions = append(c.ExtraExtensions, pkix.Extension{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 5}, Value: []byte{5, 0}})
}

// answers is what a responder says of a certificate on the second day, good
// for a week.
func answers(t *testing.T, issuer, by authority, about *x509.Certificate, status int) *chain.Answer {
	t.Helper()
	der, err := ocsp.CreateResponse(issuer.cert, by.cert, ocsp.Response{Status: status, SerialNumber: about.SerialNumber,
		ThisUpdate: day(2), NextUpdate: day(9), RevokedAt: day(2), Certificate: by.cert}, by.key)
	if err != nil {
		t.Fatal(err)
	}
	a, err := chain.ParseAnswer(der)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// listing is an issuer's list from one day until the ninth.
func listing(t *testing.T, by authority, from time.Time, revoked ...*x509.Certificate) *chain.List {
	t.Helper()
	template := &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: from, NextUpdate: day(9)}
	for _, c := range revoked {
		template.RevokedCertificateEntries = append(template.RevokedCertificateEntries,
			x509.RevocationListEntry{SerialNumber: c.SerialNumber, RevocationTime: day(2), ReasonCode: 1})
	}
	der, err := x509.CreateRevocationList(rand.Reader, template, by.cert, by.key)
	if err != nil {
		t.Fatal(err)
	}
	list, err := chain.ParseList(der)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// RFC 6960, 4.2.2.2: who may answer for an issuer, and 4.2.2.2.1: whether the
// responder itself was revoked.
func TestRespondersAreAskedAbout(t *testing.T) {
	root, other := issue(t, nil, newKey(t), asCA), issue(t, nil, newKey(t), asCA)
	middle := issue(t, &root, newKey(t), asCA)
	leaf := issue(t, &middle, newKey(t), plain)
	under := func(by authority, change func(*x509.Certificate)) authority { return issue(t, &by, newKey(t), change) }
	unknown, known := under(middle, answering), under(middle, exempt)
	namesake := under(middle, func(c *x509.Certificate) { exempt(c); c.Subject = unknown.cert.Subject })
	about := func(a authority, status int) *chain.Answer { return answers(t, middle, a, leaf.cert, status) }
	of := func(c authority, by authority, status int) *chain.Answer {
		return answers(t, middle, by, c.cert, status)
	}
	good, bad := ocsp.Good, ocsp.Revoked
	anyUsage := func(c *x509.Certificate) { lasting(c); c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageAny} }
	expired := func(c *x509.Certificate) { exempt(c); c.NotAfter = day(1) }
	encrypts := func(c *x509.Certificate) { exempt(c); c.KeyUsage = x509.KeyUsageKeyEncipherment }
	demanding := func(c *x509.Certificate) { exempt(c); critical(c, asn1.ObjectIdentifier{1, 2, 3, 4}, 5, 0) }
	for name, c := range map[string]struct {
		answers []*chain.Answer
		want    chain.Status
	}{
		"the issuer itself":                        {[]*chain.Answer{about(middle, good)}, chain.Good},
		"exempt":                                   {[]*chain.Answer{about(known, good)}, chain.Good},
		"exempt, revoked":                          {[]*chain.Answer{about(known, bad)}, chain.Revoked},
		"nothing said of it":                       {[]*chain.Answer{about(unknown, good)}, chain.NotChecked},
		"nothing said of it, revoked":              {[]*chain.Answer{about(unknown, bad)}, chain.Revoked},
		"vouched for by the issuer":                {[]*chain.Answer{about(unknown, good), of(unknown, middle, good)}, chain.Good},
		"vouched for by one exempt":                {[]*chain.Answer{about(unknown, good), of(unknown, known, good)}, chain.Good},
		"vouched for by itself":                    {[]*chain.Answer{about(unknown, good), of(unknown, unknown, good)}, chain.NotChecked},
		"by another not vouched for":               {[]*chain.Answer{about(unknown, good), of(unknown, under(middle, answering), good)}, chain.NotChecked},
		"revoked by the issuer":                    {[]*chain.Answer{about(unknown, good), of(unknown, middle, bad)}, chain.NotChecked},
		"revoked by the issuer, and speaks ill":    {[]*chain.Answer{about(unknown, bad), of(unknown, middle, bad)}, chain.NotChecked},
		"revoked, and the issuer says it is good":  {[]*chain.Answer{about(unknown, bad), of(unknown, middle, bad), about(middle, good)}, chain.Good},
		"another's responder":                      {[]*chain.Answer{about(under(other, exempt), good)}, chain.NotChecked},
		"one of the issuer's issuer":               {[]*chain.Answer{about(under(root, exempt), bad)}, chain.NotChecked},
		"one certified by a responder":             {[]*chain.Answer{about(under(known, exempt), bad)}, chain.NotChecked},
		"not for OCSP":                             {[]*chain.Answer{about(under(middle, lasting), bad)}, chain.NotChecked},
		"for any use":                              {[]*chain.Answer{about(under(middle, anyUsage), bad)}, chain.NotChecked},
		"for encryption":                           {[]*chain.Answer{about(under(middle, encrypts), bad)}, chain.NotChecked},
		"with a demand nobody knows":               {[]*chain.Answer{about(under(middle, demanding), bad)}, chain.NotChecked},
		"expired before it answered":               {[]*chain.Answer{about(under(middle, expired), bad)}, chain.NotChecked},
		"a namesake's exemption is not its own":    {[]*chain.Answer{answers(t, middle, authority{namesake.cert, unknown.key}, leaf.cert, bad)}, chain.NotChecked},
		"the certificate it answers about, itself": {[]*chain.Answer{about(leaf, good)}, chain.NotChecked},
	} {
		// Of the issuer itself the root's list says that it is good.
		evidence := []*chain.Evidence{{Answers: c.answers}, {Lists: []*chain.List{listing(t, root, day(2))}}}
		path := []*x509.Certificate{leaf.cert, middle.cert, root.cert}
		for _, reading := range []string{"once", "remembered"} {
			if got := chain.Revocation(path, chain.Question{At: day(3)}, evidence...); got != c.want {
				t.Errorf("%s, %s: %d, want %d", name, reading, got, c.want)
			}
		}
	}
}

// Lists speak of responders too; an anchor's responders are asked about as the
// issuer's are, and the anchor itself is not.
func TestListsSpeakOfResponders(t *testing.T) {
	root, keeper := issue(t, nil, newKey(t), asCA), issue(t, nil, newKey(t), func(c *x509.Certificate) { asCA(c); lasting(c) })
	leaf := issue(t, &root, newKey(t), plain)
	own, hired := issue(t, &root, newKey(t), answering), issue(t, &keeper, newKey(t), answering)
	path := []*x509.Certificate{leaf.cert, root.cert}
	nobody := []*chain.List{}
	for name, c := range map[string]struct {
		by   authority
		list []*chain.List
		at   chain.Question
		want chain.Status
	}{
		"no list":                              {hired, nobody, chain.Question{At: day(3)}, chain.NotChecked},
		"not on the list":                      {hired, []*chain.List{listing(t, keeper, day(2))}, chain.Question{At: day(3)}, chain.Good},
		"on the list":                          {hired, []*chain.List{listing(t, keeper, day(2), hired.cert)}, chain.Question{At: day(3)}, chain.NotChecked},
		"on the list, out of date":             {hired, []*chain.List{listing(t, keeper, day(2), hired.cert)}, chain.Question{At: day(10), Proven: day(1)}, chain.NotChecked},
		"not on it, out of date":               {hired, []*chain.List{listing(t, keeper, day(2))}, chain.Question{At: day(10), Proven: day(1)}, chain.NotChecked},
		"of another's list":                    {hired, []*chain.List{listing(t, issue(t, nil, newKey(t), asCA), day(2))}, chain.Question{At: day(3)}, chain.NotChecked},
		"the issuer's own, on the list":        {own, []*chain.List{listing(t, root, day(4), own.cert)}, chain.Question{At: day(3)}, chain.NotChecked},
		"the anchor itself":                    {keeper, nobody, chain.Question{At: day(3)}, chain.Good},
		"what is proven moves no revocation":   {hired, []*chain.List{listing(t, keeper, day(2), hired.cert)}, chain.Question{At: day(3), Proven: day(1)}, chain.NotChecked},
		"revoked only after the question asks": {hired, []*chain.List{listing(t, keeper, day(1), hired.cert)}, chain.Question{At: day(2).Add(-time.Minute)}, chain.NotChecked},
	} {
		evidence := &chain.Evidence{Answers: []*chain.Answer{answers(t, root, c.by, leaf.cert, ocsp.Good)}, Lists: c.list, Responders: []*x509.Certificate{keeper.cert}}
		if got := chain.Revocation(path, c.at, evidence); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}
