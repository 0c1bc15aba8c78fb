package chain_test

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/signature/chain"
	"yinxin.example/yinxin/internal/testenv"
)

// RFC 5280, 4.2.1.10 and 6.1.3 (b) and (c), beside openssl.
func TestNameConstraints(t *testing.T) {
	root := issue(t, nil, newKey(t), asCA)
	for _, cases := range []map[string]limitCase{directoryCases(), otherFormCases()} {
		for name, c := range cases {
			t.Run(name, func(t *testing.T) {
				issuer := tryIssue(t, root, c.issuer)
				if issuer == nil {
					if c.follow {
						t.Error("the issuer cannot be read")
					}
					return
				}
				leaf := issue(t, issuer, newKey(t), c.leaf)
				judge(t, leaf.cert, []*x509.Certificate{issuer.cert}, root.cert, c.follow, !c.ours)
			})
		}
	}
}

// tryIssue makes an issuer that crypto/x509 may not be able to read.
func tryIssue(t *testing.T, by authority, change func(*x509.Certificate)) *authority {
	t.Helper()
	template := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "an issuer"},
		NotBefore: day(1), NotAfter: day(20), BasicConstraintsValid: true}
	change(template)
	k := newKey(t)
	if cert := made(template, by, k); cert != nil {
		return &authority{cert, k}
	}
	return nil
}

// made certifies a key; nil where that cannot be done, or not be read.
func made(template *x509.Certificate, by authority, k crypto.Signer) *x509.Certificate {
	der, err := x509.CreateCertificate(rand.Reader, template, by.cert, k.Public(), by.key)
	if err != nil {
		return nil
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil
	}
	return cert
}

// judge holds our answer about a path against openssl's.
func judge(t *testing.T, leaf *x509.Certificate, issuers []*x509.Certificate, root *x509.Certificate, follow, same bool, options ...string) {
	t.Helper()
	path, err := build(leaf, issuers, []*x509.Certificate{root}, day(2))
	if (err == nil) != follow || err != nil && !errors.Is(err, chain.ErrNoPath) {
		t.Errorf("followed: %v, want %v: %v", err == nil, follow, err)
	}
	for i, c := range path {
		if all := append(append([]*x509.Certificate{leaf}, issuers...), root); !slices.Contains(all, c) {
			t.Errorf("certificate %d of the path is none of those given", i)
		}
	}
	if said, out := opensslFollows(t, leaf, issuers, root, options...); said == follow != same {
		t.Errorf("openssl follows: %v, expected to agree: %v\n%s", said, same, out)
	}
}

// opensslFollows asks openssl verify about a path.
func opensslFollows(t *testing.T, leaf *x509.Certificate, issuers []*x509.Certificate, root *x509.Certificate, options ...string) (bool, []byte) {
	t.Helper()
	dir := t.TempDir()
	files := map[string][]*x509.Certificate{"leaf.pem": {leaf}, "issuers.pem": issuers, "root.pem": {root}}
	for name, certificates := range files {
		var text []byte
		for _, c := range certificates {
			text = append(text, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})...)
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	args := append([]string{"verify", "-attime", strconv.FormatInt(day(2).Add(time.Hour).Unix(), 10), "-CAfile", "root.pem", "-untrusted", "issuers.pem"}, options...)
	command := exec.CommandContext(t.Context(), testenv.Tool(t, "openssl"), append(args, "leaf.pem")...)
	command.Dir = dir
	out, err := command.CombinedOutput()
	return err == nil, out
}

// Constraints of every issuer count, an anchor's too, for every certificate
// under it that is not self-issued.
func TestConstraintsOfSeveralIssuers(t *testing.T) {
	china, works, other := part(country, printable, "CN"), part(organization, utf8Tag, "Example Works"), part(organization, utf8Tag, "Elsewhere")
	under := func(name []byte, limit func(*x509.Certificate)) func(*x509.Certificate) {
		return func(c *x509.Certificate) { limit(c); c.RawSubject = name }
	}
	for name, c := range map[string]struct {
		root, first, second, leaf func(*x509.Certificate)
		follow                    bool
	}{
		"both keep":                     {asCA, permitting(dn(china)), under(dn(china, works), permitting(dn(china, works))), calling(dn(china, works, part(cn, utf8Tag, "Seal"))), true},
		"the second is narrower":        {asCA, permitting(dn(china)), under(dn(china, works), permitting(dn(china, works))), calling(dn(china, other)), false},
		"the second is wider":           {asCA, permitting(dn(china, works)), under(dn(china, works), permitting(dn(china))), calling(dn(china, other)), false},
		"the second itself is outside":  {asCA, permitting(dn(china, works)), under(dn(china, other), asCA), calling(dn(china, works)), false},
		"the anchor's":                  {permitting(dn(china)), under(dn(china), asCA), under(dn(china, works), asCA), calling(dn(works)), false},
		"a self-issued one is let be":   {asCA, under(dn(other), permitting(dn(china))), under(dn(other), asCA), calling(dn(china)), true},
		"but not what stands below it":  {asCA, under(dn(other), permitting(dn(china))), under(dn(other), asCA), calling(dn(works)), false},
		"the issuer's own name is free": {asCA, under(dn(other), permitting(dn(china))), under(dn(china), asCA), calling(dn(china, works)), true},
	} {
		t.Run(name, func(t *testing.T) {
			root := issue(t, nil, newKey(t), c.root)
			first := issue(t, &root, newKey(t), c.first)
			// openssl tells self-issued from self-signed by the keys' identifiers.
			second := issue(t, &first, newKey(t), func(x *x509.Certificate) { c.second(x); x.AuthorityKeyId = first.cert.SubjectKeyId })
			leaf := issue(t, &second, newKey(t), func(x *x509.Certificate) { c.leaf(x); x.AuthorityKeyId = second.cert.SubjectKeyId })
			judge(t, leaf.cert, []*x509.Certificate{first.cert, second.cert}, root.cert, c.follow, true)
		})
	}
}

// Among several issuers the one whose constraints are kept is found.
func TestConstraintsChooseAmongIssuers(t *testing.T) {
	china := part(country, printable, "CN")
	root, key := issue(t, nil, newKey(t), asCA), newKey(t)
	named := func(limit func(*x509.Certificate)) authority {
		return issue(t, &root, key, func(c *x509.Certificate) { limit(c); c.RawSubject = dn(china) })
	}
	narrow, wide := named(permitting(dn(part(country, printable, "XX")))), named(permitting(dn(china)))
	leaf := issue(t, &narrow, newKey(t), calling(dn(china, part(cn, utf8Tag, "Seal"))))
	path, err := build(leaf.cert, []*x509.Certificate{narrow.cert, wide.cert}, []*x509.Certificate{root.cert}, day(2))
	if err != nil || path[1] != wide.cert {
		t.Errorf("%v", err)
	}
}

// Whatever stands in constraints and in a name: no panic, and what is excluded
// is not permitted by being excluded.
func FuzzNameConstraints(f *testing.F) {
	china := part(country, printable, "CN")
	f.Add(wrapped(sequenceTag, wrapped(0xa0, wrapped(sequenceTag, wrapped(0xa4, dn(china))))), dn(china))
	f.Add(wrapped(sequenceTag, wrapped(0xa1, wrapped(sequenceTag, wrapped(0xa4, dn())))), dn(china, part(cn, bmp, "\x4e\x00")))
	root, key, leafKey := issue(f, nil, newKey(f), asCA), newKey(f), newKey(f)
	f.Fuzz(func(t *testing.T, value, name []byte) {
		limited := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "an issuer"}, NotBefore: day(1), NotAfter: day(20), BasicConstraintsValid: true}
		asCA(limited)
		critical(limited, asn1.ObjectIdentifier{2, 5, 29, 30}, value...)
		issuer := made(limited, root, key)
		if issuer == nil {
			return
		}
		leaf := made(&x509.Certificate{SerialNumber: big.NewInt(8), RawSubject: name, NotBefore: day(1), NotAfter: day(20)}, authority{issuer, key}, leafKey)
		if leaf == nil {
			return
		}
		_, err := build(leaf, []*x509.Certificate{issuer}, []*x509.Certificate{root.cert}, day(2))
		everything := wrapped(sequenceTag, wrapped(0xa1, wrapped(sequenceTag, wrapped(0xa4, dn()))))
		if err == nil && len(leaf.Subject.Names) > 0 && bytes.Equal(value, everything) {
			t.Error("every name is excluded, and this one followed")
		}
	})
}
