package chain_test

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"net"
	"net/url"
)

// wrapped puts DER elements into one; tag is its identifier octet.
func wrapped(tag byte, parts ...[]byte) []byte {
	body := bytes.Join(parts, nil)
	out, err := asn1.Marshal(asn1.RawValue{Class: int(tag >> 6), Tag: int(tag & 31), IsCompound: tag&32 != 0, Bytes: body})
	if err != nil {
		panic(err) // only where the tests themselves are wrong
	}
	return out
}

const (
	sequenceTag, setTag    = 0x30, 0x31
	printable, utf8Tag     = 0x13, 0x0c
	bmp, latin             = 0x1e, 0x14
	country, place         = 6, 7 // of id-at
	organization, unit, cn = 10, 11, 3
)

// part is a relative distinguished name of one attribute.
func part(kind byte, tag byte, value string) []byte { return wrapped(setTag, pair(kind, tag, value)) }

func pair(kind byte, tag byte, value string) []byte {
	return wrapped(sequenceTag, []byte{6, 3, 0x55, 4, kind}, wrapped(tag, []byte(value)))
}

func dn(parts ...[]byte) []byte { return wrapped(sequenceTag, parts...) }

// permitting and excluding are name constraints of directory names.
func permitting(bases ...[]byte) func(*x509.Certificate) { return limiting(0xa0, 0xa4, nil, bases...) }
func excluding(bases ...[]byte) func(*x509.Certificate)  { return limiting(0xa1, 0xa4, nil, bases...) }

// limiting makes an authority whose constraints hold one list of names of one
// form, each followed by more.
func limiting(list, form byte, more []byte, bases ...[]byte) func(*x509.Certificate) {
	return func(c *x509.Certificate) {
		asCA(c)
		var subtrees [][]byte
		for _, base := range bases {
			subtrees = append(subtrees, wrapped(sequenceTag, wrapped(form, base), more))
		}
		critical(c, asn1.ObjectIdentifier{2, 5, 29, 30}, wrapped(sequenceTag, wrapped(list, subtrees...))...)
	}
}

// critical adds an extension that who does not understand it must refuse.
func critical(c *x509.Certificate, id asn1.ObjectIdentifier, value ...byte) {
	c.ExtraExtensions = append(c.ExtraExtensions, pkix.Extension{Id: id, Critical: true, Value: value})
}

// calling gives a certificate its subject.
func calling(name []byte) func(*x509.Certificate) {
	return func(c *x509.Certificate) { c.RawSubject = name }
}

// beside gives a certificate a subject and a directory name beside it.
func beside(name, alternative []byte) func(*x509.Certificate) {
	return func(c *x509.Certificate) {
		c.RawSubject = name
		c.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 17}, Value: wrapped(sequenceTag, wrapped(0xa4, alternative))}}
	}
}

// withoutCritical takes the marks off again.
func withoutCritical(change func(*x509.Certificate)) func(*x509.Certificate) {
	return func(c *x509.Certificate) {
		change(c)
		for i := range c.ExtraExtensions {
			c.ExtraExtensions[i].Critical = false
		}
	}
}

// limitCase is an issuer with limits under a root, and what it certified.
type limitCase struct {
	issuer, leaf func(*x509.Certificate)
	follow       bool
	ours         bool // openssl judges otherwise, for the reason beside the case
}

func directoryCases() map[string]limitCase {
	china, works := part(country, printable, "CN"), part(organization, utf8Tag, "Example Works")
	base := dn(china, works)
	name := func(parts ...[]byte) func(*x509.Certificate) { return calling(dn(parts...)) }
	return map[string]limitCase{
		"the base itself":       {permitting(base), name(china, works), true, false},
		"a name under it":       {permitting(base), name(china, works, part(cn, utf8Tag, "Seal")), true, false},
		"another organisation":  {permitting(base), name(china, part(organization, utf8Tag, "Elsewhere"), part(cn, utf8Tag, "Seal")), false, false},
		"a name above it":       {permitting(base), name(china), false, false},
		"its parts turned":      {permitting(base), name(works, china), false, false},
		"something before it":   {permitting(base), name(part(place, utf8Tag, "x"), china, works), false, false},
		"a longer organisation": {permitting(base), name(china, part(organization, utf8Tag, "Example Works 2")), false, false},
		"another letter case":   {permitting(base), name(china, part(organization, utf8Tag, "EXAMPLE works")), true, false},
		"another string type":   {permitting(base), name(china, part(organization, printable, "Example Works")), true, false},
		"spaces that mean none": {permitting(base), name(china, part(organization, utf8Tag, "  Example   Works ")), true, false},
		"sixteen bits a letter": {permitting(dn(part(organization, utf8Tag, "示例"))), name(part(organization, bmp, "\x79\x3a\x4f\x8b")), true, false},
		"another ideograph":     {permitting(dn(part(organization, utf8Tag, "示例"))), name(part(organization, utf8Tag, "示列")), false, false},
		"letters beyond ASCII":  {permitting(dn(part(organization, utf8Tag, "Müller"))), name(part(organization, latin, "M\xfcller")), true, false},
		// openssl folds the case of ASCII only; RFC 5280, 7.1, of all letters.
		"their case":             {permitting(dn(part(organization, utf8Tag, "MÜLLER"))), name(part(organization, utf8Tag, "Müller")), true, true},
		"one of two bases":       {permitting(dn(part(organization, utf8Tag, "Elsewhere")), base), name(china, works), true, false},
		"no base but the empty":  {permitting(dn()), name(china), true, false},
		"a part of two":          {permitting(dn(wrapped(setTag, pair(cn, utf8Tag, "a"), pair(unit, utf8Tag, "b")))), name(wrapped(setTag, pair(cn, utf8Tag, "a"), pair(unit, utf8Tag, "b"))), true, false},
		"half of it":             {permitting(dn(wrapped(setTag, pair(cn, utf8Tag, "a"), pair(unit, utf8Tag, "b")))), name(part(cn, utf8Tag, "a")), false, false},
		"excluded":               {excluding(base), name(china, works, part(cn, utf8Tag, "Seal")), false, false},
		"excluded, other case":   {excluding(base), name(china, part(organization, printable, "example WORKS")), false, false},
		"beside what is":         {excluding(base), name(china, part(organization, utf8Tag, "Elsewhere")), true, false},
		"everything excluded":    {excluding(dn()), name(china), false, false},
		"ideographs beside what": {excluding(dn(part(organization, utf8Tag, "示例"))), name(part(organization, utf8Tag, "示列")), true, false},
		// openssl knows no normal forms and finds these different.
		"excluded, in wide letters":     {excluding(dn(part(organization, utf8Tag, "Ab"))), name(part(organization, utf8Tag, "Ａｂ")), false, true},
		"excluded, accents apart":       {excluding(dn(part(organization, utf8Tag, "Müller"))), name(part(organization, utf8Tag, "Mu\u0308ller")), false, true},
		"excluded, a hidden hyphen":     {excluding(dn(part(organization, utf8Tag, "Ab"))), name(part(organization, utf8Tag, "A\u00adb")), false, true},
		"excluded, compatible":          {excluding(dn(part(organization, utf8Tag, "豈"))), name(part(organization, utf8Tag, "\uf900")), false, true},
		"a name beside the subject":     {permitting(base), beside(dn(china, works), dn(china, works, part(cn, utf8Tag, "x"))), true, false},
		"one beside it elsewhere":       {permitting(base), beside(dn(china, works), dn(china)), false, false},
		"one beside it excluded":        {excluding(base), beside(dn(china), dn(china, works)), false, false},
		"not critical, kept":            {withoutCritical(permitting(base)), name(china, works), true, false},
		"not critical, broken":          {withoutCritical(permitting(base)), name(china), false, false},
		"no subject at all":             {permitting(base), func(c *x509.Certificate) { c.RawSubject = dn(); c.DNSNames = []string{"example.org"} }, true, false},
		"a minimum":                     {limiting(0xa0, 0xa4, []byte{0x80, 1, 1}, base), name(china, works), false, false},
		"a maximum":                     {limiting(0xa0, 0xa4, []byte{0x81, 1, 1}, base), name(china, works), false, false},
		"a registered identifier":       {limiting(0xa0, 0x88, nil, []byte{0x2a, 3}), name(china), false, true}, // openssl looks whether a name of that form follows
		"the same, not critical":        {withoutCritical(limiting(0xa0, 0x88, nil, []byte{0x2a, 3})), name(china), true, false},
		"no constraint in the list":     {permitting(), name(china), false, true}, // crypto/x509 cannot read it
		"a base that is no name at all": {limiting(0xa0, 0xa4, nil, []byte{5, 0}), name(china), false, false},
	}
}

func otherFormCases() map[string]limitCase {
	named := func(hosts ...string) func(*x509.Certificate) {
		return func(c *x509.Certificate) { c.DNSNames = hosts }
	}
	mail := func(to string) func(*x509.Certificate) {
		return func(c *x509.Certificate) { c.EmailAddresses = []string{to} }
	}
	inSubject := func(to string) func(*x509.Certificate) {
		emailAddress := []byte{6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1}
		return calling(dn(wrapped(setTag, wrapped(sequenceTag, emailAddress, wrapped(0x16, []byte(to))))))
	}
	address := func(text string) func(*x509.Certificate) {
		return func(c *x509.Certificate) {
			u, err := url.Parse(text)
			if err != nil {
				panic(err)
			}
			c.URIs = []*url.URL{u}
		}
	}
	number := func(ip string) func(*x509.Certificate) {
		return func(c *x509.Certificate) { c.IPAddresses = []net.IP{net.ParseIP(ip)} }
	}
	permits := func(form byte, base string) func(*x509.Certificate) { return limiting(0xa0, form, nil, []byte(base)) }
	excludes := func(form byte, base string) func(*x509.Certificate) {
		return limiting(0xa1, form, nil, []byte(base))
	}
	return map[string]limitCase{
		"a host":                    {permits(0x82, "example.org"), named("www.example.org"), true, false},
		"another host":              {permits(0x82, "example.org"), named("www.example.com"), false, false},
		"one of two hosts":          {permits(0x82, "example.org"), named("www.example.org", "example.com"), false, false},
		"a host excluded":           {excludes(0x82, "example.org"), named("www.example.org"), false, false},
		"mail":                      {permits(0x81, "example.org"), mail("a@example.org"), true, false},
		"mail below":                {permits(0x81, "example.org"), mail("a@b.example.org"), false, false},
		"mail below, with a dot":    {permits(0x81, ".example.org"), mail("a@b.example.org"), true, false},
		"one mailbox":               {permits(0x81, "a@example.org"), mail("a@EXAMPLE.org"), true, false},
		"another mailbox":           {permits(0x81, "a@example.org"), mail("b@example.org"), false, false},
		"mail excluded":             {excludes(0x81, "example.org"), mail("a@example.org"), false, false},
		"mail in the subject":       {permits(0x81, "example.org"), inSubject("a@example.org"), true, false},
		"elsewhere in the subject":  {permits(0x81, "example.org"), inSubject("a@example.com"), false, false},
		"excluded, in the subject":  {excludes(0x81, "example.org"), inSubject("a@example.org"), false, false},
		"an address":                {permits(0x86, "example.org"), address("https://example.org/x"), true, false},
		"an address below":          {permits(0x86, "example.org"), address("https://a.example.org/x"), false, false},
		"an address below, a dot":   {permits(0x86, ".example.org"), address("https://a.example.org/x"), true, false},
		"an address excluded":       {excludes(0x86, "example.org"), address("https://example.org/x"), false, false},
		"an address without a host": {permits(0x86, "example.org"), address("urn:x"), false, false},
		"a number":                  {permits(0x87, "\x0a\x00\x00\x00\xff\x00\x00\x00"), number("10.1.2.3"), true, false},
		"another number":            {permits(0x87, "\x0a\x00\x00\x00\xff\x00\x00\x00"), number("11.1.2.3"), false, false},
		"a number excluded":         {excludes(0x87, "\x0a\x00\x00\x00\xff\x00\x00\x00"), number("10.1.2.3"), false, false},
		"mail where hosts are":      {permits(0x82, "example.org"), mail("a@example.com"), true, false},
	}
}
