// Package chain judges X.509 certificates offline: does a path lead to an
// anchor, may this certificate seal, has any certificate of the path been
// revoked by the lists at hand (RFC 5280).
package chain

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"slices"
	"time"

	"yinxin.example/yinxin/internal/signature/x509cert"
)

// Why a certificate is not to be believed.
var (
	ErrNoPath      = errors.New("chain: no path leads to an anchor")
	ErrExpired     = errors.New("chain: a certificate of the path has expired")
	ErrNotYetValid = errors.New("chain: a certificate of the path is not valid yet")
	ErrUsage       = errors.New("chain: the certificate's key is not for sealing documents")
	ErrWeak        = errors.New("chain: a key of the path is too weak")
)

const (
	maxKeyBits = 4096 // larger RSA keys in a file only serve to keep a verifier busy
	minKeyBits = 2048
	maxPool    = 64
)

// Parse reads certificates, those of SM2 with the tolerances of package
// x509cert, leaving out those that cannot be read or whose keys would keep a
// verifier busy. At most 64 are read.
func Parse(ders [][]byte) []*x509.Certificate {
	var out []*x509.Certificate
	for _, der := range ders[:min(len(ders), maxPool)] {
		c, _, err := x509cert.ParseTolerant(der)
		if err == nil && reasonable(c) {
			out = append(out, c)
		}
	}
	return out
}

func reasonable(c *x509.Certificate) bool {
	key, ok := c.PublicKey.(*rsa.PublicKey)
	return !ok || key.N.BitLen() <= maxKeyBits
}

// Search bounds how often paths are looked for on behalf of one file. An
// attempt may check a hundred signatures, but needs few where it succeeds with
// few certificates to choose from; all others count as costly.
type Search struct {
	Attempts int
	Policy   string // as a dotted OID: who names it must be allowed to wherever a path requires policies
}

const (
	costly   = 8 // attempts that a costly one counts for
	fewCerts = 8
)

// Build finds a path from the leaf over the intermediates to one of the
// anchors, valid at the given time: names, basic constraints, name and policy
// constraints, critical extensions, signatures. The leaf comes first, the
// anchor last. Where the only thing wrong is the time, the path is returned
// with ErrExpired or ErrNotYetValid; where the search may go on no longer,
// ErrNoPath.
func (s *Search) Build(leaf *x509.Certificate, intermediates, anchors []*x509.Certificate, at time.Time) ([]*x509.Certificate, error) {
	path, err := s.build(leaf, intermediates, anchors, at)
	if err == nil {
		return path, nil
	}
	for _, other := range instants(slices.Concat([]*x509.Certificate{leaf}, intermediates, anchors), at) {
		path, retry := s.build(leaf, intermediates, anchors, other)
		if retry != nil {
			continue
		}
		if other.Before(at) {
			return path, ErrExpired
		}
		return path, ErrNotYetValid
	}
	return nil, err
}

// instants are times at which a path that is not good now may have been good:
// the nearest ones of certificates that are not valid now.
func instants(certificates []*x509.Certificate, at time.Time) []time.Time {
	const most = 6
	var out []time.Time
	for _, c := range certificates {
		switch {
		case len(out) == most:
			return out
		case at.After(c.NotAfter):
			out = append(out, c.NotAfter)
		case at.Before(c.NotBefore):
			out = append(out, c.NotBefore)
		}
	}
	return out
}

func (s *Search) build(leaf *x509.Certificate, intermediates, anchors []*x509.Certificate, at time.Time) ([]*x509.Certificate, error) {
	if s.Attempts <= 0 {
		return nil, ErrNoPath
	}
	s.Attempts -= costly
	sm2 := newStandIns([]*x509.Certificate{leaf}, intermediates, anchors)
	leaf, intermediates, anchors = sm2.of([]*x509.Certificate{leaf})[0], sm2.of(intermediates), sm2.of(anchors)
	names := newConstraints()
	options := x509.VerifyOptions{
		Roots:         pool(names.admit(anchors)),
		Intermediates: pool(names.admit(intermediates)),
		CurrentTime:   at,
		KeyUsages:     []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	}
	if policy, err := x509.ParseOID(s.Policy); err == nil && HasPolicy(leaf, s.Policy) {
		options.CertificatePolicies = []x509.OID{policy}
	}
	paths, err := leaf.Verify(options)
	if err != nil || len(paths) == 0 {
		return nil, ErrNoPath
	}
	if len(intermediates) <= fewCerts {
		s.Attempts += costly - 1
	}
	err = ErrNoPath
	for _, path := range paths {
		if path = names.unmark(path); !names.hold(path) {
			continue
		}
		if path = sm2.originals(path); strong(path) {
			return path, nil
		}
		err = ErrWeak
	}
	return nil, err
}

func pool(certs []*x509.Certificate) *x509.CertPool {
	p := x509.NewCertPool()
	for _, c := range certs {
		p.AddCert(c)
	}
	return p
}

// strong reports whether every key has at least the strength of RSA-2048.
func strong(path []*x509.Certificate) bool {
	for _, c := range path {
		switch key := c.PublicKey.(type) {
		case *rsa.PublicKey:
			if key.N.BitLen() < minKeyBits {
				return false
			}
		case *ecdsa.PublicKey:
			if key.Curve == elliptic.P224() {
				return false
			}
		case ed25519.PublicKey:
		default:
			return false
		}
	}
	return true
}
