package sesread

import (
	"encoding/asn1"

	"yinxin.example/yinxin/internal/signature/der"
)

// property2014 reads SES_ESPropertyInfo of GM/T 0031-2014: the signers are
// certificates, and times have years of two digits.
func (s *Seal) property2014(c *cursor) error {
	s.Type = c.small()
	s.Name = c.text(asn1.TagUTF8String)
	s.ListType = ListsCertificates
	if err := s.signers(c); err != nil {
		return err
	}
	s.CreatedAt, s.From, s.Until = c.utcTime(), c.utcTime(), c.utcTime()
	return c.end()
}

// signInfo reads SES_SignInfo of GM/T 0031-2014. There the maker signs a
// SEQUENCE of SES_SealInfo, its own certificate and the algorithm's identifier,
// which stand next to one another but in no SEQUENCE of theirs.
func (s *Seal) signInfo(outer *cursor) (algorithm string, err error) {
	c, _ := outer.sequence()
	before := c.rest
	s.Maker = c.octets()
	algorithm = c.dotted()
	s.Signed = der.Element(der.Sequence, s.Info, before[:len(before)-len(c.rest)])
	s.Signature = c.bits()
	return algorithm, c.end()
}

// rest2014 reads what stands behind the seal in TBS_Sign of GM/T 0031-2014. The
// signer's certificate and the algorithm are signed there. timeInfo is a BIT
// STRING, of a timestamp or of a UTCTime: what is no UTCTime begins with another
// octet, and is ErrTimeForm, since nothing says what such a timestamp is of.
func (s *Signature) rest2014(c *cursor) error {
	moment := cursor{rest: c.bits()}
	s.Digest = c.bits()
	s.Property = c.text(asn1.TagIA5String)
	s.Certificate = c.octets()
	s.algorithm = c.dotted()
	if err := c.end(); err != nil {
		return err
	}
	if !moment.at(asn1.TagUTCTime) {
		return ErrTimeForm
	}
	s.Time = moment.utcTime()
	return moment.end()
}
