package tspread

import (
	"encoding/asn1"
	"fmt"
	"strings"
	"unicode/utf8"
)

// MaxResponse is how long a response may be, in bytes.
const MaxResponse = 64 << 10

// PKIStatus and PKIFailureInfo (RFC 3161, 2.4.2).
const (
	Granted         = 0
	GrantedWithMods = 1
	Rejection       = 2

	BadAlg              = 0
	BadRequest          = 2
	BadDataFormat       = 5
	TimeNotAvailable    = 14
	UnacceptedPolicy    = 15
	UnacceptedExtension = 16
	AddInfoNotAvailable = 17
	SystemFailure       = 25
)

// RefusedError is a response without a token.
type RefusedError struct {
	Status  int
	Failure int    // the first bit of PKIFailureInfo that is set; -1 for none
	Text    string // the authority's own words, cut off and on one line
}

// Error implements error.
func (e *RefusedError) Error() string {
	return fmt.Sprintf("tspread: refused with status %d, failure %d: %q", e.Status, e.Failure, e.Text)
}

// ParseResponse reads a TimeStampResp in DER and returns the token it grants,
// as it stands. It fails with ErrMalformed and with *RefusedError.
func ParseResponse(der []byte) (token []byte, err error) {
	if len(der) > MaxResponse {
		return nil, ErrMalformed
	}
	m, err := split(der)
	if err != nil || len(m) == 0 || len(m) > 2 || !is(m[0], asn1.TagSequence) {
		return nil, ErrMalformed
	}
	refused, err := status(m[0].Bytes)
	if err != nil {
		return nil, err
	}
	granted := refused.Status == Granted || refused.Status == GrantedWithMods
	if granted != (len(m) == 2) {
		return nil, ErrMalformed
	}
	if !granted {
		return nil, refused
	}
	return m[1].FullBytes, nil
}

// status reads PKIStatusInfo.
func status(content []byte) (*RefusedError, error) {
	const last = 5 // revocationNotification
	m, err := members(content)
	if err != nil || len(m) == 0 || len(m) > 3 {
		return nil, ErrMalformed
	}
	r := &RefusedError{Failure: -1}
	if r.Status, err = small(m[0], last); err != nil {
		return nil, err
	}
	m = m[1:]
	if len(m) > 0 && is(m[0], asn1.TagSequence) {
		if r.Text, err = text(m[0].Bytes); err != nil {
			return nil, err
		}
		m = m[1:]
	}
	if len(m) > 0 && is(m[0], asn1.TagBitString) {
		var bits asn1.BitString
		if _, err := asn1.Unmarshal(m[0].FullBytes, &bits); err != nil {
			return nil, ErrMalformed
		}
		for i := 0; i < bits.BitLength && r.Failure < 0; i++ {
			if bits.At(i) == 1 {
				r.Failure = i
			}
		}
		m = m[1:]
	}
	if len(m) > 0 {
		return nil, ErrMalformed
	}
	return r, nil
}

// text joins PKIFreeText, whose words end in logs.
func text(content []byte) (string, error) {
	const longest = 200 // bytes
	m, err := members(content)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, v := range m {
		if !is(v, asn1.TagUTF8String) || !utf8.Valid(v.Bytes) {
			return "", ErrMalformed
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.Write(v.Bytes)
	}
	said := strings.Join(strings.Fields(b.String()), " ")
	if len(said) > longest {
		said = strings.ToValidUTF8(said[:longest], "")
	}
	return said, nil
}
