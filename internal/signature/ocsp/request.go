// Package ocsp answers whether certificates were revoked (RFC 6960): it reads
// requests, as strangers send them, and makes responses with a responder's key
// of its own. The answers of others are read by package chain.
package ocsp

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"math/big"

	"yinxin.example/yinxin/internal/signature/digest"
)

// ErrRequest is what ParseRequest fails with.
var ErrRequest = errors.New("ocsp: a malformed request")

// The bounds of a request.
const (
	MaxRequest      = 4 << 10 // bytes
	MaxCertificates = 8
	maxNonce        = 128 // RFC 9654, 2.1
	maxSerial       = 20  // RFC 5280, 4.1.2.2
)

// Request is a request that was read.
type Request struct {
	Certificates []CertID
	Nonce        []byte // to be echoed; nil for none
}

// CertID names a certificate by its issuer and serial number (RFC 6960, 4.1.1).
type CertID struct {
	DER               []byte           // as it was asked for, to be echoed
	Hash              digest.Algorithm // most ask by SHA-1 (RFC 5019, 2.1.1), which proves nothing here
	NameHash, KeyHash []byte
	Serial            *big.Int
}

// The ASN.1 of RFC 6960, 4.1.1.
type (
	request struct {
		TBS       tbsRequest
		Signature asn1.RawValue `asn1:"explicit,tag:0,optional"`
	}
	tbsRequest struct {
		Version    int           `asn1:"explicit,tag:0,default:0,optional"`
		Requestor  asn1.RawValue `asn1:"explicit,tag:1,optional"`
		List       []single
		Extensions []pkix.Extension `asn1:"explicit,tag:2,optional"`
	}
	single struct {
		ID         certID
		Extensions []pkix.Extension `asn1:"explicit,tag:0,optional"`
	}
	certID struct {
		Raw               asn1.RawContent
		Hash              pkix.AlgorithmIdentifier
		NameHash, KeyHash []byte
		Serial            *big.Int
	}
)

// ParseRequest reads an OCSPRequest in DER, signed or not; signatures are
// passed over, for anyone may ask. It fails with ErrRequest, also where a
// critical extension asks for what it does not know, and beyond the bounds.
func ParseRequest(der []byte) (*Request, error) {
	var asked request
	if len(der) > MaxRequest {
		return nil, ErrRequest
	}
	rest, err := asn1.Unmarshal(der, &asked)
	if err != nil || len(rest) > 0 || asked.TBS.Version != 0 || len(asked.TBS.List) == 0 || len(asked.TBS.List) > MaxCertificates {
		return nil, ErrRequest
	}
	var r Request
	if r.Nonce, err = nonceOf(asked.TBS.Extensions); err != nil {
		return nil, err
	}
	for _, one := range asked.TBS.List {
		if _, err := nonceOf(one.Extensions); err != nil {
			return nil, err
		}
		id := one.ID
		if id.Serial == nil || len(id.Serial.Bytes()) > maxSerial {
			return nil, ErrRequest
		}
		r.Certificates = append(r.Certificates, CertID{
			DER: id.Raw, Hash: digest.OfOID(id.Hash.Algorithm.String()), NameHash: id.NameHash, KeyHash: id.KeyHash, Serial: id.Serial,
		})
	}
	return &r, nil
}

func oidNonce() asn1.ObjectIdentifier { return asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 2} }

// nonceOf finds the nonce among extensions (RFC 9654, 2.1).
func nonceOf(extensions []pkix.Extension) (nonce []byte, err error) {
	for _, e := range extensions {
		if !e.Id.Equal(oidNonce()) {
			if e.Critical {
				return nil, ErrRequest
			}
			continue
		}
		rest, err := asn1.Unmarshal(e.Value, &nonce)
		if err != nil || len(rest) > 0 || len(nonce) == 0 || len(nonce) > maxNonce {
			return nil, ErrRequest
		}
	}
	return nonce, nil
}

// Names reports whether the certificate asked about is one that issuer issued,
// going by its name and key.
func (id CertID) Names(issuer *x509.Certificate) bool {
	if id.Hash == 0 {
		return false
	}
	return bytes.Equal(id.NameHash, id.Hash.Sum(issuer.RawSubject)) && bytes.Equal(id.KeyHash, id.Hash.Sum(keyBits(issuer)))
}

// keyBits is a certificate's public key without its algorithm.
func keyBits(c *x509.Certificate) []byte {
	var info struct {
		Algorithm pkix.AlgorithmIdentifier
		Key       asn1.BitString
	}
	if _, err := asn1.Unmarshal(c.RawSubjectPublicKeyInfo, &info); err != nil {
		return nil // x509 parsed it: it has this form
	}
	return info.Key.RightAlign()
}
