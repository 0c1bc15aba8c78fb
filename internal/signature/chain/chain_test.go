package chain_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"math/big"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/signature/chain"
	"yinxin.example/yinxin/internal/signature/statement"
)

func day(n int) time.Time { return time.Date(2026, 1, n, 0, 0, 0, 0, time.UTC) }

// authority issues certificates.
type authority struct {
	cert *x509.Certificate
	key  crypto.Signer
}

func newKey(tb testing.TB) crypto.Signer {
	tb.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	return k
}

// issue makes a certificate; a nil by makes it a root of its own.
func issue(tb testing.TB, by *authority, k crypto.Signer, change func(*x509.Certificate)) authority {
	tb.Helper()
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<60))
	if err != nil {
		tb.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: serial, Subject: pkix.Name{CommonName: serial.String()},
		NotBefore: day(1), NotAfter: day(20), KeyUsage: x509.KeyUsageDigitalSignature, BasicConstraintsValid: true}
	change(c)
	parent, signer := c, k
	if by != nil {
		parent, signer = by.cert, by.key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, k.Public(), signer)
	if err != nil {
		tb.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		tb.Fatal(err)
	}
	return authority{cert, k}
}

func asCA(c *x509.Certificate) {
	c.IsCA, c.KeyUsage = true, x509.KeyUsageCertSign|x509.KeyUsageCRLSign
}

func plain(*x509.Certificate) {}

func build(leaf *x509.Certificate, intermediates, anchors []*x509.Certificate, at time.Time) ([]*x509.Certificate, error) {
	return (&chain.Search{Attempts: 99}).Build(leaf, intermediates, anchors, at)
}

// A file with very many signatures cannot keep a verifier searching.
func TestASearchEnds(t *testing.T) {
	root := issue(t, nil, newKey(t), asCA)
	leaf := issue(t, &root, newKey(t), plain)
	s := &chain.Search{Attempts: 10}
	for i, c := range []struct {
		anchors []*x509.Certificate
		want    error
	}{{[]*x509.Certificate{root.cert}, nil}, {[]*x509.Certificate{root.cert}, nil}, {nil, chain.ErrNoPath}, {[]*x509.Certificate{root.cert}, chain.ErrNoPath}} {
		if _, err := s.Build(leaf.cert, nil, c.anchors, day(2)); !errors.Is(err, c.want) {
			t.Errorf("search %d: %v, want %v", i, err, c.want)
		}
	}
}

func TestBuild(t *testing.T) {
	root := issue(t, nil, newKey(t), asCA)
	middle := issue(t, &root, newKey(t), asCA)
	stranger := issue(t, nil, newKey(t), asCA)
	leaf := issue(t, &middle, newKey(t), plain)
	noCA := issue(t, &leaf, newKey(t), plain)
	short := issue(t, &root, newKey(t), func(c *x509.Certificate) { asCA(c); c.NotAfter = day(5) })
	underShort := issue(t, &short, newKey(t), plain)
	old := issue(t, nil, newKey(t), func(c *x509.Certificate) { asCA(c); c.NotAfter = day(5) })
	underOld := issue(t, &old, newKey(t), plain)
	constrained := issue(t, &root, newKey(t), func(c *x509.Certificate) {
		asCA(c)
		c.PermittedEmailAddresses, c.PermittedDNSDomainsCritical = []string{"example.org"}, true
	})
	outside := issue(t, &constrained, newKey(t), func(c *x509.Certificate) { c.EmailAddresses = []string{"a@example.com"} })
	critical := issue(t, &root, newKey(t), func(c *x509.Certificate) {
		c.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 3, 4}, Critical: true, Value: []byte{5, 0}}}
	})
	rsa1024, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	weak := issue(t, &root, rsa1024, plain)
	all := []*x509.Certificate{middle.cert, short.cert, leaf.cert, constrained.cert}
	for name, c := range map[string]struct {
		leaf    authority
		pool    []*x509.Certificate
		anchors []*x509.Certificate
		at      time.Time
		want    error
	}{
		"good":                         {leaf, all, []*x509.Certificate{root.cert}, day(2), nil},
		"the middle is the anchor":     {leaf, nil, []*x509.Certificate{middle.cert}, day(2), nil},
		"the leaf itself is":           {leaf, nil, []*x509.Certificate{leaf.cert}, day(2), nil},
		"no middle":                    {leaf, nil, []*x509.Certificate{root.cert}, day(2), chain.ErrNoPath},
		"another root":                 {leaf, all, []*x509.Certificate{stranger.cert}, day(2), chain.ErrNoPath},
		"no root":                      {leaf, all, nil, day(2), chain.ErrNoPath},
		"a leaf as an issuer":          {noCA, all, []*x509.Certificate{root.cert}, day(2), chain.ErrNoPath},
		"too late":                     {leaf, all, []*x509.Certificate{root.cert}, day(21), chain.ErrExpired},
		"too early":                    {leaf, all, []*x509.Certificate{root.cert}, day(1).Add(-time.Second), chain.ErrNotYetValid},
		"the issuer has expired":       {underShort, all, []*x509.Certificate{root.cert}, day(6), chain.ErrExpired},
		"the anchor has expired":       {underOld, nil, []*x509.Certificate{old.cert}, day(6), chain.ErrExpired},
		"outside the names":            {outside, all, []*x509.Certificate{root.cert}, day(2), chain.ErrNoPath},
		"an unknown critical promise":  {critical, all, []*x509.Certificate{root.cert}, day(2), chain.ErrNoPath},
		"a key that can be calculated": {weak, all, []*x509.Certificate{root.cert}, day(2), chain.ErrWeak},
	} {
		path, err := build(c.leaf.cert, c.pool, c.anchors, c.at)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if err == nil && !path[0].Equal(c.leaf.cert) {
			t.Errorf("%s: the path does not begin with the leaf", name)
		}
	}
}

func TestUsage(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*x509.Certificate)
		want   error
	}{
		"signs":        {plain, nil},
		"says nothing": {func(c *x509.Certificate) { c.KeyUsage = 0 }, nil},
		"encrypts":     {func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageKeyEncipherment }, chain.ErrUsage},
		"an authority": {asCA, chain.ErrUsage},
		"a server":     {func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth} }, chain.ErrUsage},
		"mail":         {func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection} }, nil},
		"documents": {func(c *x509.Certificate) {
			c.UnknownExtKeyUsage = []asn1.ObjectIdentifier{{1, 3, 6, 1, 5, 5, 7, 3, 36}}
		}, nil},
		"something unknown": {func(c *x509.Certificate) { c.UnknownExtKeyUsage = []asn1.ObjectIdentifier{{1, 2, 3}} }, chain.ErrUsage},
	} {
		leaf := issue(t, nil, newKey(t), c.change)
		if err := chain.Usage(leaf.cert, false); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTimestampUsage(t *testing.T) {
	extended := func(critical bool, usages ...int) func(*x509.Certificate) {
		return func(c *x509.Certificate) {
			var list []asn1.ObjectIdentifier
			for _, u := range usages {
				list = append(list, asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, u})
			}
			value, err := asn1.Marshal(list)
			if err != nil {
				t.Fatal(err)
			}
			c.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 37}, Critical: critical, Value: value}}
		}
	}
	for name, c := range map[string]struct {
		change func(*x509.Certificate)
		want   error
	}{
		"timestamps":             {extended(true, 8), nil},
		"not critically":         {extended(false, 8), chain.ErrUsage},
		"and code":               {extended(true, 8, 3), chain.ErrUsage},
		"mail":                   {extended(true, 4), chain.ErrUsage},
		"none named":             {plain, chain.ErrUsage},
		"a key that only agrees": {func(c *x509.Certificate) { extended(true, 8)(c); c.KeyUsage = x509.KeyUsageKeyAgreement }, chain.ErrUsage},
	} {
		leaf := issue(t, nil, newKey(t), c.change)
		if err := chain.TimestampUsage(leaf.cert); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPolicies(t *testing.T) {
	seal, err := x509.ParseOID(statement.SealPolicy)
	if err != nil {
		t.Fatal(err)
	}
	c := issue(t, nil, newKey(t), func(c *x509.Certificate) { c.Policies = []x509.OID{seal} })
	if !chain.HasPolicy(c.cert, statement.SealPolicy) || chain.HasPolicy(c.cert, statement.DemoPolicy) || chain.HasPolicy(c.cert, "no oid") {
		t.Error("policies are misread")
	}
}

func TestRevocation(t *testing.T) {
	root := issue(t, nil, newKey(t), asCA)
	stranger := issue(t, nil, newKey(t), func(c *x509.Certificate) { asCA(c); c.Subject = root.cert.Subject })
	leaf := issue(t, &root, newKey(t), plain)
	path := []*x509.Certificate{leaf.cert, root.cert}
	list := func(by authority, revokedAt time.Time, reason int, extensions ...pkix.Extension) *chain.List {
		template := &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: day(3), NextUpdate: day(10), ExtraExtensions: extensions}
		if !revokedAt.IsZero() {
			template.RevokedCertificateEntries = []x509.RevocationListEntry{{SerialNumber: leaf.cert.SerialNumber, RevocationTime: revokedAt, ReasonCode: reason}}
		}
		der, err := x509.CreateRevocationList(rand.Reader, template, by.cert, by.key)
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := chain.ParseList(der)
		if err != nil {
			t.Fatal(err)
		}
		return parsed
	}
	point := asn1.ObjectIdentifier{2, 5, 29, 28}
	never := time.Time{}
	for name, c := range map[string]struct {
		list *chain.List
		at   time.Time
		want chain.Status
	}{
		"not on it":               {list(root, never, 0), day(4), chain.Good},
		"on it":                   {list(root, day(3), 1), day(4), chain.Revoked},
		"before it was revoked":   {list(root, day(3), 4), day(2), chain.NotChecked},
		"before its key was lost": {list(root, day(3), 1), day(2), chain.Revoked},
		"taken off hold":          {list(root, day(3), 8), day(4), chain.Good},
		"an old list":             {list(root, never, 0), day(11), chain.NotChecked},
		"an old list, on it":      {list(root, day(3), 1), day(11), chain.Revoked},
		"another's list":          {list(stranger, day(3), 1), day(4), chain.NotChecked},
		"a delta":                 {list(root, never, 0, pkix.Extension{Id: asn1.ObjectIdentifier{2, 5, 29, 27}, Critical: true, Value: []byte{2, 1, 0}}), day(4), chain.NotChecked},
		"a part, not on it":       {list(root, never, 0, pkix.Extension{Id: point, Critical: true, Value: []byte{0x30, 3, 0x81, 1, 0xff}}), day(4), chain.NotChecked},
		"a part, on it":           {list(root, day(3), 1, pkix.Extension{Id: point, Critical: true, Value: []byte{0x30, 3, 0x81, 1, 0xff}}), day(4), chain.Revoked},
		"others' certificates":    {list(root, day(3), 1, pkix.Extension{Id: point, Critical: true, Value: []byte{0x30, 3, 0x84, 1, 0xff}}), day(4), chain.NotChecked},
	} {
		if got := chain.Revocation(path, chain.Question{At: c.at}, &chain.Evidence{Lists: []*chain.List{c.list}}); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
	if got := chain.Revocation(path, chain.Question{At: day(4)}); got != chain.NotChecked {
		t.Errorf("no list: %d", got)
	}
}

func TestParseLeavesOutWhatKeepsAVerifierBusy(t *testing.T) {
	good := issue(t, nil, newKey(t), plain)
	ders := [][]byte{[]byte("no certificate"), good.cert.Raw}
	for range 100 {
		ders = append(ders, good.cert.Raw)
	}
	if got := chain.Parse(ders); len(got) != 63 {
		t.Errorf("%d certificates", len(got))
	}
}
