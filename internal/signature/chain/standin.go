package chain

import (
	"bytes"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"

	"yinxin.example/yinxin/internal/signature/sm2key"
	"yinxin.example/yinxin/internal/signature/x509cert"
)

// maxSM2 bounds the SM2 signatures checked for one path, as crypto/x509 bounds
// its own.
const maxSM2 = 100

// standIns lets crypto/x509 follow paths over SM2, which it does not know. Every
// SM2 signature between the certificates at hand is checked first; then a copy
// of each certificate stands in for it, in which SM2 keys and those signatures
// that held are replaced by Ed25519 ones. The keys come of a secret of this one
// search, so that nobody else can sign with them: all other rules of RFC 5280
// are crypto/x509's, over the certificates' own bytes.
type standIns struct {
	secret  []byte
	left    int // signatures that may still be checked
	shown   map[*x509.Certificate]*x509.Certificate
	origin  map[*x509.Certificate]*x509.Certificate
	issuers map[string][]*x509.Certificate // with SM2 keys, by subject
}

// newStandIns makes the copies; it returns nil where no certificate has to do
// with SM2.
func newStandIns(groups ...[]*x509.Certificate) *standIns {
	s := &standIns{left: maxSM2, shown: map[*x509.Certificate]*x509.Certificate{},
		origin: map[*x509.Certificate]*x509.Certificate{}, issuers: map[string][]*x509.Certificate{}}
	needed := false
	for _, group := range groups {
		for _, c := range group {
			if sm2key.Is(c.PublicKey) {
				needed = true
				s.issuers[string(c.RawSubject)] = append(s.issuers[string(c.RawSubject)], c)
			}
		}
	}
	if !needed {
		return nil
	}
	s.secret = make([]byte, sha256.Size)
	_, _ = rand.Read(s.secret) // crypto/rand never fails
	for _, group := range groups {
		for _, c := range group {
			s.add(c)
		}
	}
	return s
}

// of gives the stand-ins of certificates; themselves where there are none.
func (s *standIns) of(certificates []*x509.Certificate) []*x509.Certificate {
	if s == nil {
		return certificates
	}
	out := make([]*x509.Certificate, len(certificates))
	for i, c := range certificates {
		out[i] = s.shown[c]
	}
	return out
}

// originals puts the certificates themselves in the place of their stand-ins.
func (s *standIns) originals(path []*x509.Certificate) []*x509.Certificate {
	if s == nil {
		return path
	}
	out := make([]*x509.Certificate, len(path))
	for i, c := range path {
		out[i] = s.origin[c]
	}
	return out
}

func (s *standIns) add(c *x509.Certificate) {
	if s.shown[c] != nil {
		return
	}
	shown := *c
	if sm2key.Is(c.PublicKey) {
		shown.PublicKeyAlgorithm, shown.PublicKey = x509.Ed25519, s.key(c).Public()
	}
	if issuer := s.signer(c); issuer != nil {
		shown.SignatureAlgorithm, shown.Signature = x509.PureEd25519, ed25519.Sign(s.key(issuer), c.RawTBSCertificate)
	}
	s.shown[c], s.origin[&shown] = &shown, c
}

// signer finds whose SM2 key signed a certificate; nil for nobody at hand.
// Whether the issuer may is crypto/x509's question.
func (s *standIns) signer(c *x509.Certificate) *x509.Certificate {
	if !x509cert.SignedWithSM2(c) {
		return nil
	}
	var tried [][]byte
	for _, issuer := range s.issuers[string(c.RawIssuer)] {
		key := issuer.RawSubjectPublicKeyInfo
		if s.left == 0 || containsBytes(tried, key) {
			continue
		}
		s.left--
		tried = append(tried, key)
		if x509cert.CheckSM2(issuer, c.RawTBSCertificate, c.Signature) == nil {
			return issuer
		}
	}
	return nil
}

func containsBytes(all [][]byte, one []byte) bool {
	for _, b := range all {
		if bytes.Equal(b, one) {
			return true
		}
	}
	return false
}

// key is what stands in for an SM2 key, the same for all its certificates.
func (s *standIns) key(c *x509.Certificate) ed25519.PrivateKey {
	h := hmac.New(sha256.New, s.secret)
	h.Write(c.RawSubjectPublicKeyInfo)
	return ed25519.NewKeyFromSeed(h.Sum(nil))
}
