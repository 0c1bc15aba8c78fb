package cms

import (
	"crypto/x509"
	"encoding/asn1"
	"math/big"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/der"
	"yinxin.example/yinxin/internal/signature/sm2key"
)

// maxChain bounds the certificates of one seal; real chains have two or three.
const maxChain = 8

// Template is the SignedData of one chain and algorithm with two holes: the
// document's digest and the signature. It is immutable and safe for use from
// many goroutines.
type Template struct {
	algorithm   Algorithm
	z           []byte // what SM2 hashes before the attributes; empty for others
	contentType []byte // id-signedData
	data        []byte // content of SignedData up to and with the certificates
	signer      []byte // content of SignerInfo up to and with the signature algorithm
	signerHole  int    // where the digest stands in signer
	attributes  []byte // SET OF signed attributes
	hole        int    // where the digest stands in attributes
}

// NewTemplate prepares the SignedData for a chain, the signing certificate
// first and each certificate before its issuer; the trust anchor may be left
// out. It fails with chain_unusable for a chain that is empty, too long or
// names a certificate twice, and with key_mismatch where the algorithm is not
// the signing certificate's. The chain's signatures are not verified.
func NewTemplate(chain []*x509.Certificate, alg Algorithm) (*Template, error) {
	const op = "cms.NewTemplate"
	if len(chain) == 0 || len(chain) > maxChain || repeats(chain) {
		return nil, fault.New(op, fault.Invalid, "chain_unusable")
	}
	if has, err := AlgorithmOf(chain[0].PublicKey); err != nil || has != alg {
		return nil, fault.New(op, fault.Invalid, "key_mismatch")
	}
	t := &Template{algorithm: alg}
	if alg == SM2 {
		z, err := sm2key.Z(chain[0].PublicKey)
		if err != nil {
			return nil, &fault.Error{Op: op, Kind: fault.Invalid, Reason: "key_mismatch", Err: err}
		}
		t.z = z
	}
	if err := t.layOut(chain); err != nil {
		return nil, &fault.Error{Op: op, Kind: fault.Invalid, Reason: "chain_unusable", Err: err}
	}
	return t, nil
}

func repeats(chain []*x509.Certificate) bool {
	seen := make(map[string]bool, len(chain))
	for _, c := range chain {
		seen[string(c.Raw)] = true
	}
	return len(seen) != len(chain)
}

func (t *Template) layOut(chain []*x509.Certificate) (err error) {
	if t.attributes, t.hole, err = signedAttributes(chain[0], t.algorithm); err != nil {
		return err
	}
	fields, err := marshalAll(
		contentTypeSignedData(),
		1,
		t.algorithm.digestIdentifier(),
		contentTypeData(),
		issuerAndSerial{Issuer: asn1.RawValue{FullBytes: chain[0].RawIssuer}, Serial: chain[0].SerialNumber},
		t.algorithm.signatureIdentifier(),
	)
	if err != nil {
		return err
	}
	signedData, version, digestAlg, idData, sid, signatureAlg := fields[0], fields[1], fields[2], fields[3], fields[4], fields[5]

	certificates := make([][]byte, len(chain))
	for i, c := range chain {
		certificates[i] = c.Raw
	}
	t.contentType = signedData
	t.data = concat(version, der.Element(der.Set, digestAlg), der.Element(der.Sequence, idData), der.SetOf(der.Context0, certificates...))

	// Inside SignerInfo the attributes' SET OF tag becomes [0] IMPLICIT.
	tagged := concat(t.attributes)
	tagged[0] = der.Context0
	head := concat(version, sid, digestAlg)
	t.signerHole = len(head) + t.hole
	t.signer = concat(head, tagged, signatureAlg)
	return nil
}

// issuerAndSerial is RFC 5652 section 10.2.4; the issuer is copied from the
// certificate, never encoded again.
type issuerAndSerial struct {
	Issuer asn1.RawValue
	Serial *big.Int
}

func marshalAll(values ...any) ([][]byte, error) {
	out := make([][]byte, len(values))
	for i, v := range values {
		der, err := asn1.Marshal(v)
		if err != nil {
			return nil, err
		}
		out[i] = der
	}
	return out, nil
}

func concat(parts ...[]byte) []byte {
	var out []byte
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

// Algorithm is the template's key and hash.
func (t *Template) Algorithm() Algorithm { return t.algorithm }

// SignedAttributes returns the DER SET OF attributes for a document's digest:
// the bytes whose hash is signed. It returns nil where the digest is not of
// the algorithm's length.
func (t *Template) SignedAttributes(digest []byte) []byte {
	if len(digest) != t.algorithm.Hash().Size() {
		return nil
	}
	out := concat(t.attributes)
	copy(out[t.hole:], digest)
	return out
}

// AttributesDigest appends to dst the hash of SignedAttributes(digest), which
// is what the key signs; for SM2 it is e, the hash of Z and the attributes. It appends nothing where the digest is not of the
// algorithm's length.
func (t *Template) AttributesDigest(dst, digest []byte) []byte {
	attributes := t.SignedAttributes(digest)
	if attributes == nil {
		return dst
	}
	h := t.algorithm.Hash().New()
	h.Write(t.z)
	h.Write(attributes)
	return h.Sum(dst)
}

// SignedData returns the whole DER ContentInfo for a document's digest and the
// signature over its attributes. It returns nil where the digest is not of the
// algorithm's length, or the signature is empty or longer than any of its kind.
func (t *Template) SignedData(digest, signature []byte) []byte {
	return t.signedData(digest, signature, nil)
}

// Stamped returns what SignedData does with one timestamp of the signature's
// value, a TimeStampToken in DER, as the only unsigned attribute (RFC 3161,
// appendix A).
func (t *Template) Stamped(digest, signature, token []byte) []byte {
	return t.signedData(digest, signature, unsignedAttributes(token))
}

// stampIdentifierLen is the length of the encoding of signatureTimeStampToken,
// 1.2.840.113549.1.9.16.2.14.
const stampIdentifierLen = 13

// unsignedAttributes is the one attribute signatureTimeStampToken, [1].
func unsignedAttributes(token []byte) []byte {
	oid := [stampIdentifierLen]byte{0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, 0x0e}
	return der.Element(der.Context1, der.Element(der.Sequence, oid[:], der.Element(der.Set, token)))
}

// StampedLen is MaxLen with a timestamp of so many bytes.
func (t *Template) StampedLen(token int) int {
	unsigned := token
	unsigned += der.HeaderLen(unsigned)
	unsigned += stampIdentifierLen
	unsigned += der.HeaderLen(unsigned)
	unsigned += der.HeaderLen(unsigned)
	return t.lengths(t.algorithm.MaxSignatureLen(), unsigned).total
}

// signedData puts the signature and what unsigned attributes there are behind
// what is prepared.
func (t *Template) signedData(digest, signature, unsigned []byte) []byte {
	if len(digest) != t.algorithm.Hash().Size() || len(signature) == 0 || len(signature) > t.algorithm.MaxSignatureLen() {
		return nil
	}
	l := t.lengths(len(signature), len(unsigned))
	out := make([]byte, 0, l.total)
	out = der.AppendHeader(out, der.Sequence, l.contentInfo)
	out = append(out, t.contentType...)
	out = der.AppendHeader(out, der.Context0, l.explicit)
	out = der.AppendHeader(out, der.Sequence, l.signedData)
	out = append(out, t.data...)
	out = der.AppendHeader(out, der.Set, l.signerInfos)
	out = der.AppendHeader(out, der.Sequence, l.signerInfo)
	hole := len(out) + t.signerHole
	out = append(out, t.signer...)
	copy(out[hole:], digest)
	out = der.AppendHeader(out, der.OctetString, len(signature))
	out = append(out, signature...)
	return append(out, unsigned...)
}

// MaxLen is the length in bytes of the longest SignedData of this template.
func (t *Template) MaxLen() int { return t.lengths(t.algorithm.MaxSignatureLen(), 0).total }

// lengths holds the content length of each level that a signature's length
// moves, innermost first, and of the whole.
type lengths struct{ signerInfo, signerInfos, signedData, explicit, contentInfo, total int }

func (t *Template) lengths(signature, unsigned int) (l lengths) {
	l.signerInfo = len(t.signer) + der.HeaderLen(signature) + signature + unsigned
	l.signerInfos = der.HeaderLen(l.signerInfo) + l.signerInfo
	l.signedData = len(t.data) + der.HeaderLen(l.signerInfos) + l.signerInfos
	l.explicit = der.HeaderLen(l.signedData) + l.signedData
	l.contentInfo = len(t.contentType) + der.HeaderLen(l.explicit) + l.explicit
	l.total = der.HeaderLen(l.contentInfo) + l.contentInfo
	return l
}
