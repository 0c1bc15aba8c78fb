package verify_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/signature/digest"
	"yinxin.example/yinxin/internal/signature/pki"
)

// clock is a timestamp authority whose time is what it is told.
type clock struct {
	container
	more     [][]byte // certificates beside its own
	unsigned []byte   // unsigned attributes, [1]
	version  int      // of the container; 0 is 3
}

// clockSerial is the number of the clocks' certificates.
func clockSerial() *big.Int { return big.NewInt(99) }

// newClock certifies an authority under a root for timestamps, critically, and
// from a month before noon to two years after; change may have it otherwise.
func newClock(tb testing.TB, by *pki.Issuer, change func(*x509.Certificate)) clock {
	tb.Helper()
	k := must(rsa.GenerateKey(rand.Reader, 2048))(tb)
	template := &x509.Certificate{SerialNumber: clockSerial(), Subject: pkix.Name{CommonName: "A Clock"},
		NotBefore: noon().AddDate(0, -1, 0), NotAfter: noon().AddDate(2, 0, 0), KeyUsage: x509.KeyUsageDigitalSignature,
		ExtraExtensions: []pkix.Extension{extendedUsage(tb, true, 8)}}
	if change != nil {
		change(template)
	}
	der := must(x509.CreateCertificate(rand.Reader, template, by.Certificate, k.Public(), signerOf{tb, by.Key}))(tb)
	return clock{container: container{tb: tb, key: k, cert: must(x509.ParseCertificate(der))(tb), root: by.Certificate,
		contentType: oid(1, 2, 840, 113549, 1, 9, 16, 1, 4)}}
}

// extendedUsage names purposes under id-kp.
func extendedUsage(tb testing.TB, critical bool, purposes ...int) pkix.Extension {
	tb.Helper()
	list := make([]asn1.ObjectIdentifier, len(purposes))
	for i, p := range purposes {
		list[i] = oid(1, 3, 6, 1, 5, 5, 7, 3, p)
	}
	return pkix.Extension{Id: oid(2, 5, 29, 37), Critical: critical, Value: must(asn1.Marshal(list))(tb)}
}

// stamp is a TimeStampToken (RFC 3161, 2.4.2) of some bytes.
func (c clock) stamp(signed []byte, at time.Time) []byte {
	c.tb.Helper()
	return c.stampDigest(digestOf(signed), at)
}

// stampDigest is stamp for bytes of that SHA-256.
func (c clock) stampDigest(sum []byte, at time.Time) []byte {
	c.tb.Helper()
	c.digestOID, c.signatureOID = oid(2, 16, 840, 1, 101, 3, 4, 2, 1), oid(1, 2, 840, 113549, 1, 1, 1)
	c.hash = digest.SHA256
	imprint := c.sequence(c.sequence(c.der(c.digestOID)), c.der(sum))
	when := append([]byte{0x18, 15}, at.UTC().Format("20060102150405Z")...)
	info := c.sequence(c.der(1), c.der(oid(1, 2, 3, 4)), imprint, c.der(big.NewInt(7)), when)
	signer := c.signerInfo(info)
	if c.unsigned != nil {
		var v asn1.RawValue
		must(asn1.Unmarshal(signer, &v))(c.tb)
		signer = c.sequence(v.Bytes, c.unsigned)
	}
	version := c.version
	if version == 0 {
		version = 3
	}
	content := c.sequence(c.der(c.contentType), c.wrap(2, 0, c.der(info)))
	return c.sequence(c.der(oid(1, 2, 840, 113549, 1, 7, 2)), c.wrap(2, 0, c.sequence(c.der(version), c.set(c.sequence(c.der(c.digestOID))), content,
		c.wrap(2, 0, append([][]byte{c.cert.Raw}, c.more...)...), c.set(signer))))
}

// at makes a function for a stamped pen.
func (c clock) at(when time.Time) func(signature []byte) []byte {
	return func(signature []byte) []byte { return c.stamp(signature, when) }
}
