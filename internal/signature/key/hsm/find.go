//go:build pkcs11

package hsm

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/asn1"
	"errors"
	"math"
	"math/big"

	"github.com/miekg/pkcs11"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
)

// pair is a key in a token.
type pair struct {
	private   pkcs11.ObjectHandle
	public    crypto.PublicKey
	algorithm key.Algorithm
}

// pair returns the one key that a reference names.
func (l *link) pair(s handle, reference string) (*pair, error) {
	if known, ok := l.keys.Load(reference); ok {
		return known.(*pair), nil
	}
	r, err := ParseReference(reference)
	if err != nil {
		return nil, err
	}
	private, err := l.object(s, pkcs11.CKO_PRIVATE_KEY, r)
	if err != nil {
		return nil, err
	}
	id, err := l.attribute(s, private, pkcs11.CKA_ID)
	if err != nil {
		return nil, err
	}
	if len(id) > 0 {
		r = Reference{ID: id}
	}
	half, err := l.object(s, pkcs11.CKO_PUBLIC_KEY, r)
	if err != nil {
		return nil, err
	}
	found := &pair{private: private}
	if found.public, err = l.public(s, half); err != nil {
		return nil, err
	}
	if found.algorithm, err = cms.AlgorithmOf(found.public); err != nil {
		return nil, err
	}
	l.keys.Store(reference, found)
	return found, nil
}

// object finds the one object of a class that a reference names.
func (l *link) object(s handle, class uint, r Reference) (pkcs11.ObjectHandle, error) {
	template := []*pkcs11.Attribute{pkcs11.NewAttribute(pkcs11.CKA_CLASS, class)}
	if len(r.ID) > 0 {
		template = append(template, pkcs11.NewAttribute(pkcs11.CKA_ID, r.ID))
	}
	if r.Label != "" {
		template = append(template, pkcs11.NewAttribute(pkcs11.CKA_LABEL, r.Label))
	}
	if err := l.module.FindObjectsInit(s, template); err != nil {
		return 0, err
	}
	found, _, err := l.module.FindObjects(s, 2)
	if err := errors.Join(err, l.module.FindObjectsFinal(s)); err != nil {
		return 0, err
	}
	switch len(found) {
	case 0:
		return 0, unavailable("hsm_key_missing", nil)
	case 1:
		return found[0], nil
	}
	return 0, unavailable("hsm_key_ambiguous", nil)
}

func (l *link) attribute(s handle, object pkcs11.ObjectHandle, which uint) ([]byte, error) {
	values, err := l.module.GetAttributeValue(s, object, []*pkcs11.Attribute{pkcs11.NewAttribute(which, nil)})
	if err != nil {
		return nil, err
	}
	return values[0].Value, nil
}

// public reads a public key; Invalid key_unsupported for what seals are not
// made with.
func (l *link) public(s handle, object pkcs11.ObjectHandle) (crypto.PublicKey, error) {
	kind, err := l.attribute(s, object, pkcs11.CKA_KEY_TYPE)
	if err != nil {
		return nil, err
	}
	first, second, read := uint(pkcs11.CKA_EC_PARAMS), uint(pkcs11.CKA_EC_POINT), readPoint
	switch string(kind) {
	case string(pkcs11.NewAttribute(pkcs11.CKA_KEY_TYPE, pkcs11.CKK_EC).Value):
	case string(pkcs11.NewAttribute(pkcs11.CKA_KEY_TYPE, pkcs11.CKK_RSA).Value):
		first, second, read = pkcs11.CKA_MODULUS, pkcs11.CKA_PUBLIC_EXPONENT, readModulus
	default:
		return nil, fault.New("hsm.public", fault.Invalid, "key_unsupported")
	}
	a, err := l.attribute(s, object, first)
	if err != nil {
		return nil, err
	}
	b, err := l.attribute(s, object, second)
	if err != nil {
		return nil, err
	}
	return read(a, b)
}

func curves() []elliptic.Curve { return []elliptic.Curve{elliptic.P256(), elliptic.P384()} }

// parameters are CKA_EC_PARAMS: the curve's object identifier in DER.
func parameters(curve elliptic.Curve) ([]byte, error) {
	identifier := asn1.ObjectIdentifier{1, 2, 840, 10045, 3, 1, 7}
	if curve == elliptic.P384() {
		identifier = asn1.ObjectIdentifier{1, 3, 132, 0, 34}
	}
	return asn1.Marshal(identifier)
}

// readPoint reads CKA_EC_POINT: an OCTET STRING, or in some tokens what would
// be in it.
func readPoint(params, point []byte) (crypto.PublicKey, error) {
	for _, curve := range curves() {
		known, err := parameters(curve)
		if err != nil {
			return nil, err
		}
		if string(known) != string(params) {
			continue
		}
		var inner []byte
		if rest, err := asn1.Unmarshal(point, &inner); err == nil && len(rest) == 0 {
			point = inner
		}
		k, err := ecdsa.ParseUncompressedPublicKey(curve, point)
		if err != nil {
			return nil, &fault.Error{Op: "hsm.readPoint", Kind: fault.Invalid, Reason: "key_unsupported", Err: err}
		}
		return k, nil
	}
	return nil, fault.New("hsm.readPoint", fault.Invalid, "key_unsupported")
}

func readModulus(modulus, exponent []byte) (crypto.PublicKey, error) {
	e := new(big.Int).SetBytes(exponent)
	if !e.IsInt64() || e.Int64() > math.MaxInt32 {
		return nil, fault.New("hsm.readModulus", fault.Invalid, "key_unsupported")
	}
	return &rsa.PublicKey{N: new(big.Int).SetBytes(modulus), E: int(e.Int64())}, nil
}
