package cmsread

import (
	"crypto/x509"
	"math/big"
)

// SignedData is what a signature container says.
type SignedData struct {
	Length       int  // bytes of the container; what follows is padding
	DER          bool // written in DER throughout
	Version      int  // 0 where it is none of CMS's
	Digests      []Algorithm
	ContentType  string   // dotted OID of the encapsulated content
	Content      []byte   // nil for a detached signature
	Certificates [][]byte // DER, in the order they stand
	CRLs         [][]byte // DER
	Others       int      // certificates and lists of other kinds, which are not read
	Signers      []Signer
}

// Signer is one SignerInfo.
type Signer struct {
	Version            int
	Issuer             []byte   // DER of the issuer's name; nil where a key identifier is given
	Serial             *big.Int // with Issuer
	SubjectKeyID       []byte   // where no Issuer is given
	DigestAlgorithm    Algorithm
	SignatureAlgorithm Algorithm
	Signed             []Attribute
	Unsigned           []Attribute
	Signature          []byte

	attributes [][]byte // the encodings of the signed attributes that may have been hashed
}

// Algorithm is an AlgorithmIdentifier: dotted OID and the parameters' DER.
type Algorithm struct {
	OID        string
	Parameters []byte
}

// Attribute is one attribute: dotted OID and its values' encodings.
type Attribute struct {
	OID    string
	Values [][]byte
}

// OIDs of CMS content types and attributes.
const (
	OIDData                 = "1.2.840.113549.1.7.1"
	OIDSignedData           = "1.2.840.113549.1.7.2"
	OIDTSTInfo              = "1.2.840.113549.1.9.16.1.4"
	oidContentType          = "1.2.840.113549.1.9.3"
	oidMessageDigest        = "1.2.840.113549.1.9.4"
	oidSigningCertificate   = "1.2.840.113549.1.9.16.2.12"
	oidSigningCertificateV2 = "1.2.840.113549.1.9.16.2.47"
	oidAlgorithmProtection  = "1.2.840.113549.1.9.52"
)

// Parse reads a container from the front of data. It fails with ErrMalformed
// or, for content that is no SignedData, with ErrUnsupported.
func Parse(data []byte) (SignedData, error) {
	root, isDER, err := parse(data)
	if err != nil {
		return SignedData{}, err
	}
	m := root.members
	if root.tag != tagSequence || len(m) != 2 || m[1].tag != context0 || len(m[1].members) != 1 {
		return SignedData{}, ErrMalformed
	}
	if oid(m[0]) != OIDSignedData {
		return SignedData{}, ErrUnsupported
	}
	out := SignedData{Length: len(root.raw), DER: isDER}
	return out, out.read(m[1].members[0])
}

// read follows RFC 5652, 5.1.
func (d *SignedData) read(n node) error {
	m := n.members
	if n.tag != tagSequence || len(m) < 4 || m[0].tag != tagInteger || m[1].tag != tagSet || m[2].tag != tagSequence {
		return ErrMalformed
	}
	if version := integer(m[0]); version.IsInt64() {
		d.Version = int(version.Int64())
	}
	for _, digest := range m[1].members {
		a, _ := algorithm(digest)
		d.Digests = append(d.Digests, a)
	}
	if err := d.readContent(m[2]); err != nil {
		return err
	}
	m = m[3:]
	if len(m) > 0 && m[0].tag == context0 {
		d.Certificates = d.plain(m[0].members)
		m = m[1:]
	}
	if len(m) > 0 && m[0].tag == context1 {
		d.CRLs = d.plain(m[0].members)
		m = m[1:]
	}
	if len(m) != 1 || m[0].tag != tagSet {
		return ErrMalformed
	}
	for _, s := range m[0].members {
		signer, err := readSigner(s)
		if err != nil {
			return err
		}
		d.Signers = append(d.Signers, signer)
	}
	return nil
}

// plain picks the X.509 certificates or lists from a choice of kinds (RFC 5652,
// 10.2.1 and 10.2.2).
func (d *SignedData) plain(choices []node) (out [][]byte) {
	for _, c := range choices {
		if c.tag != tagSequence {
			d.Others++
			continue
		}
		out = append(out, c.raw)
	}
	return out
}

func (d *SignedData) readContent(n node) error {
	m := n.members
	if len(m) == 0 || len(m) > 2 {
		return ErrMalformed
	}
	d.ContentType = oid(m[0])
	if len(m) == 1 {
		return nil
	}
	if m[1].tag != context0 || len(m[1].members) != 1 {
		return ErrMalformed
	}
	content, ok := m[1].members[0].octets()
	if !ok {
		return ErrMalformed
	}
	d.Content = append([]byte{}, content...)
	return nil
}

// readSigner follows RFC 5652, 5.3.
func readSigner(n node) (Signer, error) {
	m := n.members
	if n.tag != tagSequence || len(m) < 5 || m[0].tag != tagInteger {
		return Signer{}, ErrMalformed
	}
	version := integer(m[0])
	if !version.IsInt64() || version.Int64() != 1 && version.Int64() != 3 {
		return Signer{}, ErrMalformed
	}
	s := Signer{Version: int(version.Int64())}
	var ok bool
	switch sid := m[1]; {
	case sid.tag == tagSequence && len(sid.members) == 2 && sid.members[1].tag == tagInteger:
		s.Issuer = sid.members[0].raw
		s.Serial = integer(sid.members[1])
	case sid.tag == primitive0:
		s.SubjectKeyID = sid.content
	default:
		return Signer{}, ErrMalformed
	}
	if s.DigestAlgorithm, ok = algorithm(m[2]); !ok {
		return Signer{}, ErrMalformed
	}
	m = m[3:]
	if m[0].tag == context0 {
		if s.Signed, ok = attributes(m[0]); !ok {
			return Signer{}, ErrMalformed
		}
		s.attributes = hashed(m[0])
		m = m[1:]
	}
	if len(m) < 2 {
		return Signer{}, ErrMalformed
	}
	if s.SignatureAlgorithm, ok = algorithm(m[0]); !ok {
		return Signer{}, ErrMalformed
	}
	if s.Signature, ok = m[1].octets(); !ok {
		return Signer{}, ErrMalformed
	}
	m = m[2:]
	if len(m) == 1 && m[0].tag == context1 {
		if s.Unsigned, ok = attributes(m[0]); !ok {
			return Signer{}, ErrMalformed
		}
		m = nil
	}
	if len(m) != 0 {
		return Signer{}, ErrMalformed
	}
	return s, nil
}

// hashed lists what a signer may have hashed: the DER of the SET OF (RFC 5652,
// 5.4), and what stands in the file where that differs only in being unsorted.
func hashed(n node) [][]byte {
	out := [][]byte{n.der(tagSet)}
	asItStands := append([]byte{tagSet}, n.raw[1:]...)
	if string(asItStands) != string(out[0]) {
		out = append(out, asItStands)
	}
	return out
}

func attributes(n node) ([]Attribute, bool) {
	var out []Attribute
	for _, a := range n.members {
		if a.tag != tagSequence || len(a.members) != 2 || a.members[1].tag != tagSet {
			return nil, false
		}
		attribute := Attribute{OID: oid(a.members[0])}
		for _, v := range a.members[1].members {
			attribute.Values = append(attribute.Values, v.der(v.tag))
		}
		out = append(out, attribute)
	}
	return out, true
}

func algorithm(n node) (Algorithm, bool) {
	if n.tag != tagSequence || len(n.members) == 0 || len(n.members) > 2 {
		return Algorithm{}, false
	}
	a := Algorithm{OID: oid(n.members[0])}
	if len(n.members) == 2 {
		a.Parameters = n.members[1].raw
	}
	return a, a.OID != ""
}

// oid gives an OBJECT IDENTIFIER in dotted form, "" for anything else.
func oid(n node) string {
	var o x509.OID
	if n.tag != tagOID || o.UnmarshalBinary(n.content) != nil {
		return ""
	}
	return o.String()
}

func integer(n node) *big.Int {
	v := new(big.Int).SetBytes(n.content)
	if len(n.content) > 0 && n.content[0] >= 0x80 {
		v.Sub(v, new(big.Int).Lsh(big.NewInt(1), uint(8*len(n.content))))
	}
	return v
}
