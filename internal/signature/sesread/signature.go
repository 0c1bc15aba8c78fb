package sesread

import (
	"encoding/asn1"
	"time"
)

// Signature is an SES_Signature whose contents have been read but not believed.
type Signature struct {
	Length int    // in bytes, of what was read; zeros may follow
	Signed []byte // TBS_Sign in DER: what the signer signed

	Version    int
	Seal       Seal
	Time       time.Time // of signing, as the signer says
	Digest     []byte    // SM3 of what is protected
	Property   string    // propertyInfo: what is protected
	Extensions []Extension

	Certificate []byte // the signer's, in DER
	Value       []byte // DER SEQUENCE { r, s }
	Timestamp   []byte // a TimeStampToken of Value in DER; nil for none

	algorithm string
}

// Parse reads the signature that data begins with; what follows it is left to
// the caller. It fails with ErrMalformed, ErrVersion, ErrTimeForm or
// ErrAlgorithm. Signature and seal are of one version.
func Parse(data []byte) (Signature, error) {
	outer := &cursor{rest: data}
	c, whole := outer.sequence()
	if outer.failed || len(whole) > MaxLen {
		return Signature{}, ErrMalformed
	}
	s := Signature{Length: len(whole)}
	var toSign *cursor
	toSign, s.Signed = c.sequence()
	if err := s.toSign(toSign); err != nil {
		return Signature{}, err
	}
	if s.Version != Version2014 {
		s.Certificate = c.octets()
		s.algorithm = c.dotted()
	}
	s.Value = c.bits()
	if s.Version != Version2014 && c.at(explicit0) {
		tagged := c.explicit()
		s.Timestamp = tagged.bits()
		if err := tagged.end(); err != nil {
			return Signature{}, err
		}
	}
	if err := c.end(); err != nil {
		return Signature{}, err
	}
	if s.algorithm != oidSM2WithSM3 {
		return Signature{}, ErrAlgorithm
	}
	return s, nil
}

// toSign reads TBS_Sign.
func (s *Signature) toSign(c *cursor) (err error) {
	s.Version = c.small()
	if c.failed {
		return ErrMalformed
	}
	if !isVersion(s.Version) {
		return ErrVersion
	}
	if s.Seal, err = seal(c); err != nil {
		return err
	}
	if s.Version != s.Seal.Version {
		return ErrVersion
	}
	if s.Version == Version2014 {
		return s.rest2014(c)
	}
	s.Time = c.time()
	s.Digest = c.bits()
	s.Property = c.text(asn1.TagIA5String)
	if c.at(explicit0) {
		tagged := c.explicit()
		list, _ := tagged.sequence()
		s.Extensions = list.extensions()
		if list.end() != nil || tagged.end() != nil {
			return ErrMalformed
		}
	}
	return c.end()
}
