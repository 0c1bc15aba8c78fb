package chain_test

import (
	"crypto/x509"
	"encoding/asn1"
	"testing"

	"yinxin.example/yinxin/internal/signature/chain"
	"yinxin.example/yinxin/internal/signature/statement"
)

const (
	otherPolicy = "1.2.3.4"
	anyPolicy   = "2.5.29.32.0"
)

func policy(t *testing.T, dotted string) x509.OID {
	t.Helper()
	id, err := x509.ParseOID(dotted)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func identifier(t *testing.T, dotted string) []byte {
	t.Helper()
	octets, err := policy(t, dotted).MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return wrapped(6, octets)
}

// RFC 5280, 6.1, as RFC 9618 has it, beside openssl: an issuer and a second
// one under it, and what the second certified.
func TestPolicyConstraints(t *testing.T) {
	named := func(dotted ...string) func(*x509.Certificate) {
		return func(c *x509.Certificate) {
			for _, p := range dotted {
				c.Policies = append(c.Policies, policy(t, p))
			}
		}
	}
	explicit := func(skip byte) func(*x509.Certificate) {
		return func(c *x509.Certificate) { critical(c, asn1.ObjectIdentifier{2, 5, 29, 36}, 0x30, 3, 0x80, 1, skip) }
	}
	unmapped := func(c *x509.Certificate) { // and required
		critical(c, asn1.ObjectIdentifier{2, 5, 29, 36}, 0x30, 6, 0x80, 1, 0, 0x81, 1, 0)
	}
	inhibited := func(c *x509.Certificate) { critical(c, asn1.ObjectIdentifier{2, 5, 29, 54}, 2, 1, 0) }
	mapped := func(c *x509.Certificate) {
		critical(c, asn1.ObjectIdentifier{2, 5, 29, 33}, wrapped(sequenceTag, wrapped(sequenceTag, identifier(t, statement.SealPolicy), identifier(t, otherPolicy)))...)
	}
	all := func(changes ...func(*x509.Certificate)) func(*x509.Certificate) {
		return func(c *x509.Certificate) {
			for _, change := range changes {
				change(c)
			}
		}
	}
	seal := statement.SealPolicy
	for name, c := range map[string]struct {
		first, second, leaf func(*x509.Certificate)
		follow              bool
	}{
		"nothing required, none named":           {plain, plain, plain, true},
		"nothing required, one named":            {plain, plain, named(seal), true},
		"required, named by all":                 {all(named(seal), explicit(0)), named(seal), named(seal), true},
		"required, not by the leaf":              {all(named(seal), explicit(0)), named(seal), plain, false},
		"required, not by the second":            {all(named(seal), explicit(0)), plain, named(seal), false},
		"required, another by the second":        {all(named(seal), explicit(0)), named(otherPolicy), named(seal), false},
		"required, any by the second":            {all(named(seal), explicit(0)), named(anyPolicy), named(seal), true},
		"any inhibited":                          {all(named(seal), explicit(0), inhibited), named(anyPolicy), named(seal), false},
		"any inhibited, named":                   {all(named(seal), explicit(0), inhibited), named(seal), named(seal), true},
		"any inhibited, nothing required":        {all(named(seal), inhibited), named(anyPolicy), named(seal), true},
		"required further down":                  {all(named(seal), explicit(1)), named(seal), plain, false},
		"required below the path's end":          {all(named(seal), explicit(3)), named(seal), plain, true},
		"required, valid for another only":       {all(named(otherPolicy), explicit(0)), named(otherPolicy), named(otherPolicy, seal), false},
		"not required, valid for another only":   {named(otherPolicy), named(otherPolicy), named(otherPolicy, seal), true},
		"mapped to another":                      {all(named(seal), explicit(0), mapped), named(otherPolicy), named(otherPolicy), true},
		"mapped, and the leaf claims the source": {all(named(seal), explicit(0), mapped), named(otherPolicy), named(seal), false},
		"mapping inhibited":                      {all(named(seal), unmapped), all(named(seal), mapped), named(otherPolicy), false},
	} {
		t.Run(name, func(t *testing.T) {
			root := issue(t, nil, newKey(t), asCA)
			first := issue(t, &root, newKey(t), all(asCA, c.first))
			second := issue(t, &first, newKey(t), all(asCA, c.second))
			leaf := issue(t, &second, newKey(t), c.leaf)
			issuers := []*x509.Certificate{first.cert, second.cert}
			s := &chain.Search{Attempts: 99, Policy: seal}
			if _, err := s.Build(leaf.cert, issuers, []*x509.Certificate{root.cert}, day(2)); (err == nil) != c.follow {
				t.Errorf("followed: %v, want %v: %v", err == nil, c.follow, err)
			}
			if said, out := opensslFollows(t, leaf.cert, issuers, root.cert, "-policy_check", "-policy", seal); said != c.follow {
				t.Errorf("openssl follows: %v\n%s", said, out)
			}
		})
	}
}
