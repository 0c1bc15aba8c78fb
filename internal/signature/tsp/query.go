package tsp

import (
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
)

// messageImprint is RFC 3161, 2.4.1.
type messageImprint struct {
	Algorithm pkix.AlgorithmIdentifier
	Digest    []byte
}

func imprintOf(digest []byte) messageImprint {
	return messageImprint{pkix.AlgorithmIdentifier{Algorithm: sha256OID(), Parameters: asn1.NullRawValue}, digest}
}

func sha256OID() asn1.ObjectIdentifier { return asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1} }

// Query writes a TimeStampReq (RFC 3161, 2.4.1) in DER for a SHA-256, which
// asks for the maker's certificate. policy is a dotted OID, "" for any; an
// unreadable one is an error.
func Query(digest []byte, nonce *big.Int, policy string) ([]byte, error) {
	if err := CheckDigest("tsp.Query", digest); err != nil {
		return nil, err
	}
	if policy == "" {
		return asn1.Marshal(struct {
			Version      int
			Imprint      messageImprint
			Nonce        *big.Int
			Certificates bool
		}{1, imprintOf(digest), nonce, true})
	}
	oid, err := policyOID(policy)
	if err != nil {
		return nil, err
	}
	return asn1.Marshal(struct {
		Version      int
		Imprint      messageImprint
		Policy       asn1.RawValue
		Nonce        *big.Int
		Certificates bool
	}{1, imprintOf(digest), oid, nonce, true})
}

// NewNonce draws 64 bits at random, which a requester uses once.
func NewNonce() (*big.Int, error) {
	const bits = 64
	return rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), bits))
}

// policyOID is an OBJECT IDENTIFIER with arcs of any size.
func policyOID(dotted string) (asn1.RawValue, error) {
	oid, err := x509.ParseOID(dotted)
	if err != nil {
		return asn1.RawValue{}, err
	}
	content, err := oid.MarshalBinary()
	return asn1.RawValue{Tag: asn1.TagOID, Bytes: content}, err
}
