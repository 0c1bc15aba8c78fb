package key

import (
	"crypto"
	"crypto/x509"

	"github.com/emmansun/gmsm/sm2"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/sm2key"
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
	plain, err := marshalPKCS8(p.signer)
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
	p, err := FromPKCS8(plain)
	return p, fault.Wrap(op, err)
}

// FromPKCS8 takes over a private key from PKCS #8 in DER, of every algorithm
// that seals are made with. It fails with key_unsupported and never quotes the
// content.
func FromPKCS8(der []byte) (*Private, error) {
	const op = "key.FromPKCS8"
	if private, err := sm2key.ParsePKCS8(der); err == nil {
		p, err := FromPrivate(private)
		return p, fault.Wrap(op, err)
	}
	private, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, fault.New(op, fault.Invalid, "key_unsupported")
	}
	p, err := FromPrivate(private)
	return p, fault.Wrap(op, err)
}

func marshalPKCS8(private crypto.Signer) ([]byte, error) {
	if k, ok := private.(*sm2.PrivateKey); ok {
		return sm2key.MarshalPKCS8(k)
	}
	return x509.MarshalPKCS8PrivateKey(private)
}
