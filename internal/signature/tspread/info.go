package tspread

import (
	"crypto"
	"encoding/asn1"
	"math/big"
	"time"
)

// Info is a TSTInfo (RFC 3161, 2.4.2) without its extensions, of which none
// that is critical is known here.
type Info struct {
	Policy   string // dotted OID
	Hash     crypto.Hash
	Digest   []byte
	Serial   *big.Int
	Time     time.Time
	Accuracy time.Duration // 0 where none is said
	Nonce    *big.Int      // nil for none
}

// parseInfo reads a TSTInfo in DER.
func parseInfo(der []byte) (i Info, err error) {
	m, err := split(der)
	if err != nil || len(m) < 5 {
		return i, ErrMalformed
	}
	if version, err := small(m[0], 1); err != nil || version != 1 {
		return i, ErrMalformed
	}
	if i.Policy, err = dotted(m[1]); err != nil {
		return i, err
	}
	if i.Hash, i.Digest, err = imprint(m[2]); err != nil {
		return i, err
	}
	if i.Serial, err = integer(m[3]); err != nil {
		return i, err
	}
	if !is(m[4], asn1.TagGeneralizedTime) {
		return i, ErrMalformed
	}
	if _, err := asn1.UnmarshalWithParams(m[4].FullBytes, &i.Time, "generalized"); err != nil || m[4].Bytes[len(m[4].Bytes)-1] != 'Z' {
		return i, ErrMalformed
	}
	return i, i.options(m[5:])
}

// options reads what may stand after the time: accuracy, ordering, nonce, the
// authority's name [0] and extensions [1], in this order.
func (i *Info) options(m []asn1.RawValue) (err error) {
	if len(m) > 0 && is(m[0], asn1.TagSequence) {
		if i.Accuracy, err = accuracy(m[0].Bytes); err != nil {
			return err
		}
		m = m[1:]
	}
	if len(m) > 0 && is(m[0], asn1.TagBoolean) {
		m = m[1:]
	}
	if len(m) > 0 && is(m[0], asn1.TagInteger) {
		if i.Nonce, err = integer(m[0]); err != nil {
			return err
		}
		m = m[1:]
	}
	if len(m) > 0 && tagged(m[0], 0, true) {
		m = m[1:]
	}
	if len(m) > 0 && tagged(m[0], 1, true) {
		if err := uncritical(m[0].Bytes); err != nil {
			return err
		}
		m = m[1:]
	}
	if len(m) > 0 {
		return ErrMalformed
	}
	return nil
}

// accuracy reads seconds, milliseconds [0] and microseconds [1], each optional.
func accuracy(content []byte) (d time.Duration, err error) {
	const most = 999
	m, err := members(content)
	if err != nil {
		return 0, err
	}
	if len(m) > 0 && is(m[0], asn1.TagInteger) {
		seconds, err := small(m[0], int64((365*24*time.Hour)/time.Second))
		if err != nil {
			return 0, err
		}
		d, m = time.Duration(seconds)*time.Second, m[1:]
	}
	for tag, unit := range []time.Duration{time.Millisecond, time.Microsecond} {
		if len(m) == 0 || !tagged(m[0], tag, false) {
			continue
		}
		n := new(big.Int).SetBytes(m[0].Bytes)
		if len(m[0].Bytes) == 0 || m[0].Bytes[0] >= 0x80 || !n.IsInt64() || n.Int64() < 1 || n.Int64() > most {
			return 0, ErrMalformed
		}
		d, m = d+time.Duration(n.Int64())*unit, m[1:]
	}
	if len(m) > 0 {
		return 0, ErrMalformed
	}
	return d, nil
}

// uncritical reads Extensions and refuses those that must be understood.
func uncritical(content []byte) error {
	all, err := members(content)
	if err != nil {
		return err
	}
	for _, e := range all {
		m, err := members(e.Bytes)
		if err != nil || !is(e, asn1.TagSequence) || len(m) < 2 || len(m) > 3 {
			return ErrMalformed
		}
		if len(m) == 3 && !(is(m[1], asn1.TagBoolean) && len(m[1].Bytes) == 1 && m[1].Bytes[0] == 0) {
			return ErrExtension
		}
	}
	return nil
}
