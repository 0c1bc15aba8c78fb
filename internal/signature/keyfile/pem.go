package keyfile

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pbe"
	"yinxin.example/yinxin/internal/signature/pfx"
	"yinxin.example/yinxin/internal/signature/sm2key"
	"yinxin.example/yinxin/internal/signature/x509cert"
)

const (
	// encryptedType labels an EncryptedPrivateKeyInfo (RFC 7468, 11).
	encryptedType = "ENCRYPTED PRIVATE KEY"
	// sm2Type is what OpenSSL 3 calls an EC PRIVATE KEY on the curve of SM2.
	sm2Type = "SM2 PRIVATE KEY"
)

func isPEM(content []byte) bool { return bytes.Contains(content, []byte("-----BEGIN ")) }

func readPEM(content []byte, password string) (*key.Private, []*x509.Certificate, error) {
	var keys, certificates []*pem.Block
	for block, rest := pem.Decode(content); block != nil; block, rest = pem.Decode(rest) {
		switch block.Type {
		case "CERTIFICATE":
			certificates = append(certificates, block)
		case "PRIVATE KEY", "EC PRIVATE KEY", sm2Type, "RSA PRIVATE KEY", encryptedType:
			keys = append(keys, block)
			defer clear(block.Bytes)
		}
	}
	if err := complete(len(keys), len(certificates)); err != nil {
		return nil, nil, err
	}
	var chain []*x509.Certificate
	for _, block := range certificates {
		one, err := x509cert.Parse(block.Bytes)
		if err != nil {
			return nil, nil, fault.New("", fault.Invalid, "key_file_malformed")
		}
		chain = append(chain, one)
	}
	k, err := parseKey(keys[0], password)
	return k, chain, err
}

// parseKey reads a key. A cause could quote it, and is not given.
func parseKey(block *pem.Block, password string) (*key.Private, error) {
	malformed := fault.New("", fault.Invalid, "key_file_malformed")
	switch {
	case len(block.Headers) > 0: // Proc-Type: 4,ENCRYPTED, whose password is hashed once, with MD5
		return nil, fault.New("", fault.Invalid, "key_file_legacy_pem")
	case block.Type == encryptedType:
		der, err := pfx.OpenKey(pbe.New(password), block.Bytes)
		if err != nil {
			return nil, refusal(err)
		}
		defer clear(der)
		return key.FromPKCS8(der)
	case block.Type == "EC PRIVATE KEY", block.Type == sm2Type:
		if private, err := sm2key.ParseSEC1(block.Bytes); err == nil {
			return key.FromPrivate(private)
		}
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
