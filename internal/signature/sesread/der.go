package sesread

import (
	"crypto/x509"
	"encoding/asn1"
	"time"
	"unicode/utf8"
)

// cursor reads the members of one SEQUENCE in their order. After the first that
// is not what was asked for, it reads nothing more and failed says so.
type cursor struct {
	rest   []byte
	failed bool
}

func (c *cursor) next(class, tag int, constructed bool) asn1.RawValue {
	var v asn1.RawValue
	if c.failed {
		return v
	}
	rest, err := asn1.Unmarshal(c.rest, &v)
	if err != nil || v.Class != class || v.Tag != tag || v.IsCompound != constructed {
		c.failed = true
		return asn1.RawValue{}
	}
	c.rest = rest
	return v
}

func (c *cursor) universal(tag int) asn1.RawValue {
	return c.next(asn1.ClassUniversal, tag, tag == asn1.TagSequence)
}

// at reports whether the next member begins with an identifier octet.
func (c *cursor) at(identifier byte) bool {
	return !c.failed && len(c.rest) > 0 && c.rest[0] == identifier
}

// sequence gives a cursor over the next member, and its whole DER.
func (c *cursor) sequence() (*cursor, []byte) {
	v := c.universal(asn1.TagSequence)
	return &cursor{rest: v.Bytes, failed: c.failed}, v.FullBytes
}

// small reads an INTEGER between 0 and 2^31-1.
func (c *cursor) small() int {
	v := c.universal(asn1.TagInteger)
	var n int32
	if c.failed {
		return 0
	}
	if _, err := asn1.Unmarshal(v.FullBytes, &n); err != nil || n < 0 {
		c.failed = true
	}
	return int(n)
}

func (c *cursor) octets() []byte { return c.universal(asn1.TagOctetString).Bytes }

// text reads an IA5String, PrintableString or UTF8String.
func (c *cursor) text(tag int) string {
	text := string(c.universal(tag).Bytes)
	if len(text) > maxText || !utf8.ValidString(text) {
		c.failed = true
	}
	for _, r := range text {
		if tag != asn1.TagUTF8String && r >= utf8.RuneSelf {
			c.failed = true
		}
	}
	return text
}

func (c *cursor) dotted() string {
	v := c.universal(asn1.TagOID)
	var oid x509.OID
	if c.failed || oid.UnmarshalBinary(v.Bytes) != nil {
		c.failed = true
		return ""
	}
	return oid.String()
}

// bits reads a BIT STRING of whole octets.
func (c *cursor) bits() []byte {
	v := c.universal(asn1.TagBitString)
	if c.failed || len(v.Bytes) == 0 || v.Bytes[0] != 0 {
		c.failed = true
		return nil
	}
	return v.Bytes[1:]
}

// time reads a GeneralizedTime in DER: UTC, no fraction (X.690, 11.7, and the
// standard's own form YYYYMMDDHHMMSSZ).
func (c *cursor) time() time.Time {
	const form = "20060102150405Z"
	text := string(c.universal(asn1.TagGeneralizedTime).Bytes)
	t, err := time.Parse(form, text)
	if err != nil || len(text) != len(form) { // time.Parse takes a fraction that the form has not
		c.failed = true
	}
	return t
}

// utcTime reads a UTCTime in DER (X.690, 11.8): to the second and in UTC. Its two
// digits of the year are those of 1950 to 2049 (RFC 5280, 4.1.2.5.1).
func (c *cursor) utcTime() time.Time {
	const form, century = "060102150405Z", 100
	text := string(c.universal(asn1.TagUTCTime).Bytes)
	t, err := time.Parse(form, text)
	if err != nil || len(text) != len(form) {
		c.failed = true
	}
	if t.Year() >= 2050 {
		t = t.AddDate(-century, 0, 0)
	}
	return t
}

// end says what reading to the end came to.
func (c *cursor) end() error {
	if c.failed || len(c.rest) > 0 {
		return ErrMalformed
	}
	return nil
}

// explicit gives a cursor over what an explicit tag [0] holds.
func (c *cursor) explicit() *cursor {
	v := c.next(asn1.ClassContextSpecific, 0, true)
	return &cursor{rest: v.Bytes, failed: c.failed}
}
