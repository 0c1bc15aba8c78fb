package chain

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"math/big"
	"time"

	"yinxin.example/yinxin/internal/signature/digest"
)

// ErrAnswer is what ParseAnswer fails with.
var ErrAnswer = errors.New("chain: no successful basic OCSP response")

const (
	maxSingles    = 1000
	maxResponders = 8
)

// Answer is an OCSP response (RFC 6960, 4.2), read but not yet believed.
type Answer struct {
	tbs          []byte
	algorithm    asn1.ObjectIdentifier
	signature    []byte
	certificates []*x509.Certificate
	byName       []byte // DER of the responder's name, or
	byKey        []byte // SHA-1 of its public key
	produced     time.Time
	singles      []singleResponse
}

// The ASN.1 of RFC 6960, 4.2.1.
type (
	ocspResponse struct {
		Status   asn1.Enumerated
		Response struct {
			Type  asn1.ObjectIdentifier
			Bytes []byte
		} `asn1:"explicit,tag:0,optional"`
	}
	basicResponse struct {
		Data         responseData
		Algorithm    pkix.AlgorithmIdentifier
		Signature    asn1.BitString
		Certificates []asn1.RawValue `asn1:"explicit,tag:0,optional"`
	}
	responseData struct {
		Raw        asn1.RawContent
		Version    int `asn1:"optional,default:0,explicit,tag:0"`
		Responder  asn1.RawValue
		Produced   time.Time `asn1:"generalized"`
		Singles    []singleResponse
		Extensions []pkix.Extension `asn1:"explicit,tag:1,optional"`
	}
	singleResponse struct {
		ID         certID
		Good       asn1.Flag        `asn1:"tag:0,optional"`
		Revoked    revokedInfo      `asn1:"tag:1,optional"`
		Unknown    asn1.Flag        `asn1:"tag:2,optional"`
		This       time.Time        `asn1:"generalized"`
		Next       time.Time        `asn1:"generalized,explicit,tag:0,optional"`
		Extensions []pkix.Extension `asn1:"explicit,tag:1,optional"`
	}
	certID struct {
		Hash              pkix.AlgorithmIdentifier
		NameHash, KeyHash []byte
		Serial            *big.Int
	}
	revokedInfo struct {
		At     time.Time       `asn1:"generalized"`
		Reason asn1.Enumerated `asn1:"explicit,tag:0,optional"`
	}
)

// ParseAnswer reads an OCSPResponse or a BasicOCSPResponse in DER. It fails
// with ErrAnswer.
func ParseAnswer(der []byte) (*Answer, error) {
	var whole ocspResponse
	if rest, err := asn1.Unmarshal(der, &whole); err == nil && len(rest) == 0 {
		basic := asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 1}
		if whole.Status != 0 || !whole.Response.Type.Equal(basic) {
			return nil, ErrAnswer
		}
		der = whole.Response.Bytes
	}
	var b basicResponse
	if rest, err := asn1.Unmarshal(der, &b); err != nil || len(rest) > 0 || len(b.Data.Singles) > maxSingles || len(b.Certificates) > maxResponders {
		return nil, ErrAnswer
	}
	a := &Answer{tbs: b.Data.Raw, algorithm: b.Algorithm.Algorithm, signature: b.Signature.RightAlign(),
		produced: b.Data.Produced, singles: b.Data.Singles}
	for _, e := range b.Data.Extensions {
		if e.Critical {
			return nil, ErrAnswer
		}
	}
	switch b.Data.Responder.Tag {
	case 1:
		a.byName = b.Data.Responder.Bytes
	case 2:
		if rest, err := asn1.Unmarshal(b.Data.Responder.Bytes, &a.byKey); err != nil || len(rest) > 0 {
			return nil, ErrAnswer
		}
	default:
		return nil, ErrAnswer
	}
	ders := make([][]byte, len(b.Certificates))
	for i, c := range b.Certificates {
		ders[i] = c.FullBytes
	}
	a.certificates = Parse(ders)
	return a, nil
}

func signatureAlgorithm(oid asn1.ObjectIdentifier) x509.SignatureAlgorithm {
	switch oid.String() {
	case "1.2.840.113549.1.1.11":
		return x509.SHA256WithRSA
	case "1.2.840.113549.1.1.12":
		return x509.SHA384WithRSA
	case "1.2.840.113549.1.1.13":
		return x509.SHA512WithRSA
	case "1.2.840.10045.4.3.2":
		return x509.ECDSAWithSHA256
	case "1.2.840.10045.4.3.3":
		return x509.ECDSAWithSHA384
	case "1.2.840.10045.4.3.4":
		return x509.ECDSAWithSHA512
	case "1.3.101.112":
		return x509.PureEd25519
	}
	return x509.UnknownSignatureAlgorithm
}

// says gives what the answer says of a certificate; ok is false where it does
// not speak of it.
func (a *Answer) says(cert, issuer *x509.Certificate) (w word, ok bool) {
	for _, s := range a.singles {
		if s.ID.Serial == nil || s.ID.Serial.Cmp(cert.SerialNumber) != 0 || !s.ID.names(issuer) || bool(s.Unknown) || criticalIn(s.Extensions) {
			continue
		}
		w = word{this: s.This, next: s.Next, clears: bool(s.Good)}
		if !s.Good {
			w.revoked, w.lost = earliest(s.Revoked.At, s.Extensions), compromised(int(s.Revoked.Reason))
		}
		return w, true
	}
	return word{}, false
}

// About reports whether the answer speaks of a certificate that one of the
// given ones issued.
func (a *Answer) About(issuers []*x509.Certificate) bool {
	for _, s := range a.singles {
		for _, issuer := range issuers {
			if s.ID.names(issuer) {
				return true
			}
		}
	}
	return false
}

func criticalIn(extensions []pkix.Extension) bool {
	for _, e := range extensions {
		if e.Critical {
			return true
		}
	}
	return false
}

func (id certID) names(issuer *x509.Certificate) bool {
	hash := digest.OfOID(id.Hash.Algorithm.String())
	return hash != 0 && bytes.Equal(hash.Sum(issuer.RawSubject), id.NameHash) && bytes.Equal(hash.Sum(keyBits(issuer)), id.KeyHash)
}

// keyBits is the certificate's public key without its algorithm.
func keyBits(c *x509.Certificate) []byte {
	var info struct {
		Algorithm pkix.AlgorithmIdentifier
		Key       asn1.BitString
	}
	if _, err := asn1.Unmarshal(c.RawSubjectPublicKeyInfo, &info); err != nil {
		return nil
	}
	return info.Key.RightAlign()
}
