// Package oldseal makes electronic seals and signatures of GM/T 0031-2014
// (version 1) for tests: the program reads them and makes none.
package oldseal

import (
	"context"
	"crypto/x509"
	"encoding/asn1"
	"time"

	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/sm2key"
)

const version = 1

// Hand is somebody who signs, with SM2.
type Hand struct {
	Certificate *x509.Certificate
	Key         key.Signer
}

// Params says which seal to make.
type Params struct {
	ID, Name               string
	Signers                []*x509.Certificate
	Created, From, Until   time.Time
	Picture                []byte
	MakerSignsSealInfoOnly bool // as in version 4, which makes another signature
}

type header struct {
	ID      string `asn1:"ia5"`
	Version int
	Vendor  string `asn1:"ia5"`
}

type property struct {
	Type                 int
	Name                 string `asn1:"utf8"`
	Certificates         [][]byte
	Created, From, Until time.Time `asn1:"utc"`
}

type picture struct {
	Type          string `asn1:"ia5"`
	Data          []byte
	Width, Height int
}

type sealInfo struct {
	Header   header
	ID       string `asn1:"ia5"`
	Property property
	Picture  picture
}

type signInfo struct {
	Certificate []byte
	Algorithm   asn1.ObjectIdentifier
	Value       asn1.BitString
}

func sm2WithSM3() asn1.ObjectIdentifier { return asn1.ObjectIdentifier{1, 2, 156, 10197, 1, 501} }

func bits(b []byte) asn1.BitString { return asn1.BitString{Bytes: b, BitLength: 8 * len(b)} }

// Seal makes a SESeal.
func (h Hand) Seal(ctx context.Context, p Params) ([]byte, error) {
	info := sealInfo{
		Header: header{"ES", version, "Yinxin"}, ID: p.ID,
		Property: property{Type: 1, Name: p.Name, Created: p.Created.UTC(), From: p.From.UTC(), Until: p.Until.UTC()},
		Picture:  picture{"PNG", p.Picture, 40, 40},
	}
	for _, c := range p.Signers {
		info.Property.Certificates = append(info.Property.Certificates, c.Raw)
	}
	der, err := asn1.Marshal(info)
	if err != nil {
		return nil, err
	}
	signed, err := asn1.Marshal(struct {
		Info        asn1.RawValue
		Certificate []byte
		Algorithm   asn1.ObjectIdentifier
	}{asn1.RawValue{FullBytes: der}, h.Certificate.Raw, sm2WithSM3()})
	if err != nil {
		return nil, err
	}
	if p.MakerSignsSealInfoOnly {
		signed = der
	}
	value, err := h.sign(ctx, signed)
	if err != nil {
		return nil, err
	}
	return asn1.Marshal(struct {
		Info asn1.RawValue
		By   signInfo
	}{asn1.RawValue{FullBytes: der}, signInfo{h.Certificate.Raw, sm2WithSM3(), bits(value)}})
}

// Sign makes an SES_Signature of what the digest is of. The time is what the BIT
// STRING timeInfo holds: see Time.
func (h Hand) Sign(ctx context.Context, seal, sum []byte, says string, at []byte) ([]byte, error) {
	signed, err := asn1.Marshal(struct {
		Version     int
		Seal        asn1.RawValue
		Time        asn1.BitString
		Digest      asn1.BitString
		Property    string `asn1:"ia5"`
		Certificate []byte
		Algorithm   asn1.ObjectIdentifier
	}{version, asn1.RawValue{FullBytes: seal}, bits(at), bits(sum), says, h.Certificate.Raw, sm2WithSM3()})
	if err != nil {
		return nil, err
	}
	value, err := h.sign(ctx, signed)
	if err != nil {
		return nil, err
	}
	return asn1.Marshal(struct {
		Signed asn1.RawValue
		Value  asn1.BitString
	}{asn1.RawValue{FullBytes: signed}, bits(value)})
}

// Time is a UTCTime in DER.
func Time(at time.Time) ([]byte, error) { return asn1.MarshalWithParams(at.UTC(), "utc") }

func (h Hand) sign(ctx context.Context, message []byte) ([]byte, error) {
	e, err := sm2key.Digest(h.Key.Public(), message)
	if err != nil {
		return nil, err
	}
	return h.Key.Sign(ctx, e)
}
