package ocsp

import (
	"context"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/digest"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pki"
)

// Refusal is why there is no answer (RFC 6960, 4.2.1).
type Refusal int

// The refusals.
const (
	MalformedRequest Refusal = 1
	InternalError    Refusal = 2
	Unauthorized     Refusal = 6 // not a certificate that is answered for here
)

// Refuse is the response that says so, which nobody signs.
func Refuse(why Refusal) []byte { return []byte{0x30, 3, 0x0a, 1, byte(why)} }

// Status is what is said of a certificate.
type Status int

// The states (RFC 6960, 2.2).
const (
	Good    Status = 0
	Revoked Status = 1
	Unknown Status = 2 // never issued
)

// Single is the answer about one certificate.
type Single struct {
	ID        CertID
	Status    Status
	RevokedAt time.Time // of Revoked, as Reason and Since: see pki.Revocation
	Reason    int
	Since     time.Time
}

// Times are those of an answer.
type Times struct {
	This, Next time.Time // when it was so, and by when it may be asked again
	// Cutoff says that what ended at this time or later is still answered for
	// (RFC 6960, 4.4.4).
	Cutoff time.Time
}

// Responder signs for an issuer with a key of its own, which exists nowhere but
// in this process. It is safe for concurrent use.
type Responder struct {
	Certificate *x509.Certificate
	key         *key.Private
	byKey       []byte // DER of [2] EXPLICIT KeyHash
}

// NewResponder makes a key, SM2 under an issuer's of SM2 and P-256 under any
// other, and has the issuer certify it.
func NewResponder(ctx context.Context, by *pki.Issuer, from, until time.Time) (*Responder, error) {
	const op = "ocsp.NewResponder"
	algorithm := cms.P256
	if by.Key.Algorithm() == cms.SM2 {
		algorithm = cms.SM2
	}
	private, err := key.Generate(algorithm)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	certificate, err := pki.IssueResponder(ctx, by, private.Public(), from, until)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	name, err := asn1.MarshalWithParams(digest.SHA1.Sum(keyBits(certificate)), "explicit,tag:2")
	return &Responder{certificate, private, name}, fault.Wrap(op, err)
}

// The ASN.1 of RFC 6960, 4.2.1.
type (
	response struct {
		Status asn1.Enumerated
		Bytes  responseBytes `asn1:"explicit,tag:0"`
	}
	responseBytes struct {
		Type  asn1.ObjectIdentifier
		Basic []byte
	}
	basicResponse struct {
		Data         asn1.RawValue
		Algorithm    asn1.RawValue
		Signature    asn1.BitString
		Certificates []asn1.RawValue `asn1:"explicit,tag:0"`
	}
	responseData struct {
		Responder  asn1.RawValue
		Produced   time.Time `asn1:"generalized"`
		Singles    []singleResponse
		Extensions []pkix.Extension `asn1:"explicit,tag:1,optional,omitempty"`
	}
	singleResponse struct {
		ID         asn1.RawValue
		Status     asn1.RawValue
		This       time.Time        `asn1:"generalized"`
		Next       time.Time        `asn1:"generalized,explicit,tag:0"`
		Extensions []pkix.Extension `asn1:"explicit,tag:1,optional,omitempty"`
	}
	revokedInfo struct {
		At     time.Time       `asn1:"generalized"`
		Reason asn1.Enumerated `asn1:"explicit,tag:0,optional"`
	}
)

// Respond signs an answer about certificates, DER, with the nonce where there
// is one.
func (r *Responder) Respond(ctx context.Context, singles []Single, nonce []byte, at Times) ([]byte, error) {
	const op = "ocsp.Respond"
	data := responseData{Responder: asn1.RawValue{FullBytes: r.byKey}, Produced: second(at.This)}
	for _, s := range singles {
		one, err := s.encode(at)
		if err != nil {
			return nil, fault.Wrap(op, err)
		}
		data.Singles = append(data.Singles, one)
	}
	if nonce != nil {
		value, err := asn1.Marshal(nonce)
		if err != nil {
			return nil, fault.Wrap(op, err)
		}
		data.Extensions = []pkix.Extension{{Id: oidNonce(), Value: value}}
	}
	tbs, err := asn1.Marshal(data)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	algorithm, signature, err := pki.SignatureOver(ctx, r.key, tbs)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	basic, err := asn1.Marshal(basicResponse{
		Data:         asn1.RawValue{FullBytes: tbs},
		Algorithm:    algorithm,
		Signature:    signature,
		Certificates: []asn1.RawValue{{FullBytes: r.Certificate.Raw}},
	})
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	der, err := asn1.Marshal(response{Bytes: responseBytes{asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 1}, basic}})
	return der, fault.Wrap(op, err)
}

func (s Single) encode(at Times) (one singleResponse, err error) {
	one = singleResponse{ID: asn1.RawValue{FullBytes: s.ID.DER}, This: second(at.This), Next: second(at.Next)}
	one.Status = asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: int(s.Status)}
	if s.Status == Revoked {
		one.Status.FullBytes, err = asn1.MarshalWithParams(revokedInfo{second(s.RevokedAt), asn1.Enumerated(s.Reason)}, "tag:1")
		if err != nil {
			return one, err
		}
	}
	for _, said := range []struct {
		id asn1.ObjectIdentifier
		at time.Time
	}{
		{asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 6}, at.Cutoff}, // id-pkix-ocsp-archive-cutoff
		{asn1.ObjectIdentifier{2, 5, 29, 24}, s.Since},                    // RFC 5280, 5.3.2
	} {
		if said.at.IsZero() {
			continue
		}
		e, err := pki.TimeExtension(said.id, said.at)
		if err != nil {
			return one, err
		}
		one.Extensions = append(one.Extensions, e)
	}
	return one, nil
}

// second is a time as GeneralizedTime has it.
func second(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }
