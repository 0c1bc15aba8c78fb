package sesread_test

import (
	"bytes"
	"encoding/asn1"
	"errors"
	"testing"

	"yinxin.example/yinxin/internal/signature/sesread"
)

func tlv(tag byte, parts ...[]byte) []byte {
	content := bytes.Join(parts, nil)
	head := []byte{tag, byte(len(content))}
	if n := len(content); n > 255 {
		head = []byte{tag, 0x82, byte(n >> 8), byte(n)}
	} else if n > 127 {
		head = []byte{tag, 0x81, byte(n)}
	}
	return append(head, content...)
}

func sequence(parts ...[]byte) []byte { return tlv(0x30, parts...) }
func number(n byte) []byte            { return tlv(asn1.TagInteger, []byte{n}) }
func ia5(s string) []byte             { return tlv(asn1.TagIA5String, []byte(s)) }
func octets(s string) []byte          { return tlv(asn1.TagOctetString, []byte(s)) }
func bits(s string) []byte            { return tlv(asn1.TagBitString, append([]byte{0}, s...)) }
func at(s string) []byte              { return tlv(asn1.TagGeneralizedTime, []byte(s)) }

func sm2WithSM3() []byte {
	return []byte{0x06, 0x08, 0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x83, 0x75}
}

// parts are those of a signature; tests change one and put it together.
type parts struct {
	header, list, kind, from, info, picture, sealEnd, version, time, property, toSignEnd, algorithm, end []byte
}

func whole() parts {
	return parts{
		header: sequence(ia5("ES"), number(4), ia5("v")), kind: number(1), list: sequence(octets("certificate")),
		from: at("20260304120000Z"), picture: sequence(ia5("PNG"), octets("p"), number(40), number(40)),
		version: number(4), time: at("20260304120000Z"), property: ia5("x"), algorithm: sm2WithSM3(),
	}
}

func (p parts) seal() []byte {
	property := sequence(number(1), tlv(asn1.TagUTF8String, []byte("章")), p.kind, p.list, at("20260304120000Z"), p.from, at("20270304120000Z"))
	info := sequence(p.header, ia5("id"), property, p.picture, p.info)
	return sequence(info, octets("maker"), sm2WithSM3(), bits("s"), p.sealEnd)
}

func (p parts) der() []byte {
	toSign := sequence(p.version, p.seal(), p.time, bits("digest"), p.property, p.toSignEnd)
	return sequence(toSign, octets("certificate"), p.algorithm, bits("value"), p.end)
}

func TestOneFormOnly(t *testing.T) {
	t.Parallel()
	oid := []byte{0x06, 0x03, 0x2a, 0x03, 0x04}
	extension := func(critical []byte) []byte { return sequence(sequence(oid, critical, octets("v"))) }
	five := func(p *parts) { p.header, p.version = sequence(ia5("ES"), number(5), ia5("v")), number(5) }
	for _, c := range []struct {
		name   string
		change func(p *parts)
		want   error
	}{
		{"the standard's", func(*parts) {}, nil},
		{"signers by digest", func(p *parts) {
			p.kind, p.list = number(2), sequence(sequence(tlv(asn1.TagPrintableString, []byte("SM3")), octets("d")))
		}, nil},
		{"extensions", func(p *parts) {
			p.info, p.toSignEnd = extension(nil), tlv(0xa0, extension([]byte{1, 1, 0xff}))
		}, nil},
		{"a timestamp", func(p *parts) { p.end = tlv(0xa0, bits("token")) }, nil},
		{"version 5", five, nil},
		{"version 5, its seal with a timestamp", func(p *parts) { five(p); p.sealEnd = tlv(0xa0, bits("token")) }, nil},
		{"version 4, its seal with a timestamp", func(p *parts) { p.sealEnd = tlv(0xa0, bits("token")) }, sesread.ErrMalformed},
		{"a seal in the form of another version", func(p *parts) { p.header = sequence(ia5("ES"), number(1), ia5("v")) }, sesread.ErrMalformed},
		{"version 0", func(p *parts) { p.version = number(0) }, sesread.ErrVersion},
		{"version 2", func(p *parts) { p.version = number(2) }, sesread.ErrVersion},
		{"a seal of version 3", func(p *parts) { p.header = sequence(ia5("ES"), number(3), ia5("v")) }, sesread.ErrVersion},
		{"version 6", func(p *parts) { p.version = number(6) }, sesread.ErrVersion},
		{"two versions", func(p *parts) { p.version = number(5) }, sesread.ErrVersion},
		{"two versions, one of 2014", func(p *parts) { p.version = number(1) }, sesread.ErrVersion},
		{"another algorithm", func(p *parts) { p.algorithm = oid }, sesread.ErrAlgorithm},
		{"another header", func(p *parts) { p.header = sequence(ia5("EX"), number(4), ia5("v")) }, sesread.ErrMalformed},
		{"a list of no kind", func(p *parts) { p.kind = number(3) }, sesread.ErrMalformed},
		{"a list of another kind", func(p *parts) { p.kind = number(2) }, sesread.ErrMalformed},
		{"a default written", func(p *parts) { p.info = extension([]byte{1, 1, 0}) }, sesread.ErrMalformed},
		{"a time with a zone", func(p *parts) { p.time = at("20260304200000+0800") }, sesread.ErrMalformed},
		{"a time with a fraction", func(p *parts) { p.from = at("20260304120000.0Z") }, sesread.ErrMalformed},
		{"no such day", func(p *parts) { p.time = at("20260231120000Z") }, sesread.ErrMalformed},
		{"a text outside ASCII", func(p *parts) { p.property = ia5("章") }, sesread.ErrMalformed},
		{"a negative side", func(p *parts) { p.picture = sequence(ia5("PNG"), octets("p"), number(0xff), number(40)) }, sesread.ErrMalformed},
		{"a number with a zero before", func(p *parts) { p.version = tlv(asn1.TagInteger, []byte{0, 4}) }, sesread.ErrMalformed},
		{"one member more", func(p *parts) { p.end = number(1) }, sesread.ErrMalformed},
		{"one member more that is signed", func(p *parts) { p.toSignEnd = number(1) }, sesread.ErrMalformed},
		{"65 certificates", func(p *parts) { p.list = sequence(bytes.Repeat(octets("c"), 65)) }, sesread.ErrMalformed},
	} {
		p := whole()
		c.change(&p)
		der := p.der()
		s, err := sesread.Parse(append(bytes.Clone(der), 0, 0))
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
		if err == nil && s.Length != len(der) {
			t.Errorf("%s: %d bytes of %d", c.name, s.Length, len(der))
		}
	}
}

func TestLengthsAreHeldTo(t *testing.T) {
	t.Parallel()
	der := whole().der()
	for n := range der {
		if _, err := sesread.Parse(der[:n]); err == nil {
			t.Errorf("%d of %d bytes are read", n, len(der))
		}
	}
	longer := append([]byte{0x30, 0x83, 0}, der[2:]...) // the same length in one octet more
	if _, err := sesread.Parse(longer); err == nil {
		t.Error("a length with a zero before is read")
	}
	if _, err := sesread.ParseSeal(append(whole().seal(), 0)); !errors.Is(err, sesread.ErrMalformed) {
		t.Errorf("a seal with a byte behind it: %v", err)
	}
	if _, err := sesread.ParseSeal(make([]byte, sesread.MaxLen+1)); !errors.Is(err, sesread.ErrMalformed) {
		t.Errorf("too long a seal: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(whole().der())
	p := whole()
	p.header, p.version = sequence(ia5("ES"), number(5), ia5("v")), number(5)
	p.sealEnd = tlv(0xa0, bits("token"))
	f.Add(p.der())
	f.Add(wholeOld().der())
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := sesread.Parse(data)
		if err != nil {
			return
		}
		if s.Length > len(data) || !bytes.Contains(data[:s.Length], s.Signed) || !bytes.Contains(s.Signed, s.Seal.DER) || !bytes.Contains(s.Seal.DER, s.Seal.Info) {
			t.Error("what is read does not stand there")
		}
		if again, err := sesread.ParseSeal(s.Seal.DER); err != nil || again.Version != s.Version {
			t.Errorf("the seal alone: %v", err)
		}
		if s.Seal.CheckListed(s.Certificate) == nil && len(s.Seal.Certificates)+len(s.Seal.Digests) == 0 {
			t.Error("listed in no list")
		}
	})
}
