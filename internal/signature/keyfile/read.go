// Package keyfile reads a private key with its chain from a file that somebody
// else made: PKCS #12 (RFC 7292), or PEM.
package keyfile

import (
	"bytes"
	"crypto/x509"
	"errors"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pbe"
	"yinxin.example/yinxin/internal/signature/pfx"
	"yinxin.example/yinxin/internal/signature/x509cert"
)

const (
	// Max bounds a file in bytes: a key and a chain take some kilobytes.
	Max = 1 << 20

	maxCertificates = 32
)

// AsksPassword reports whether a password opens a file: that of PKCS #12, or of
// a PEM whose key is encrypted.
func AsksPassword(content []byte) bool {
	return !isPEM(content) || bytes.Contains(content, []byte(encryptedType))
}

// Read reads a key and its chain, the certificate of the key first and each
// other behind the one it issued; what is no part of the chain is left out. The
// password opens PKCS #12, and in PEM an encrypted PKCS #8; in the clear a key is
// PKCS #8, SEC 1 or PKCS #1. All faults are Invalid and quote nothing of the
// file: key_file_malformed, key_file_password, key_file_legacy_pem for what
// OpenSSL encrypted before it knew PKCS #8, key_file_cipher where it is encrypted
// otherwise than is read here, key_file_costly where opening it would take too
// long (pbe.MaxWork), key_file_no_key, key_file_several_keys,
// key_file_no_certificate, key_file_mismatch where none of its certificates is
// the key's, key_unsupported.
func Read(content []byte, password string) (*key.Private, []*x509.Certificate, error) {
	const op = "keyfile.Read"
	if len(content) > Max {
		return nil, nil, fault.New(op, fault.Invalid, "key_file_malformed")
	}
	read := readPKCS12
	if isPEM(content) {
		read = readPEM
	}
	k, certificates, err := read(content, password)
	if err != nil {
		return nil, nil, fault.Wrap(op, err)
	}
	chain := order(k, certificates)
	if len(chain) == 0 {
		return nil, nil, fault.New(op, fault.Invalid, "key_file_mismatch")
	}
	return k, chain, nil
}

func readPKCS12(content []byte, password string) (*key.Private, []*x509.Certificate, error) {
	found, err := pfx.Open(content, password)
	if err != nil {
		return nil, nil, refusal(err)
	}
	defer found.Clear()
	if err := complete(len(found.Keys), len(found.Certificates)); err != nil {
		return nil, nil, err
	}
	var certificates []*x509.Certificate
	for _, der := range found.Certificates {
		one, err := x509cert.Parse(der)
		if err != nil {
			return nil, nil, fault.New("", fault.Invalid, "key_file_malformed")
		}
		certificates = append(certificates, one)
	}
	k, err := key.FromPKCS8(found.Keys[0])
	return k, certificates, err
}

// complete asks for one key and what certifies it.
func complete(keys, certificates int) error {
	var reason fault.Reason
	switch {
	case keys == 0:
		reason = "key_file_no_key"
	case keys > 1:
		reason = "key_file_several_keys"
	case certificates == 0:
		reason = "key_file_no_certificate"
	case certificates > maxCertificates:
		reason = "key_file_malformed"
	default:
		return nil
	}
	return fault.New("", fault.Invalid, reason)
}

// refusal is why something could not be opened.
func refusal(err error) error {
	reason := fault.Reason("key_file_malformed")
	switch {
	case errors.Is(err, pbe.ErrPassword):
		reason = "key_file_password"
	case errors.Is(err, pbe.ErrUnsupported):
		reason = "key_file_cipher"
	case errors.Is(err, pbe.ErrCostly):
		reason = "key_file_costly"
	}
	return fault.New("", fault.Invalid, reason)
}

// order is the chain of a key's certificate among those of a file.
func order(k *key.Private, all []*x509.Certificate) (chain []*x509.Certificate) {
	for _, c := range all {
		if k.Is(c.PublicKey) {
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
