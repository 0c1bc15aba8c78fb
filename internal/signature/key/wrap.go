package key

import (
	"crypto/x509"

	"yinxin.example/yinxin/internal/fault"
)

// maxPKCS8 bounds an unwrapped key; RSA-4096 takes about 2.4 KB.
const maxPKCS8 = 16 << 10

// Vault wraps secrets under the master key; the purpose is bound to the result.
type Vault interface {
	Wrap(purpose string, secret []byte) []byte
	Unwrap(purpose string, wrapped []byte) ([]byte, error)
}

// Purpose is what a signer's key is wrapped for: a wrapped key stored under
// one signer does not unwrap under another.
func Purpose(signerID string) string { return "signing-key/" + signerID }

// Wrap gives a private key in the only form in which it is stored: PKCS #8
// (RFC 5958) under the vault's master key.
func Wrap(v Vault, signerID string, p *Private) ([]byte, error) {
	plain, err := x509.MarshalPKCS8PrivateKey(p.signer)
	if err != nil {
		return nil, fault.Wrap("key.Wrap", err)
	}
	defer clear(plain)
	return v.Wrap(Purpose(signerID), plain), nil
}

// Unwrap reads what Wrap gave. It fails as the vault does, and with
// key_unsupported where the content is no key of ours. The cause never quotes
// the content.
func Unwrap(v Vault, signerID string, wrapped []byte) (*Private, error) {
	const op = "key.Unwrap"
	plain, err := v.Unwrap(Purpose(signerID), wrapped)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	defer clear(plain)
	if len(plain) > maxPKCS8 {
		return nil, fault.New(op, fault.Invalid, "key_unsupported")
	}
	private, err := x509.ParsePKCS8PrivateKey(plain)
	if err != nil {
		return nil, fault.New(op, fault.Invalid, "key_unsupported")
	}
	p, err := FromPrivate(private)
	return p, fault.Wrap(op, err)
}
