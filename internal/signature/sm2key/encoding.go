package sm2key

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/x509/pkix"
	"encoding/asn1"

	"github.com/emmansun/gmsm/sm2"
)

const scalarLen = 32

// Algorithm is the AlgorithmIdentifier of SM2 keys in DER (GB/T 20518-2018):
// id-ecPublicKey with the curve 1.2.156.10197.1.301.
func Algorithm() []byte {
	return []byte{
		0x30, 0x13,
		0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
		0x06, 0x08, 0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x82, 0x2d,
	}
}

func curveOID() asn1.ObjectIdentifier { return asn1.ObjectIdentifier{1, 2, 156, 10197, 1, 301} }

// publicKeyInfo is SubjectPublicKeyInfo (RFC 5280, 4.1).
type publicKeyInfo struct {
	Algorithm asn1.RawValue
	Key       asn1.BitString
}

// Point is the public key as 0x04 || X || Y. It fails with ErrKey.
func Point(public crypto.PublicKey) ([]byte, error) {
	k, ok := public.(*ecdsa.PublicKey)
	if !ok || !Is(k) {
		return nil, ErrKey
	}
	p, err := sm2.PublicKeyToECDH(k)
	if err != nil {
		return nil, ErrKey
	}
	return p.Bytes(), nil
}

// OfPoint reads a public key written 0x04 || X || Y; a point that is not on the
// curve is ErrKey.
func OfPoint(point []byte) (*ecdsa.PublicKey, error) {
	k, err := sm2.NewPublicKey(point)
	if err != nil {
		return nil, ErrKey
	}
	return k, nil
}

// MarshalPKIX writes a public key as SubjectPublicKeyInfo in DER.
func MarshalPKIX(public crypto.PublicKey) ([]byte, error) {
	point, err := Point(public)
	if err != nil {
		return nil, err
	}
	return asn1.Marshal(publicKeyInfo{
		Algorithm: asn1.RawValue{FullBytes: Algorithm()},
		Key:       asn1.BitString{Bytes: point, BitLength: 8 * len(point)},
	})
}

// ParsePKIX reads what MarshalPKIX writes, and fails with ErrKey for all else.
func ParsePKIX(der []byte) (*ecdsa.PublicKey, error) {
	var info publicKeyInfo
	rest, err := asn1.Unmarshal(der, &info)
	if err != nil || len(rest) > 0 || !bytes.Equal(info.Algorithm.FullBytes, Algorithm()) || info.Key.BitLength%8 != 0 {
		return nil, ErrKey
	}
	return OfPoint(info.Key.Bytes)
}

// privateKeyInfo is PrivateKeyInfo of PKCS #8 (RFC 5958); attributes that
// others add are passed over.
type privateKeyInfo struct {
	Version   int
	Algorithm pkix.AlgorithmIdentifier
	Key       []byte
}

// ecPrivateKey is RFC 5915, 3.
type ecPrivateKey struct {
	Version int
	Private []byte
	Curve   asn1.ObjectIdentifier `asn1:"optional,explicit,tag:0"`
	Public  asn1.BitString        `asn1:"optional,explicit,tag:1"`
}

// MarshalPKCS8 writes a private key as PKCS #8 in DER.
func MarshalPKCS8(private *sm2.PrivateKey) ([]byte, error) {
	point, err := Point(private.Public())
	if err != nil {
		return nil, err
	}
	secret := private.D.FillBytes(make([]byte, scalarLen))
	defer clear(secret)
	inner, err := asn1.Marshal(ecPrivateKey{Version: 1, Private: secret, Public: asn1.BitString{Bytes: point, BitLength: 8 * len(point)}})
	if err != nil {
		return nil, err
	}
	defer clear(inner)
	curve, err := asn1.Marshal(curveOID())
	if err != nil {
		return nil, err
	}
	return asn1.Marshal(privateKeyInfo{
		Algorithm: pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 840, 10045, 2, 1}, Parameters: asn1.RawValue{FullBytes: curve}},
		Key:       inner,
	})
}

// ParsePKCS8 reads a private key from PKCS #8. It fails with ErrKey, which
// quotes nothing, for every other key, and where the public key that stands
// beside the private one is another's.
func ParsePKCS8(der []byte) (*sm2.PrivateKey, error) {
	var info privateKeyInfo
	if rest, err := asn1.Unmarshal(der, &info); err != nil || len(rest) > 0 {
		return nil, ErrKey
	}
	defer clear(info.Key)
	var curve asn1.ObjectIdentifier
	rest, err := asn1.Unmarshal(info.Algorithm.Parameters.FullBytes, &curve)
	if err != nil || len(rest) > 0 || !curve.Equal(curveOID()) || !info.Algorithm.Algorithm.Equal(asn1.ObjectIdentifier{1, 2, 840, 10045, 2, 1}) {
		return nil, ErrKey
	}
	return parsePrivate(info.Key)
}

// ParseSEC1 reads a private key that stands without PKCS #8 around it (SEC 1,
// C.4) and names the curve. It fails as ParsePKCS8 does.
func ParseSEC1(der []byte) (*sm2.PrivateKey, error) {
	var inner ecPrivateKey
	rest, err := asn1.Unmarshal(der, &inner)
	clear(inner.Private)
	if err != nil || len(rest) > 0 || !inner.Curve.Equal(curveOID()) {
		return nil, ErrKey
	}
	return parsePrivate(der)
}

// parsePrivate reads an ECPrivateKey, which need not name the curve.
func parsePrivate(der []byte) (*sm2.PrivateKey, error) {
	var inner ecPrivateKey
	if rest, err := asn1.Unmarshal(der, &inner); err != nil || len(rest) > 0 || inner.Version != 1 || len(inner.Private) > scalarLen ||
		inner.Curve != nil && !inner.Curve.Equal(curveOID()) {
		return nil, ErrKey
	}
	defer clear(inner.Private)
	secret := make([]byte, scalarLen)
	defer clear(secret)
	copy(secret[scalarLen-len(inner.Private):], inner.Private)
	private, err := sm2.NewPrivateKey(secret)
	if err != nil {
		return nil, ErrKey
	}
	if point, err := Point(private.Public()); err != nil || inner.Public.BitLength > 0 && !bytes.Equal(point, inner.Public.Bytes) {
		return nil, ErrKey
	}
	return private, nil
}
