// Package keyfile reads a private key with its chain from a file that somebody
// else made: PKCS #12 (RFC 7292), or PEM.
package keyfile

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"errors"

	"software.sslmate.com/src/go-pkcs12"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/sm2key"
	"yinxin.example/yinxin/internal/signature/x509cert"
)

// maxFile bounds a file: a key and a chain take some kilobytes.
const maxFile = 1 << 20

// Read reads a key and its chain, the certificate of the key first and each
// other behind the one it issued; what is no part of the chain is left out. The
// password opens PKCS #12; in PEM the key (PKCS #8, or SEC 1 or PKCS #1) lies in
// the clear. Keys of SM2 come in PEM as PKCS #8. All faults are Invalid: key_file_malformed, key_file_password,
// key_file_incomplete where key or certificate is missing, key_unsupported.
func Read(content []byte, password string) (*key.Private, []*x509.Certificate, error) {
	const op = "keyfile.Read"
	if len(content) > maxFile {
		return nil, nil, fault.New(op, fault.Invalid, "key_file_malformed")
	}
	read := readPKCS12
	if bytes.Contains(content, []byte("-----BEGIN ")) {
		read = readPEM
	}
	private, certificates, err := read(content, password)
	if err != nil {
		return nil, nil, fault.Wrap(op, err)
	}
	k, err := key.FromPrivate(private)
	if err != nil {
		return nil, nil, fault.Wrap(op, err)
	}
	chain := order(k.Public(), certificates)
	if len(chain) == 0 {
		return nil, nil, fault.New(op, fault.Invalid, "key_file_incomplete")
	}
	return k, chain, nil
}

func readPKCS12(content []byte, password string) (crypto.PrivateKey, []*x509.Certificate, error) {
	private, first, others, err := pkcs12.DecodeChain(content, password)
	switch {
	case errors.Is(err, pkcs12.ErrIncorrectPassword), errors.Is(err, pkcs12.ErrDecryption):
		return nil, nil, &fault.Error{Kind: fault.Invalid, Reason: "key_file_password", Err: err}
	case err != nil:
		return nil, nil, &fault.Error{Kind: fault.Invalid, Reason: "key_file_malformed", Err: err}
	}
	return private, append([]*x509.Certificate{first}, others...), nil
}

func readPEM(content []byte, _ string) (private crypto.PrivateKey, certificates []*x509.Certificate, err error) {
	var chain []byte
	for block, rest := pem.Decode(content); block != nil; block, rest = pem.Decode(rest) {
		switch block.Type {
		case "CERTIFICATE":
			chain = append(chain, pem.EncodeToMemory(block)...)
		case "PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY":
			if private != nil {
				return nil, nil, fault.New("", fault.Invalid, "key_file_malformed")
			}
			if private, err = parseKey(block); err != nil {
				// The cause could quote the key.
				return nil, nil, fault.New("", fault.Invalid, "key_file_malformed")
			}
		}
	}
	if private == nil || chain == nil {
		return nil, nil, fault.New("", fault.Invalid, "key_file_incomplete")
	}
	certificates, err = pki.ParseCertificates(chain)
	return private, certificates, err
}

func parseKey(block *pem.Block) (crypto.PrivateKey, error) {
	switch block.Type {
	case "EC PRIVATE KEY":
		return x509.ParseECPrivateKey(block.Bytes)
	case "RSA PRIVATE KEY":
		return x509.ParsePKCS1PrivateKey(block.Bytes)
	}
	if private, err := sm2key.ParsePKCS8(block.Bytes); err == nil {
		return private, nil
	}
	return x509.ParsePKCS8PrivateKey(block.Bytes)
}

// order is the chain of a key's certificate among those of a file.
func order(public crypto.PublicKey, all []*x509.Certificate) (chain []*x509.Certificate) {
	for _, c := range all {
		if k, ok := c.PublicKey.(interface{ Equal(crypto.PublicKey) bool }); ok && k.Equal(public) {
			chain = append(chain, c)
			break
		}
	}
	for len(chain) > 0 && len(chain) <= len(all) {
		last := chain[len(chain)-1]
		next := issuerOf(last, all)
		if next == nil {
			break
		}
		chain = append(chain, next)
	}
	return chain
}

func issuerOf(c *x509.Certificate, all []*x509.Certificate) *x509.Certificate {
	if bytes.Equal(c.RawIssuer, c.RawSubject) {
		return nil
	}
	for _, issuer := range all {
		if bytes.Equal(c.RawIssuer, issuer.RawSubject) && x509cert.CheckSignedBy(c, issuer) == nil {
			return issuer
		}
	}
	return nil
}
