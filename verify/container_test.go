package verify_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	_ "crypto/sha1" // for containers that must be refused
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"slices"
	"testing"

	"yinxin.example/yinxin/internal/signature/digest"
	"yinxin.example/yinxin/verify"
)

// container makes CMS containers of every kind, good and bad, with one RSA key.
type container struct {
	tb   testing.TB
	key  *rsa.PrivateKey
	cert *x509.Certificate
	root *x509.Certificate

	digestOID     asn1.ObjectIdentifier // nil is SHA-256
	hash          digest.Algorithm      // 0 is SHA-256
	signatureOID  asn1.ObjectIdentifier // nil is rsaEncryption
	contentType   asn1.ObjectIdentifier // in the attribute; nil is id-data
	named         *x509.Certificate     // in signing-certificate-v2; nil is cert
	noCertificate bool
	noAttributes  bool
	noNaming      bool
	signers       int // 0 is one
}

func oid(arcs ...int) asn1.ObjectIdentifier { return arcs }

func newContainer(tb testing.TB, w world, change func(*x509.Certificate)) container {
	tb.Helper()
	k := must(rsa.GenerateKey(rand.Reader, 2048))(tb)
	template := &x509.Certificate{SerialNumber: big.NewInt(5), Subject: pkix.Name{CommonName: "A Stranger"},
		NotBefore: noon().AddDate(0, 0, -7), NotAfter: noon().AddDate(1, 0, 0), KeyUsage: x509.KeyUsageDigitalSignature}
	if change != nil {
		change(template)
	}
	der := must(x509.CreateCertificate(rand.Reader, template, w.root.Certificate, k.Public(), signerOf{tb, w.root.Key}))(tb)
	return container{tb: tb, key: k, cert: must(x509.ParseCertificate(der))(tb), root: w.root.Certificate}
}

func (c container) der(v any) []byte {
	c.tb.Helper()
	return must(asn1.Marshal(v))(c.tb)
}

func (c container) wrap(class, tag int, parts ...[]byte) []byte {
	return c.der(asn1.RawValue{Class: class, Tag: tag, IsCompound: true, Bytes: bytes.Join(parts, nil)})
}

func (c container) set(parts ...[]byte) []byte {
	slices.SortFunc(parts, bytes.Compare)
	return c.wrap(0, asn1.TagSet, parts...)
}

func (c container) sequence(parts ...[]byte) []byte { return c.wrap(0, asn1.TagSequence, parts...) }

// sign makes the container over what a ByteRange names.
func (c container) sign(signed []byte) []byte {
	c.tb.Helper()
	if c.hash == 0 {
		c.hash = digest.SHA256
	}
	if c.digestOID == nil {
		c.digestOID = oid(2, 16, 840, 1, 101, 3, 4, 2, 1)
	}
	if c.signatureOID == nil {
		c.signatureOID = oid(1, 2, 840, 113549, 1, 1, 1)
	}
	if c.contentType == nil {
		c.contentType = oid(1, 2, 840, 113549, 1, 7, 1)
	}
	var infos [][]byte
	for range max(c.signers, 1) {
		infos = append(infos, c.signerInfo(signed))
	}
	parts := [][]byte{c.der(1), c.set(c.sequence(c.der(c.digestOID))), c.sequence(c.der(oid(1, 2, 840, 113549, 1, 7, 1)))}
	if !c.noCertificate {
		parts = append(parts, c.wrap(2, 0, c.cert.Raw))
	}
	return c.sequence(c.der(oid(1, 2, 840, 113549, 1, 7, 2)), c.wrap(2, 0, c.sequence(append(parts, c.set(infos...))...)))
}

func (c container) signerInfo(signed []byte) []byte {
	h := c.hash.New()
	h.Write(signed)
	digest := h.Sum(nil)
	parts := [][]byte{c.der(1), c.sequence(c.cert.RawIssuer, c.der(c.cert.SerialNumber)), c.sequence(c.der(c.digestOID))}
	if !c.noAttributes {
		attributes := c.attributes(digest)
		h.Reset()
		h.Write(attributes)
		digest = h.Sum(nil)
		tagged := bytes.Clone(attributes)
		tagged[0] = 0xa0
		parts = append(parts, tagged)
	}
	value := must(rsa.SignPKCS1v15(rand.Reader, c.key, c.hash.Standard(), digest))(c.tb)
	return c.sequence(append(parts, c.sequence(c.der(c.signatureOID), []byte{5, 0}), c.der(value))...)
}

func (c container) attributes(digest []byte) []byte {
	attribute := func(name asn1.ObjectIdentifier, value []byte) []byte {
		return c.sequence(c.der(name), c.set(value))
	}
	list := [][]byte{
		attribute(oid(1, 2, 840, 113549, 1, 9, 3), c.der(c.contentType)),
		attribute(oid(1, 2, 840, 113549, 1, 9, 4), c.der(digest)),
	}
	if !c.noNaming {
		named := c.named
		if named == nil {
			named = c.cert
		}
		sum := sha256.Sum256(named.Raw)
		list = append(list, attribute(oid(1, 2, 840, 113549, 1, 9, 16, 2, 47), c.sequence(c.sequence(c.sequence(c.der(sum[:]))))))
	}
	return c.set(list...)
}

func TestContainersAreRefusedForTheirOwnReason(t *testing.T) {
	w := newWorld(t, false)
	good := newContainer(t, w, nil)
	pen := strangersPen(t, w)
	server := newContainer(t, w, func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth} })
	for name, c := range map[string]struct {
		change  func(*container)
		sub     string
		verdict verify.Verdict
		code    string
	}{
		"good":                        {nil, "", verify.Valid, ""},
		"no naming, adbe":             {func(c *container) { c.noNaming = true }, "adbe.pkcs7.detached", verify.Valid, ""},
		"no naming":                   {func(c *container) { c.noNaming = true }, "", verify.Indeterminate, "signing_certificate_missing"},
		"another is named":            {func(c *container) { c.named = c.root }, "", verify.Invalid, "signing_certificate_mismatch"},
		"another is named, adbe":      {func(c *container) { c.named = c.root }, "adbe.pkcs7.detached", verify.Invalid, "signing_certificate_mismatch"},
		"another content type":        {func(c *container) { c.contentType = oid(1, 2, 3) }, "", verify.Invalid, "signed_attributes_wrong"},
		"no attributes":               {func(c *container) { c.noAttributes = true }, "", verify.Indeterminate, "signed_attributes_missing"},
		"two signers":                 {func(c *container) { c.signers = 2 }, "", verify.Indeterminate, "several_signers"},
		"no certificate":              {func(c *container) { c.noCertificate = true }, "", verify.Indeterminate, "signer_certificate_missing"},
		"SHA-1":                       {func(c *container) { c.hash, c.digestOID = digest.SHA1, oid(1, 3, 14, 3, 2, 26) }, "", verify.Indeterminate, "weak_algorithm"},
		"an unknown digest":           {func(c *container) { c.digestOID = oid(1, 2, 643, 7, 1, 1, 2, 2) }, "", verify.Indeterminate, "algorithm_unsupported"},
		"an unknown signature":        {func(c *container) { c.signatureOID = oid(1, 2, 643, 7, 1, 1, 3, 2) }, "", verify.Indeterminate, "algorithm_unsupported"},
		"SM2 by an RSA key":           {func(c *container) { c.signatureOID = oid(1, 2, 156, 10197, 1, 501) }, "", verify.Invalid, "signed_attributes_wrong"},
		"SM3 with RSA":                {func(c *container) { c.hash, c.digestOID = digest.SM3, oid(1, 2, 156, 10197, 1, 401) }, "", verify.Indeterminate, "algorithm_unsupported"},
		"a signature of another":      {func(c *container) { c.signatureOID = oid(1, 2, 840, 113549, 1, 1, 12) }, "", verify.Invalid, "signed_attributes_wrong"},
		"another's key":               {func(c *container) { c.key = server.key }, "", verify.Invalid, "signature_value_wrong"},
		"a server's certificate":      {func(c *container) { c.key, c.cert = server.key, server.cert }, "", verify.Indeterminate, "key_usage_wrong"},
		"a kind nobody can read":      {nil, "adbe.x509.rsa_sha1", verify.Indeterminate, "subfilter_unsupported"},
		"a timestamp that holds none": {nil, "ETSI.RFC3161", verify.Invalid, "digest_mismatch"},
	} {
		t.Run(name, func(t *testing.T) {
			made := good
			if c.change != nil {
				c.change(&made)
			}
			file := shaped{sub: c.sub, sign: made.sign}.build(t, pen)
			r := w.check(t, file)
			if r.Verdict != c.verdict || c.code != "" && !slices.Contains(r.Reasons, c.code) {
				t.Errorf("%s %v", r.Verdict, r.Reasons)
			}
		})
	}
}

func TestWhatFollowsTheContainer(t *testing.T) {
	w := newWorld(t, false)
	made := newContainer(t, w, nil)
	file := shaped{sign: func(signed []byte) []byte { return append(made.sign(signed), 0, 7) }}.build(t, strangersPen(t, w))
	if r := w.check(t, file); r.Verdict != verify.Invalid || !slices.Contains(r.Reasons, "contents_padding") {
		t.Errorf("%s %v", r.Verdict, r.Reasons)
	}
}
