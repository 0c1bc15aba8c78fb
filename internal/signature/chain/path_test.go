package chain_test

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"net/url"
	"slices"
	"testing"

	"yinxin.example/yinxin/internal/signature/chain"
)

// RFC 5280, 6.1: each issuer under the root is one with a limit, and each leaf
// keeps or breaks it.
func TestLimitsOfIssuers(t *testing.T) {
	address := func(host string) func(*x509.Certificate) {
		return func(c *x509.Certificate) { c.URIs = []*url.URL{{Scheme: "https", Host: host, Path: "/"}} }
	}
	mail := func(to string) func(*x509.Certificate) {
		return func(c *x509.Certificate) { c.EmailAddresses = []string{to} }
	}
	for name, c := range map[string]struct {
		issuer func(*x509.Certificate)
		leaf   func(*x509.Certificate)
		want   error
	}{
		"no limit":                  {asCA, plain, nil},
		"may not sign certificates": {func(c *x509.Certificate) { asCA(c); c.KeyUsage = x509.KeyUsageCRLSign }, plain, chain.ErrNoPath},
		"is no authority":           {func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageCertSign }, plain, chain.ErrNoPath},
		"permitted mail":            {func(c *x509.Certificate) { asCA(c); c.PermittedEmailAddresses = []string{"example.org"} }, mail("a@example.org"), nil},
		"mail elsewhere":            {func(c *x509.Certificate) { asCA(c); c.PermittedEmailAddresses = []string{"example.org"} }, mail("a@example.com"), chain.ErrNoPath},
		"excluded mail":             {func(c *x509.Certificate) { asCA(c); c.ExcludedEmailAddresses = []string{"example.org"} }, mail("a@example.org"), chain.ErrNoPath},
		"permitted address":         {func(c *x509.Certificate) { asCA(c); c.PermittedURIDomains = []string{"example.org"} }, address("example.org"), nil},
		"excluded address":          {func(c *x509.Certificate) { asCA(c); c.ExcludedURIDomains = []string{"example.org"} }, address("example.org"), chain.ErrNoPath},
	} {
		root := issue(t, nil, newKey(t), asCA)
		issuer := issue(t, &root, newKey(t), c.issuer)
		leaf := issue(t, &issuer, newKey(t), c.leaf)
		if _, err := build(leaf.cert, []*x509.Certificate{issuer.cert}, []*x509.Certificate{root.cert}, day(2)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestPathLength(t *testing.T) {
	for length, want := range map[int]error{0: chain.ErrNoPath, 1: nil} {
		root := issue(t, nil, newKey(t), func(c *x509.Certificate) { asCA(c); c.MaxPathLen, c.MaxPathLenZero = length, length == 0 })
		middle := issue(t, &root, newKey(t), asCA)
		leaf := issue(t, &middle, newKey(t), plain)
		if _, err := build(leaf.cert, []*x509.Certificate{middle.cert}, []*x509.Certificate{root.cert}, day(2)); !errors.Is(err, want) {
			t.Errorf("length %d: %v, want %v", length, err, want)
		}
	}
}

// Of several paths the one that holds is found, and issuers that certify each
// other end no search in a circle.
func TestSeveralPaths(t *testing.T) {
	key, otherKey := newKey(t), newKey(t)
	named := func(name string, until int) func(*x509.Certificate) {
		return func(c *x509.Certificate) { asCA(c); c.Subject, c.NotAfter = pkix.Name{CommonName: name}, day(until) }
	}
	root := issue(t, nil, newKey(t), asCA)
	expired := issue(t, &root, key, named("a", 3))
	good := issue(t, &root, key, named("a", 20))
	leaf := issue(t, &good, newKey(t), plain)
	path, err := build(leaf.cert, []*x509.Certificate{expired.cert, good.cert}, []*x509.Certificate{root.cert}, day(5))
	if err != nil || !slices.ContainsFunc(path, good.cert.Equal) {
		t.Errorf("an expired issuer of the same name and key hides the good one: %v", err)
	}
	b := issue(t, &good, otherKey, named("b", 20))
	a := issue(t, &b, key, named("a", 20))
	stranger := issue(t, nil, newKey(t), asCA)
	if _, err := build(leaf.cert, []*x509.Certificate{a.cert, b.cert}, []*x509.Certificate{stranger.cert}, day(5)); !errors.Is(err, chain.ErrNoPath) {
		t.Errorf("in a circle: %v", err)
	}
}
