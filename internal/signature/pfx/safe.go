package pfx

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"

	"yinxin.example/yinxin/internal/signature/cmsread"
	"yinxin.example/yinxin/internal/signature/pbe"
)

// The bags that are read (RFC 7292, 4.2), and the certificates that one holds.
const (
	oidKeyBag         = "1.2.840.113549.1.12.10.1.1"
	oidShroudedKeyBag = "1.2.840.113549.1.12.10.1.2"
	oidCertificateBag = "1.2.840.113549.1.12.10.1.3"
	oidX509           = "1.2.840.113549.1.9.22.1"
)

// encryptedData is EncryptedData (RFC 5652, 8).
type encryptedData struct {
	Version int
	Info    struct {
		Type      asn1.ObjectIdentifier
		Algorithm pkix.AlgorithmIdentifier
		Content   asn1.RawValue `asn1:"tag:0,optional"`
	}
}

type safeBag struct {
	ID         asn1.ObjectIdentifier
	Value      asn1.RawValue `asn1:"tag:0,explicit"`
	Attributes asn1.RawValue `asn1:"optional"`
}

// encryptedKey is EncryptedPrivateKeyInfo (RFC 5958, 3).
type encryptedKey struct {
	Algorithm pkix.AlgorithmIdentifier
	Data      []byte
}

type certificateBag struct {
	ID    asn1.ObjectIdentifier
	Value []byte `asn1:"tag:0,explicit"`
}

// safe reads one safe: bags in the clear, or all of them encrypted.
func (r *reader) safe(info contentInfo) error {
	switch info.Type.String() {
	case oidData:
		var plain []byte
		if err := unmarshal(info.Content.Bytes, &plain); err != nil {
			return err
		}
		return r.contents(plain)
	case oidEncryptedData:
		var data encryptedData
		if err := unmarshal(info.Content.Bytes, &data); err != nil {
			return err
		}
		content, err := octets(data.Info.Content)
		if err != nil {
			return err
		}
		plain, err := r.opener.Decrypt(data.Info.Algorithm, content)
		if err != nil {
			return err
		}
		defer clear(plain)
		return r.deciphered(r.contents(plain))
	}
	return pbe.ErrUnsupported
}

// deciphered blames the password for what came out of a cipher and is no such
// thing, unless the MAC said that it is right.
func (r *reader) deciphered(err error) error {
	if errors.Is(err, ErrMalformed) && !r.checked {
		return pbe.ErrPassword
	}
	return err
}

// octets is the content of an OCTET STRING whose tag is another, joined where
// BER cut it up.
func octets(v asn1.RawValue) (content []byte, err error) {
	if !v.IsCompound {
		return v.Bytes, nil
	}
	for rest := v.Bytes; len(rest) > 0; {
		var part []byte
		if rest, err = asn1.Unmarshal(rest, &part); err != nil {
			return nil, ErrMalformed
		}
		content = append(content, part...)
	}
	return content, nil
}

// contents reads SafeContents. Bags of other kinds are passed over.
func (r *reader) contents(ber []byte) error {
	var bags []safeBag
	if err := unmarshal(ber, &bags); err != nil {
		return err
	}
	if r.bags += len(bags); r.bags > maxBags {
		return ErrMalformed
	}
	for _, bag := range bags {
		if err := r.bag(bag); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) bag(bag safeBag) error {
	switch bag.ID.String() {
	case oidKeyBag:
		r.found.Keys = append(r.found.Keys, append([]byte{}, bag.Value.Bytes...))
	case oidShroudedKeyBag:
		key, err := OpenKey(r.opener, bag.Value.Bytes)
		if err != nil {
			return err
		}
		r.found.Keys = append(r.found.Keys, key)
	case oidCertificateBag:
		var certificate certificateBag
		if err := unmarshal(bag.Value.Bytes, &certificate); err != nil {
			return err
		}
		if certificate.ID.String() == oidX509 {
			r.found.Certificates = append(r.found.Certificates, certificate.Value)
		}
	}
	return nil
}

// OpenKey decrypts an EncryptedPrivateKeyInfo (RFC 5958, 3) to PKCS #8 in DER.
// It fails with ErrMalformed and as package pbe does, with pbe.ErrPassword also
// where what comes out is no PKCS #8.
func OpenKey(o *pbe.Opener, ber []byte) ([]byte, error) {
	var encrypted encryptedKey
	if err := unmarshal(ber, &encrypted); err != nil {
		return nil, err
	}
	plain, err := o.Decrypt(encrypted.Algorithm, encrypted.Data)
	if err != nil {
		return nil, err
	}
	defer clear(plain)
	der, err := cmsread.DER(plain)
	var form struct {
		Version   int
		Algorithm pkix.AlgorithmIdentifier
		Key       []byte
		Rest      asn1.RawValue `asn1:"optional"` // attributes
		More      asn1.RawValue `asn1:"optional"` // the public key
	}
	if rest, bad := asn1.Unmarshal(der, &form); err != nil || bad != nil || len(rest) > 0 {
		return nil, pbe.ErrPassword
	}
	clear(form.Key)
	return der, nil
}
