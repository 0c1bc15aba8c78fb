package pki

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"io"
	"math/big"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/sm2key"
	"yinxin.example/yinxin/internal/signature/x509cert"
)

// Issuer is a certificate that may issue others, with its key.
type Issuer struct {
	Certificate *x509.Certificate
	Key         key.Signer
}

// RootParams says what root to make. The certificate is valid from From to
// Until, whole seconds, both ends included.
type RootParams struct {
	CommonName   string // e.g. 印信演示根证书
	Organization string // optional
	From, Until  time.Time
}

// NewRoot makes a self-signed root for seal certificates: it may sign
// certificates and revocation lists, and no issuer below it. It fails with
// certificate_params where the name or a time is missing or the times are in
// the wrong order.
func NewRoot(ctx context.Context, signer key.Signer, p RootParams) (*Issuer, error) {
	const op = "pki.NewRoot"
	if p.CommonName == "" || !p.Until.After(p.From) {
		return nil, fault.New(op, fault.Invalid, "certificate_params")
	}
	name := pkix.Name{CommonName: p.CommonName, Country: []string{"CN"}}
	if p.Organization != "" {
		name.Organization = []string{p.Organization}
	}
	template := &x509.Certificate{
		Subject:               name,
		NotBefore:             p.From,
		NotAfter:              p.Until,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		BasicConstraintsValid: true,
		IsCA:                  true,
		MaxPathLenZero:        true,
	}
	root, err := issue(ctx, template, signer.Public(), &Issuer{Certificate: template, Key: signer})
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	return &Issuer{Certificate: root, Key: signer}, nil
}

// issue gives the template a serial number and a key identifier and signs it.
func issue(ctx context.Context, template *x509.Certificate, public crypto.PublicKey, by *Issuer) (*x509.Certificate, error) {
	serial, err := newSerial()
	if err != nil {
		return nil, err
	}
	template.SerialNumber = serial
	if template.SubjectKeyId, err = KeyIdentifier(public); err != nil {
		return nil, err
	}
	der, err := createCertificate(ctx, template, public, by)
	if err != nil {
		return nil, err
	}
	return x509cert.Parse(der)
}

// newSerial draws a positive serial number of at most 16 bytes (RFC 5280
// section 4.1.2.2), too wide to be guessed.
func newSerial() (*big.Int, error) {
	limit := new(big.Int).Lsh(big.NewInt(1), 127)
	n, err := rand.Int(rand.Reader, limit)
	if err != nil {
		return nil, err
	}
	return n.Add(n, big.NewInt(1)), nil
}

// KeyIdentifier is RFC 7093 section 2, method 1: the leftmost 160 bits of the
// SHA-256 of the subject's public key bits. It fails for a kind of key that
// crypto/x509 does not know.
func KeyIdentifier(public crypto.PublicKey) ([]byte, error) {
	if sm2key.Is(public) {
		point, err := sm2key.Point(public)
		sum := sha256.Sum256(point)
		return sum[:20], err
	}
	info, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return nil, err
	}
	var spki struct {
		Algorithm pkix.AlgorithmIdentifier
		Key       asn1.BitString
	}
	if _, err := asn1.Unmarshal(info, &spki); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(spki.Key.Bytes)
	return sum[:20], nil
}

func signatureAlgorithm(alg key.Algorithm) x509.SignatureAlgorithm {
	switch alg {
	case cms.P256:
		return x509.ECDSAWithSHA256
	case cms.P384:
		return x509.ECDSAWithSHA384
	default:
		return x509.SHA256WithRSA
	}
}

// digestSigner lets crypto/x509 sign with a key.Signer.
type digestSigner struct {
	ctx context.Context //nolint:containedctx // crypto.Signer takes none; this one lives for one call
	key key.Signer
}

func (s digestSigner) Public() crypto.PublicKey { return s.key.Public() }

func (s digestSigner) Sign(_ io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	if opts.HashFunc() != s.key.Algorithm().Hash().Standard() {
		return nil, errors.New("pki: certificate signed with another hash than the key's")
	}
	return s.key.Sign(s.ctx, digest)
}
