package sesread_test

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/digest"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/sesread"
	"yinxin.example/yinxin/internal/testenv/oldseal"
)

func utc(s string) []byte { return tlv(asn1.TagUTCTime, []byte(s)) }

// oldParts are those of a signature of version 1.
type oldParts struct {
	header, list, from, picture, info, signInfo, version, timeInfo, property, toSignEnd, algorithm, end []byte
}

func wholeOld() oldParts {
	return oldParts{
		header: sequence(ia5("ES"), number(1), ia5("v")), list: sequence(octets("certificate")), from: utc("260304120000Z"),
		picture:  sequence(ia5("PNG"), octets("p"), number(40), number(40)),
		signInfo: sequence(octets("maker"), sm2WithSM3(), bits("s")),
		version:  number(1), timeInfo: tlv(asn1.TagBitString, []byte{0}, utc("260304120000Z")), property: ia5("x"), algorithm: sm2WithSM3(),
	}
}

func (p oldParts) seal() []byte {
	property := sequence(number(1), tlv(asn1.TagUTF8String, []byte("章")), p.list, utc("260304120000Z"), p.from, utc("270304120000Z"))
	return sequence(sequence(p.header, ia5("id"), property, p.picture, p.info), p.signInfo)
}

func (p oldParts) der() []byte {
	toSign := sequence(p.version, p.seal(), p.timeInfo, bits("digest"), p.property, octets("certificate"), p.algorithm, p.toSignEnd)
	return sequence(toSign, bits("value"), p.end)
}

func TestOneFormOfVersion1Only(t *testing.T) {
	t.Parallel()
	oid := []byte{0x06, 0x03, 0x2a, 0x03, 0x04}
	for _, c := range []struct {
		name   string
		change func(p *oldParts)
		want   error
	}{
		{"the standard's", func(*oldParts) {}, nil},
		{"an extension", func(p *oldParts) { p.info = sequence(sequence(oid, octets("v"))) }, nil},
		{"a default written", func(p *oldParts) { p.info = sequence(sequence(oid, []byte{1, 1, 0}, octets("v"))) }, sesread.ErrMalformed},
		{"a timestamp for a time", func(p *oldParts) { p.timeInfo = bits("\x30\x80") }, sesread.ErrTimeForm},
		{"a text for a time", func(p *oldParts) { p.timeInfo = bits("2026-03-04 12:00:00") }, sesread.ErrTimeForm},
		{"a GeneralizedTime for a time", func(p *oldParts) { p.timeInfo = tlv(asn1.TagBitString, []byte{0}, at("20260304120000Z")) }, sesread.ErrTimeForm},
		{"no time", func(p *oldParts) { p.timeInfo = bits("") }, sesread.ErrTimeForm},
		{"a UTCTime in no BIT STRING", func(p *oldParts) { p.timeInfo = utc("260304120000Z") }, sesread.ErrMalformed},
		{"a UTCTime in an OCTET STRING", func(p *oldParts) { p.timeInfo = tlv(asn1.TagOctetString, utc("260304120000Z")) }, sesread.ErrMalformed},
		{"a zone", func(p *oldParts) { p.timeInfo = tlv(asn1.TagBitString, []byte{0}, utc("260304200000+0800")) }, sesread.ErrMalformed},
		{"no seconds", func(p *oldParts) { p.timeInfo = tlv(asn1.TagBitString, []byte{0}, utc("2603041200Z")) }, sesread.ErrMalformed},
		{"something behind the time", func(p *oldParts) { p.timeInfo = tlv(asn1.TagBitString, []byte{0}, utc("260304120000Z"), []byte{0}) }, sesread.ErrMalformed},
		{"a time of version 4 in the seal", func(p *oldParts) { p.from = at("20260304120000Z") }, sesread.ErrMalformed},
		{"a list of a kind", func(p *oldParts) { p.list = append(number(1), p.list...) }, sesread.ErrMalformed},
		{"65 certificates", func(p *oldParts) { p.list = sequence(bytes.Repeat(octets("c"), 65)) }, sesread.ErrMalformed},
		{"the maker's signature as of version 4", func(p *oldParts) { p.signInfo = bytes.Join([][]byte{octets("maker"), sm2WithSM3(), bits("s")}, nil) }, sesread.ErrMalformed},
		{"a maker's other algorithm", func(p *oldParts) { p.signInfo = sequence(octets("maker"), oid, bits("s")) }, sesread.ErrAlgorithm},
		{"another algorithm", func(p *oldParts) { p.algorithm = oid }, sesread.ErrAlgorithm},
		{"a timestamp behind the value", func(p *oldParts) { p.end = tlv(0xa0, bits("token")) }, sesread.ErrMalformed},
		{"one member more that is signed", func(p *oldParts) { p.toSignEnd = number(1) }, sesread.ErrMalformed},
		{"one member more of the maker's", func(p *oldParts) { p.signInfo = sequence(octets("maker"), sm2WithSM3(), bits("s"), number(1)) }, sesread.ErrMalformed},
		{"a seal of version 4", func(p *oldParts) { p.header = sequence(ia5("ES"), number(4), ia5("v")) }, sesread.ErrMalformed},
		{"of version 4", func(p *oldParts) { p.version = number(4) }, sesread.ErrVersion},
		{"of version 2", func(p *oldParts) { p.version = number(2) }, sesread.ErrVersion},
	} {
		p := wholeOld()
		c.change(&p)
		der := p.der()
		s, err := sesread.Parse(append(bytes.Clone(der), 0, 0))
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
		if err == nil && (s.Length != len(der) || s.Version != 1 || s.Seal.Version != 1 || string(s.Certificate) != "certificate" || string(s.Seal.Maker) != "maker") {
			t.Errorf("%s: %+v", c.name, s)
		}
	}
	for n := range wholeOld().der() {
		if _, err := sesread.Parse(wholeOld().der()[:n]); err == nil {
			t.Errorf("%d bytes are read", n)
		}
	}
}

func TestYearsOfTwoDigits(t *testing.T) {
	t.Parallel()
	for digits, year := range map[string]int{"00": 2000, "26": 2026, "49": 2049, "50": 1950, "69": 1969, "99": 1999} {
		p := wholeOld()
		p.from = utc(digits + "0304120000Z")
		s, err := sesread.Parse(p.der())
		if err != nil || s.Seal.From.Year() != year {
			t.Errorf("%s: %s, %v", digits, s.Seal.From, err)
		}
	}
}

// hands are a maker of seals, a signer and another one under one root.
func hands(t *testing.T, from time.Time) (maker, signer, other oldseal.Hand) {
	t.Helper()
	issue := func(by *pki.Issuer, name string) oldseal.Hand {
		private, err := key.Generate(cms.SM2)
		if err != nil {
			t.Fatal(err)
		}
		c, err := pki.IssueSeal(t.Context(), by, private.Public(), pki.SealParams{Authority: name, Demo: true, From: from, Until: from.AddDate(2, 0, 0)})
		if err != nil {
			t.Fatal(err)
		}
		return oldseal.Hand{Certificate: c, Key: private}
	}
	private, err := key.Generate(cms.SM2)
	if err != nil {
		t.Fatal(err)
	}
	root, err := pki.NewRoot(t.Context(), private, pki.RootParams{CommonName: "印信演示根证书", From: from, Until: from.AddDate(9, 0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	return issue(root, "演示制章中心"), issue(root, "演示协会"), issue(root, "演示另一协会")
}

// made is a signature of version 1 to be made; bend changes its DER afterwards.
type made struct {
	params   oldseal.Params
	by       oldseal.Hand
	at       time.Time
	sum      []byte
	property string
	bend     func(der []byte) []byte
}

func (m made) signed(t *testing.T, maker oldseal.Hand) []byte {
	t.Helper()
	seal, err := maker.Seal(t.Context(), m.params)
	if err != nil {
		t.Fatal(err)
	}
	moment, err := oldseal.Time(m.at)
	if err != nil {
		t.Fatal(err)
	}
	der, err := m.by.Sign(t.Context(), seal, m.sum, m.property, moment)
	if err != nil {
		t.Fatal(err)
	}
	if m.bend != nil {
		der = m.bend(der)
	}
	return der
}

// replace changes the first that is there for another of the same length.
func replace(old, changed string) func([]byte) []byte {
	return func(der []byte) []byte { return bytes.Replace(der, []byte(old), []byte(changed), 1) }
}

// What each of the questions of version 4 is asked of, version 1 has, too.
func TestEachQuestionOfVersion1(t *testing.T) {
	t.Parallel()
	from := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	maker, signer, other := hands(t, from)
	sum := digest.SM3.Sum([]byte("%PDF"))
	usual := oldseal.Params{ID: "DEMO-1", Name: "演示协会", Signers: []*x509.Certificate{other.Certificate, signer.Certificate},
		Created: from, From: from, Until: from.AddDate(1, 0, 0), Picture: []byte("PNG")}
	for name, c := range map[string]struct {
		change func(m *made)
		want   error
	}{
		"the standard's":            {func(*made) {}, nil},
		"the seal's last second":    {func(m *made) { m.at = from.AddDate(1, 0, 0) }, nil},
		"a seal changed":            {func(m *made) { m.bend = replace("DEMO-1", "DEMO-2") }, sesread.ErrSealSignature},
		"a picture changed":         {func(m *made) { m.bend = replace("PNG\x04\x03PNG", "PNG\x04\x03PNH") }, sesread.ErrSealSignature},
		"signed as of version 4":    {func(m *made) { m.params.MakerSignsSealInfoOnly = true }, sesread.ErrSealSignature},
		"a signer not listed":       {func(m *made) { m.params.Signers = m.params.Signers[:1] }, sesread.ErrNotListed},
		"nobody listed":             {func(m *made) { m.params.Signers = nil }, sesread.ErrNotListed},
		"the seal had ended":        {func(m *made) { m.at = from.AddDate(1, 0, 1) }, sesread.ErrSealTime},
		"the seal had not begun":    {func(m *made) { m.at = from.Add(-time.Second) }, sesread.ErrSealTime},
		"the certificate had ended": {func(m *made) { m.at, m.params.Until = from.AddDate(2, 0, 1), from.AddDate(3, 0, 0) }, sesread.ErrSignerTime},
		"another document":          {func(m *made) { m.sum = digest.SM3.Sum([]byte("other")) }, sesread.ErrDigest},
		"another range":             {func(m *made) { m.property = sesread.Range([4]int{0, 4, 10, 21}) }, sesread.ErrRange},
		"a range of another form":   {func(m *made) { m.property = "/Doc_0" }, nil},
		"a digest changed": {func(m *made) {
			m.bend = replace(string(sum), string(digest.SM3.Sum([]byte("other"))))
		}, sesread.ErrSignature},
	} {
		m := made{params: usual, by: signer, at: from.Add(time.Hour), sum: sum, property: sesread.Range([4]int{0, 4, 10, 20})}
		c.change(&m)
		s, err := sesread.Parse(m.signed(t, maker))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := s.Check(maker.Certificate, signer.Certificate, sum, [4]int{0, 4, 10, 20}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}
