package x509cert

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"slices"

	"yinxin.example/yinxin/internal/signature/sm2key"
)

var errShape = errors.New("x509cert: malformed certificate")

// Parse reads a certificate as crypto/x509 does, and one with an SM2 key or
// signature as strictly.
func Parse(der []byte) (*x509.Certificate, error) {
	c, _, err := parse(der, false)
	return c, err
}

// ParseTolerant reads a certificate that is somebody else's. Where one with an
// SM2 key or signature is refused for something tolerated here, it is read all
// the same, and what was tolerated is named.
func ParseTolerant(der []byte) (*x509.Certificate, []Tolerance, error) { return parse(der, true) }

func parse(der []byte, tolerant bool) (*x509.Certificate, []Tolerance, error) {
	form, ok := form{}, bytes.Contains(der, chinese())
	if ok {
		form, ok = certificateForm(der)
	}
	if !ok || !form.sm2() {
		c, err := x509.ParseCertificate(der)
		return c, nil, err
	}
	var tolerated []Tolerance
	var patches []patch
	if bytes.Equal(form.algorithm, withNull()) {
		if !tolerant {
			return nil, nil, errShape
		}
		tolerated = append(tolerated, NullParameters)
	}
	if tolerant {
		patches = form.names()
		if len(patches) > 0 {
			tolerated = append(tolerated, NameCharacters)
		}
	}
	c, err := form.read(patches)
	if err != nil && tolerant {
		if at, found := form.alternativeNames(); found {
			if c, err = form.read(append(patches, at)); err == nil {
				restoreAlternativeNames(c)
				tolerated = append(tolerated, AlternativeNames)
			}
		}
	}
	if err != nil {
		return nil, nil, err
	}
	return c, tolerated, nil
}

// chinese is the arc 1.2.156.10197.1 that SM2's curve and signature are named
// under: without it there is nothing to read otherwise.
func chinese() []byte { return []byte{0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01} }

// patch is one octet that crypto/x509 is shown otherwise than it stands.
type patch struct {
	at int
	as byte
}

// unknownArc, in the place of a last arc, makes an OID that nobody knows.
const unknownArc = 0x7f

// read has crypto/x509 read the certificate as patched, an SM2 key among what it
// does not know, and puts everything back as it stands. No patch changes a
// length, so all that the certificate has of raw bytes is then the original.
func (f form) read(patches []patch) (*x509.Certificate, error) {
	if f.sm2Key() {
		patches = append(slices.Clone(patches), f.keyPatch())
	}
	shown := bytes.Clone(f.der)
	for _, p := range patches {
		shown[p.at] = p.as
	}
	c, err := x509.ParseCertificate(shown)
	if err != nil {
		return nil, err
	}
	copy(shown, f.der)
	if !bytes.Equal(c.Raw, f.der) || !bytes.Equal(c.RawSubjectPublicKeyInfo, f.der[f.key.start:f.key.end]) {
		return nil, errShape
	}
	if f.sm2Key() {
		if c.PublicKey, err = sm2key.ParsePKIX(c.RawSubjectPublicKeyInfo); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// restoreAlternativeNames gives the hidden extension its name back. There is
// one of that other name only: doubled extensions are refused.
func restoreAlternativeNames(c *x509.Certificate) {
	for i, e := range c.Extensions {
		if e.Id.Equal(asn1.ObjectIdentifier{2, 5, 29, unknownArc}) {
			c.Extensions[i].Id = asn1.ObjectIdentifier{2, 5, 29, 17}
		}
	}
}

// ParseRequest reads a PKCS #10 request, with an SM2 key or any other.
func ParseRequest(der []byte) (*x509.CertificateRequest, error) {
	f, ok := requestForm(der)
	if !ok || !f.sm2Key() {
		return x509.ParseCertificateRequest(der)
	}
	shown := bytes.Clone(der)
	p := f.keyPatch()
	shown[p.at] = p.as
	r, err := x509.ParseCertificateRequest(shown)
	if err != nil {
		return nil, err
	}
	// Attributes are read into values of their own; the raw fields lie in shown.
	copy(shown, der)
	if !bytes.Equal(r.Raw, der) || !bytes.Equal(r.RawSubjectPublicKeyInfo, der[f.key.start:f.key.end]) {
		return nil, errShape
	}
	r.PublicKey, err = sm2key.ParsePKIX(r.RawSubjectPublicKeyInfo)
	if err != nil {
		return nil, err
	}
	return r, nil
}
