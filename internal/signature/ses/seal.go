// Package ses writes electronic seals and signatures made with them: SESeal and
// SES_Signature of GB/T 38540-2020, with SM2 and SM3. Package sesread reads
// them.
package ses

import (
	"context"
	"crypto/x509"
	"encoding/asn1"
	"slices"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
)

// version of GB/T 38540-2020, in headers and signatures.
const version = 4

// Kinds of the list of signers: certificates (certListType).
const listsCertificates = 1

// SealParams says which seal to make. Times are whole seconds; the seal is
// valid from From to Until, both ends included.
type SealParams struct {
	ID      string // ASCII, unique with its maker
	Vendor  string // ASCII, of whose making the seal is
	Type    int    // of the seal, as its maker numbers them; 1 for that of an organisation
	Name    string // the seal's, on pages
	Signers []*x509.Certificate

	CreatedAt, From, Until time.Time
	Picture                Picture
}

// Picture is what a seal looks like; its sides are in millimetres.
type Picture struct {
	PNG           []byte
	Width, Height int
}

// Maker makes seals (制章者).
type Maker struct {
	Certificate *x509.Certificate
	Key         key.Signer
}

// Seal is an SESeal in DER with those who may sign with it.
type Seal struct {
	DER     []byte
	signers []*x509.Certificate
}

// Existing is a seal that was made before. Whose it is and for whom, its reader
// says (package sesread): nothing is parsed here.
func Existing(der []byte, signers ...*x509.Certificate) Seal { return Seal{der, signers} }

type header struct {
	ID      string `asn1:"ia5"`
	Version int
	Vendor  string `asn1:"ia5"`
}

type property struct {
	Type                   int
	Name                   string `asn1:"utf8"`
	ListType               int
	Certificates           [][]byte
	CreatedAt, From, Until time.Time `asn1:"generalized"`
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

type signedSeal struct {
	Info      asn1.RawValue
	Maker     []byte
	Algorithm asn1.ObjectIdentifier
	Signature asn1.BitString
}

// sm2WithSM3 is what the standard has seals and documents signed with.
func sm2WithSM3() asn1.ObjectIdentifier {
	return asn1.ObjectIdentifier{1, 2, 156, 10197, 1, 501}
}

// Make makes a seal. It fails with seal_params where something is missing, not
// in ASCII where it must be, or the times are in the wrong order, with
// key_unsupported for keys that are not of SM2, with key_mismatch where the
// maker's key is not its certificate's, and as the key does.
func (m Maker) Make(ctx context.Context, p SealParams) (Seal, error) {
	const op = "ses.Make"
	if p.ID == "" || p.Name == "" || len(p.Signers) == 0 || len(p.Picture.PNG) == 0 || p.Picture.Width <= 0 || p.Picture.Height <= 0 || !p.Until.After(p.From) {
		return Seal{}, fault.New(op, fault.Invalid, "seal_params")
	}
	info := sealInfo{
		Header: header{"ES", version, p.Vendor},
		ID:     p.ID,
		Property: property{Type: p.Type, Name: p.Name, ListType: listsCertificates,
			CreatedAt: p.CreatedAt.UTC(), From: p.From.UTC(), Until: p.Until.UTC()},
		Picture: picture{"PNG", p.Picture.PNG, p.Picture.Width, p.Picture.Height},
	}
	for _, c := range p.Signers {
		if alg, err := cms.AlgorithmOf(c.PublicKey); err != nil || alg != cms.SM2 {
			return Seal{}, fault.New(op, fault.Invalid, "key_unsupported")
		}
		info.Property.Certificates = append(info.Property.Certificates, c.Raw)
	}
	der, err := asn1.Marshal(info)
	if err != nil {
		return Seal{}, &fault.Error{Op: op, Kind: fault.Invalid, Reason: "seal_params", Err: err}
	}
	value, err := sign(ctx, m.Key, m.Certificate, der)
	if err != nil {
		return Seal{}, fault.Wrap(op, err)
	}
	der, err = asn1.Marshal(signedSeal{asn1.RawValue{FullBytes: der}, m.Certificate.Raw, sm2WithSM3(), bits(value)})
	return Seal{DER: der, signers: slices.Clone(p.Signers)}, fault.Wrap(op, err)
}

func bits(b []byte) asn1.BitString { return asn1.BitString{Bytes: b, BitLength: 8 * len(b)} }
