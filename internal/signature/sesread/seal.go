package sesread

import (
	"encoding/asn1"
	"time"
)

// Versions of the header that are read.
const (
	Version2014 = 1 // GM/T 0031-2014
	Version2020 = 4 // GB/T 38540-2020
	Version2025 = 5 // GM/T 0031-2025
)

func isVersion(n int) bool { return n == Version2014 || n == Version2020 || n == Version2025 }

// Kinds of the list of signers (certListType). Version 1 lists certificates.
const (
	ListsCertificates = 1
	ListsDigests      = 2
)

// Seal is an SESeal whose contents have been read but not believed.
type Seal struct {
	DER    []byte // the whole
	Info   []byte // SES_SealInfo in DER
	Signed []byte // what the maker signed, in DER

	Version int
	Vendor  string
	ID      string
	Type    int
	Name    string

	ListType     int
	Certificates [][]byte // DER of those who may sign with it, where ListType says so
	Digests      []CertificateDigest

	CreatedAt, From, Until time.Time
	Picture                Picture
	Extensions             []Extension

	Maker     []byte // the maker's certificate in DER
	Signature []byte // DER SEQUENCE { r, s }
	Timestamp []byte // a TimeStampToken in DER, from version 5 on; nil for none
}

// CertificateDigest names a signer's certificate by its digest.
type CertificateDigest struct {
	Type  string // of the digest, e.g. "SM3"
	Value []byte
}

// Picture is what the seal looks like; its sides are in millimetres.
type Picture struct {
	Type          string // "PNG", "SVG", …
	Data          []byte
	Width, Height int
}

// Extension is one that others defined.
type Extension struct {
	OID      string
	Critical bool
	Value    []byte
}

// ParseSeal reads a seal. It fails with ErrMalformed, ErrVersion or
// ErrAlgorithm.
func ParseSeal(der []byte) (Seal, error) {
	if len(der) > MaxLen {
		return Seal{}, ErrMalformed
	}
	outer := &cursor{rest: der}
	s, err := seal(outer)
	if err == nil {
		err = outer.end()
	}
	if err != nil {
		return Seal{}, err
	}
	return s, nil
}

// seal reads the SESeal that comes next.
func seal(outer *cursor) (s Seal, err error) {
	var c, info *cursor
	c, s.DER = outer.sequence()
	info, s.Info = c.sequence()
	if err := s.info(info); err != nil {
		return s, err
	}
	var algorithm string
	if s.Version == Version2014 {
		algorithm, err = s.signInfo(c)
	} else {
		algorithm, err = s.makersSignature(c)
	}
	if err != nil {
		return s, err
	}
	if err := c.end(); err != nil {
		return s, err
	}
	if algorithm != oidSM2WithSM3 {
		return s, ErrAlgorithm
	}
	return s, nil
}

// makersSignature reads what stands behind SES_SealInfo.
func (s *Seal) makersSignature(c *cursor) (algorithm string, err error) {
	s.Signed = s.Info
	s.Maker = c.octets()
	algorithm = c.dotted()
	s.Signature = c.bits()
	if s.Version >= Version2025 && c.at(explicit0) {
		tagged := c.explicit()
		s.Timestamp = tagged.bits()
		err = tagged.end()
	}
	return algorithm, err
}

const explicit0 = 0xa0

// info reads SES_SealInfo. The version is looked at first: what follows the
// header of another may be anything.
func (s *Seal) info(c *cursor) error {
	header, _ := c.sequence()
	id := header.text(asn1.TagIA5String)
	s.Version = header.small()
	s.Vendor = header.text(asn1.TagIA5String)
	if header.end() != nil || id != "ES" {
		return ErrMalformed
	}
	if !isVersion(s.Version) {
		return ErrVersion
	}
	s.ID = c.text(asn1.TagIA5String)
	property, _ := c.sequence()
	read := s.property
	if s.Version == Version2014 {
		read = s.property2014
	}
	if err := read(property); err != nil {
		return err
	}
	picture, _ := c.sequence()
	s.Picture = Picture{Type: picture.text(asn1.TagIA5String), Data: picture.octets(), Width: picture.small(), Height: picture.small()}
	if err := picture.end(); err != nil {
		return err
	}
	if len(c.rest) > 0 {
		list, _ := c.sequence()
		s.Extensions = list.extensions()
		if err := list.end(); err != nil {
			return err
		}
	}
	return c.end()
}

func (s *Seal) property(c *cursor) error {
	s.Type = c.small()
	s.Name = c.text(asn1.TagUTF8String)
	s.ListType = c.small()
	if err := s.signers(c); err != nil {
		return err
	}
	s.CreatedAt, s.From, s.Until = c.time(), c.time(), c.time()
	return c.end()
}

// signers reads the list of those who may sign, of the kind ListType.
func (s *Seal) signers(c *cursor) error {
	list, _ := c.sequence()
	for n := 0; !list.failed && len(list.rest) > 0; n++ {
		if n == maxCertificates {
			return ErrMalformed
		}
		switch s.ListType {
		case ListsCertificates:
			s.Certificates = append(s.Certificates, list.octets())
		case ListsDigests:
			d, _ := list.sequence()
			s.Digests = append(s.Digests, CertificateDigest{Type: d.text(asn1.TagPrintableString), Value: d.octets()})
			if err := d.end(); err != nil {
				return err
			}
		default:
			return ErrMalformed
		}
	}
	return list.end()
}

// extensions reads ExtensionDatas to its end. FALSE, the default of critical,
// is not written in DER.
func (c *cursor) extensions() (out []Extension) {
	for !c.failed && len(c.rest) > 0 {
		e, _ := c.sequence()
		read := Extension{OID: e.dotted()}
		if e.at(asn1.TagBoolean) {
			v := e.universal(asn1.TagBoolean)
			read.Critical = true
			if len(v.Bytes) != 1 || v.Bytes[0] != 0xff {
				c.failed = true
			}
		}
		read.Value = e.octets()
		if e.end() != nil || len(out) == maxExtensions {
			c.failed = true
		}
		out = append(out, read)
	}
	return out
}
