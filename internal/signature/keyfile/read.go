// Package keyfile reads a private key with its chain from a file that somebody
// else made: PKCS #12 (RFC 7292), or PEM.
package keyfile

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"strings"

	"software.sslmate.com/src/go-pkcs12"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/x509cert"
)

// Max bounds a file in bytes: a key and a chain take some kilobytes.
const Max = 1 << 20

// IsPEM reports whether a file is PEM, for which no password is asked.
func IsPEM(content []byte) bool { return bytes.Contains(content, []byte("-----BEGIN ")) }

// Read reads a key and its chain, the certificate of the key first and each
// other behind the one it issued; what is no part of the chain is left out. The
// password opens PKCS #12; in PEM the key (PKCS #8, or SEC 1 or PKCS #1) lies in
// the clear; those of SM2 come as PKCS #8. All faults are Invalid and quote nothing of the file:
// key_file_malformed, key_file_password, key_file_encrypted_pem, key_file_no_key,
// key_file_several_keys, key_file_no_certificate, key_file_mismatch where none of
// its certificates is the key's, key_unsupported.
func Read(content []byte, password string) (*key.Private, []*x509.Certificate, error) {
	const op = "keyfile.Read"
	if len(content) > Max {
		return nil, nil, fault.New(op, fault.Invalid, "key_file_malformed")
	}
	read := readPKCS12
	if IsPEM(content) {
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
	private, first, others, err := pkcs12.DecodeChain(content, password)
	if err != nil {
		return nil, nil, fault.New("", fault.Invalid, reasonOf(err))
	}
	k, err := key.FromPrivate(private)
	return k, append([]*x509.Certificate{first}, others...), err
}

// reasonOf says what the library found; some of it only by its words.
func reasonOf(err error) fault.Reason {
	switch {
	case errors.Is(err, pkcs12.ErrIncorrectPassword), errors.Is(err, pkcs12.ErrDecryption):
		return "key_file_password"
	case strings.HasSuffix(err.Error(), "private key missing"):
		return "key_file_no_key"
	case strings.HasSuffix(err.Error(), "expected exactly one key bag"):
		return "key_file_several_keys"
	case strings.HasSuffix(err.Error(), "certificate missing"):
		return "key_file_no_certificate"
	}
	return "key_file_malformed"
}

func readPEM(content []byte, _ string) (k *key.Private, certificates []*x509.Certificate, err error) {
	for block, rest := pem.Decode(content); block != nil; block, rest = pem.Decode(rest) {
		switch block.Type {
		case "CERTIFICATE":
			one, err := x509cert.Parse(block.Bytes)
			if err != nil {
				return nil, nil, fault.New("", fault.Invalid, "key_file_malformed")
			}
			certificates = append(certificates, one)
		case "ENCRYPTED PRIVATE KEY":
			return nil, nil, fault.New("", fault.Invalid, "key_file_encrypted_pem")
		case "PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY":
			if k != nil {
				return nil, nil, fault.New("", fault.Invalid, "key_file_several_keys")
			}
			if k, err = parseKey(block); err != nil {
				return nil, nil, err
			}
		}
	}
	switch {
	case k == nil:
		err = fault.New("", fault.Invalid, "key_file_no_key")
	case len(certificates) == 0:
		err = fault.New("", fault.Invalid, "key_file_no_certificate")
	}
	return k, certificates, err
}

// parseKey reads a key. A cause could quote it, and is not given.
func parseKey(block *pem.Block) (*key.Private, error) {
	defer clear(block.Bytes)
	malformed := fault.New("", fault.Invalid, "key_file_malformed")
	switch {
	case len(block.Headers) > 0: // what OpenSSL wrote before PKCS #8: Proc-Type: 4,ENCRYPTED
		return nil, fault.New("", fault.Invalid, "key_file_encrypted_pem")
	case block.Type == "EC PRIVATE KEY":
		private, err := x509.ParseECPrivateKey(block.Bytes)
		if err != nil {
			return nil, malformed
		}
		return key.FromPrivate(private)
	case block.Type == "RSA PRIVATE KEY":
		private, err := x509.ParsePKCS1PrivateKey(block.Bytes)
		if err != nil {
			return nil, malformed
		}
		return key.FromPrivate(private)
	}
	return key.FromPKCS8(block.Bytes)
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
