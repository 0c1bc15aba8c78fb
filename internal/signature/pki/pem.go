package pki

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/x509cert"
)

const (
	pemType = "CERTIFICATE"

	// Bounds of what ParseCertificates takes: a chain or a small trust list.
	maxPEM          = 1 << 20
	maxCertificates = 256
)

// EncodeCertificates gives certificates as PEM (RFC 7468), in their order.
func EncodeCertificates(certificates ...*x509.Certificate) []byte {
	var out []byte
	for _, c := range certificates {
		out = append(out, pem.EncodeToMemory(&pem.Block{Type: pemType, Bytes: c.Raw})...)
	}
	return out
}

// ParseCertificates reads PEM certificates in their order, passing over text
// between them and over nothing else. It fails with pem_malformed where there
// is no certificate, a block that is none, something unreadable, or more than
// 1 MiB or 256 certificates.
func ParseCertificates(text []byte) ([]*x509.Certificate, error) {
	bad := fault.New("pki.ParseCertificates", fault.Invalid, "pem_malformed")
	if len(text) > maxPEM {
		return nil, bad
	}
	blocks := bytes.Count(text, []byte("-----BEGIN "))
	var out []*x509.Certificate
	for {
		block, rest := pem.Decode(text)
		if block == nil {
			// pem.Decode passes over a damaged block in silence: count.
			if len(out) == 0 || len(out) != blocks {
				return nil, bad
			}
			return out, nil
		}
		if block.Type != pemType || len(out) == maxCertificates {
			return nil, bad
		}
		c, err := x509cert.Parse(block.Bytes)
		if err != nil {
			wrapped := *bad
			wrapped.Err = err
			return nil, &wrapped
		}
		out = append(out, c)
		text = rest
	}
}
