package pki

import (
	"encoding/asn1"
	"math/big"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/der"
)

// Revocation is one certificate taken back.
type Revocation struct {
	Serial *big.Int
	At     time.Time
	Reason int // CRLReason (RFC 5280 section 5.3.1), e.g. 1 keyCompromise; 0 writes none
	// Since is the invalidityDate (RFC 5280 section 5.3.2): since when the key may
	// have been in other hands, where that is before At; zero writes none.
	Since time.Time
}

// Entries are the revocations of a list, as it will have them: a million take
// 50 MB, where values for crypto/x509 take 1 GB. The zero value has none.
type Entries struct {
	der    []byte
	latest time.Time
}

// EntriesOf are those revocations. It fails as Add does.
func EntriesOf(all ...Revocation) (e Entries, err error) {
	for _, r := range all {
		if err := e.Add(r); err != nil {
			return Entries{}, err
		}
	}
	return e, nil
}

// Latest is when the last of them was revoked; zero for none.
func (e *Entries) Latest() time.Time { return e.latest }

// Add adds a revocation. It fails with crl_params where the serial number or
// the time is missing.
func (e *Entries) Add(r Revocation) error {
	const op = "pki.Entries.Add"
	if r.Serial == nil || r.Serial.Sign() <= 0 || r.At.IsZero() {
		return fault.New(op, fault.Invalid, "crl_params")
	}
	serial := r.Serial.Bytes()
	if serial[0]&0x80 != 0 {
		serial = append([]byte{0}, serial...)
	}
	at, err := asn1.Marshal(r.At.UTC().Truncate(time.Second)) // UTCTime before 2050 (RFC 5280, 5.1.2.6)
	if err != nil {
		return fault.Wrap(op, err)
	}
	parts := [][]byte{der.Element(der.Integer, serial), at}
	var extensions []byte
	if !r.Since.IsZero() {
		since := der.Element(der.Time, []byte(r.Since.UTC().Format("20060102150405Z")))
		extensions = append(extensions, entryExtension(24, since)...)
	}
	if r.Reason != 0 {
		extensions = append(extensions, entryExtension(21, []byte{asn1.TagEnum, 1, byte(r.Reason)})...)
	}
	if len(extensions) > 0 {
		parts = append(parts, der.Element(der.Sequence, extensions))
	}
	e.der = append(e.der, der.Element(der.Sequence, parts...)...)
	if r.At.After(e.latest) {
		e.latest = r.At
	}
	return nil
}

// entryExtension is an extension of an entry that is not critical, by the last
// arc of id-ce (RFC 5280, 5.3).
func entryExtension(arc byte, value []byte) []byte {
	return der.Element(der.Sequence, []byte{asn1.TagOID, 3, 0x55, 0x1d, arc}, der.Element(der.OctetString, value))
}
