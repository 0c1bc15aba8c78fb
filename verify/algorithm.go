package verify

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"fmt"

	"yinxin.example/yinxin/internal/signature/digest"
	"yinxin.example/yinxin/internal/signature/sm2key"
)

// algorithmName says what a signature was made with: the key's kind, and the
// hash of what it covers; "" where either is not known.
func algorithmName(public crypto.PublicKey, hash digest.Algorithm) string {
	name := ""
	switch k := public.(type) {
	case *rsa.PublicKey:
		name = fmt.Sprintf("RSA %d", k.N.BitLen())
	case *ecdsa.PublicKey:
		if name = "ECDSA " + k.Curve.Params().Name; sm2key.Is(k) {
			name = "SM2"
		}
	case ed25519.PublicKey:
		name = "Ed25519"
	}
	if name == "" || hash == 0 {
		return ""
	}
	return name + " with " + hash.String()
}
