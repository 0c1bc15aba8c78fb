// Package pfx reads files of PKCS #12 (RFC 7292) under a password, in DER or the
// BER that some makers write: the private keys and certificates that lie in
// them, whatever kind of key it is. It believes nothing of what it finds.
package pfx

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"

	"yinxin.example/yinxin/internal/signature/cmsread"
	"yinxin.example/yinxin/internal/signature/pbe"
)

// ErrMalformed is what opening fails with where a file is no PKCS #12 of
// version 3, or has more parts than a key with its chain.
var ErrMalformed = errors.New("pfx: malformed")

const (
	version  = 3 // of RFC 7292
	maxSafes = 16
	maxBags  = 128
)

// Contents is what lay in a file.
type Contents struct {
	Keys         [][]byte // PKCS #8 in DER, in the clear
	Certificates [][]byte // X.509 in DER
}

// Clear overwrites the keys.
func (c Contents) Clear() {
	for _, k := range c.Keys {
		clear(k)
	}
}

// pdu is PFX (RFC 7292, 4).
type pdu struct {
	Version  int
	AuthSafe contentInfo
	MAC      macData `asn1:"optional"`
}

type contentInfo struct {
	Type    asn1.ObjectIdentifier
	Content asn1.RawValue `asn1:"tag:0,explicit,optional"`
}

type macData struct {
	Digest struct {
		Algorithm pkix.AlgorithmIdentifier
		Value     []byte
	}
	Salt       []byte
	Iterations int `asn1:"optional,default:1"`
}

const (
	oidData          = "1.2.840.113549.1.7.1"
	oidEncryptedData = "1.2.840.113549.1.7.6"
)

// Open reads a file. It fails with ErrMalformed and as package pbe does. A file
// without a MAC is read: whose key it has, its certificate says.
func Open(file []byte, password string) (Contents, error) {
	var outer pdu
	if err := unmarshal(file, &outer); err != nil {
		return Contents{}, err
	}
	if outer.Version != version {
		return Contents{}, ErrMalformed
	}
	if outer.AuthSafe.Type.String() != oidData {
		return Contents{}, pbe.ErrUnsupported // signed with a key, not under a password
	}
	var authenticated []byte
	if err := unmarshal(outer.AuthSafe.Content.Bytes, &authenticated); err != nil {
		return Contents{}, err
	}
	r := reader{opener: pbe.New(password)}
	if mac := outer.MAC; mac.Digest.Algorithm.Algorithm != nil {
		err := r.opener.Check(pbe.MAC{
			Algorithm: mac.Digest.Algorithm, Value: mac.Digest.Value, Salt: mac.Salt, Iterations: mac.Iterations,
		}, authenticated)
		if err != nil {
			return Contents{}, err
		}
		r.checked = true
	}
	var safes []contentInfo
	if err := unmarshal(authenticated, &safes); err != nil {
		return Contents{}, err
	}
	if len(safes) > maxSafes {
		return Contents{}, ErrMalformed
	}
	for _, safe := range safes {
		if err := r.safe(safe); err != nil {
			r.found.Clear()
			return Contents{}, err
		}
	}
	return r.found, nil
}

// reader reads the safes of one file.
type reader struct {
	opener  *pbe.Opener
	checked bool // the MAC said that the password is right
	bags    int
	found   Contents
}

// unmarshal reads the whole of an element of DER or BER.
func unmarshal(ber []byte, into any) error {
	der, err := cmsread.DER(ber)
	if err != nil {
		return ErrMalformed
	}
	if rest, err := asn1.Unmarshal(der, into); err != nil || len(rest) > 0 {
		return ErrMalformed
	}
	return nil
}
