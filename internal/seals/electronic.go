package seals

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"strconv"
	"time"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/sesread"
	"yinxin.example/yinxin/internal/signature/x509cert"
	"yinxin.example/yinxin/internal/store"
)

// sealObjectType is the PEM label under which an SESeal may come.
const sealObjectType = "SES SEAL"

// ReadElectronic reads the SESeal (GB/T 38540-2020, 6.1), in DER or PEM, that a
// maker made for a seal whose certificate is signing. All faults are Invalid at
// the field electronic: eseal_missing, eseal_malformed, eseal_version where it is
// of another version than 2020's, eseal_not_its_makers, eseal_not_valid where it
// or its maker's certificate is not valid at the time, and seal_not_for_signer
// where it was made for another certificate.
func ReadElectronic(content []byte, signing *x509.Certificate, at time.Time) (sesread.Seal, error) {
	if block, _ := pem.Decode(content); block != nil {
		content = block.Bytes
	}
	s, reason, err := checkElectronic(content, signing, at)
	if reason != "" {
		return s, &fault.Error{Op: "seals.ReadElectronic", Kind: fault.Invalid, Reason: reason, Field: "electronic", Err: err}
	}
	return s, nil
}

// EncodeElectronic is an SESeal as PEM.
func EncodeElectronic(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: sealObjectType, Bytes: der})
}

func checkElectronic(der []byte, signing *x509.Certificate, at time.Time) (sesread.Seal, fault.Reason, error) {
	if len(der) == 0 {
		return sesread.Seal{}, "eseal_missing", nil
	}
	s, err := sesread.ParseSeal(der)
	switch {
	case errors.Is(err, sesread.ErrVersion) || err == nil && s.Version != sesread.Version2020:
		return s, "eseal_version", err
	case err != nil:
		return s, "eseal_malformed", err
	}
	maker, err := x509cert.Parse(s.Maker)
	if err != nil {
		return s, "eseal_malformed", err
	}
	if err := s.CheckMade(maker); err != nil {
		return s, "eseal_not_its_makers", err
	}
	if err := s.CheckListed(signing.Raw); err != nil {
		return s, "seal_not_for_signer", err
	}
	if err := s.CheckValid(at); err != nil {
		return s, "eseal_not_valid", err
	}
	if !validAt(maker, at) {
		return s, "eseal_not_valid", nil
	}
	return s, "", nil
}

// electronic reads what comes with a seal's chain, where its form asks for it,
// and tells of it what the second pair of eyes compares.
func electronic(s store.Seal, content []byte, signing *x509.Certificate, at time.Time) ([]byte, []store.Change, error) {
	const op = "seals.Propose"
	if !Electronic(s.Form) {
		if len(content) > 0 {
			return nil, nil, fault.New(op, fault.Invalid, "eseal_not_asked").At("electronic")
		}
		return nil, nil, nil
	}
	read, err := ReadElectronic(content, signing, at)
	if err != nil {
		return nil, nil, err
	}
	maker, err := x509cert.Parse(read.Maker)
	if err != nil {
		return nil, nil, fault.Wrap(op, err)
	}
	sum := sha256.Sum256(read.DER)
	return read.DER, []store.Change{
		{Field: "seal.eseal", After: fmt.Sprintf("%s %s %s", read.ID, read.Name, pictureText(read.Picture))},
		{Field: "seal.eseal_maker", After: maker.Subject.String()},
		{Field: "seal.eseal_until", After: read.Until.In(civil.Shanghai()).Format(time.RFC3339)},
		{Field: "seal.eseal_fingerprint", After: hex.EncodeToString(sum[:])},
	}, nil
}

func pictureText(p sesread.Picture) string {
	return "(" + p.Type + " " + strconv.Itoa(p.Width) + " × " + strconv.Itoa(p.Height) + " mm)"
}

// ElectronicSeal is what people see of an SESeal.
type ElectronicSeal struct {
	ID, Name, Vendor, Maker string
	From, Until             time.Time
	Picture                 sesread.Picture
}

// DescribeElectronic tells a seal's SESeal; false where it has none.
func DescribeElectronic(s store.Seal) (ElectronicSeal, bool) {
	if len(s.Electronic) == 0 {
		return ElectronicSeal{}, false
	}
	read, err := sesread.ParseSeal(s.Electronic)
	if err != nil {
		return ElectronicSeal{}, false
	}
	maker, err := x509cert.Parse(read.Maker)
	if err != nil {
		return ElectronicSeal{}, false
	}
	return ElectronicSeal{
		ID: read.ID, Name: read.Name, Vendor: read.Vendor, Maker: maker.Subject.CommonName,
		From: read.From, Until: read.Until, Picture: read.Picture,
	}, true
}

// sameElectronic holds what was proposed to the moment of its approval.
func (c *Custody) sameElectronic(s store.Seal, der []byte, chain [][]byte) error {
	if !Electronic(s.Form) {
		return nil
	}
	signing, err := x509cert.Parse(chain[0])
	if err != nil {
		return fault.Wrap("seals.sameElectronic", err)
	}
	read, err := ReadElectronic(der, signing, c.Now())
	if err == nil && !bytes.Equal(read.DER, der) {
		err = fault.New("seals.sameElectronic", fault.Invalid, "eseal_malformed")
	}
	return err
}
