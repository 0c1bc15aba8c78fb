package tspread

import (
	"bytes"
	"crypto/x509"
	"errors"
	"slices"
	"sync"
	"time"

	"yinxin.example/yinxin/internal/signature/chain"
	"yinxin.example/yinxin/internal/signature/cmsread"
	"yinxin.example/yinxin/internal/signature/digest"
)

// Roots are whom tokens are believed by. The tokens of an authority all bring
// the same certificates: what was found of those once is not found again, so
// that checking the next token is checking its signature. It is safe for
// concurrent use.
type Roots struct {
	certificates []*x509.Certificate

	mu    sync.Mutex
	known map[string]maker // by the certificates of a token, as they stand
}

// maker is who made a token: that the path holds between two times was found.
type maker struct {
	certificate *x509.Certificate
	path        []*x509.Certificate
	from, until time.Time
}

// mostMakers bounds those that are remembered; an operator has a few.
const mostMakers = 64

// NewRoots believes tokens whose makers' certificates lead to one of these.
func NewRoots(certificates []*x509.Certificate) *Roots {
	return &Roots{certificates: slices.Clone(certificates), known: map[string]maker{}}
}

// Check verifies a token's signature and its maker's certificate, which must
// stand in the token, be good at the token's time, be for timestamps and
// nothing else, and lead to one of the roots. It returns the path, the maker's
// certificate first. It fails with ErrAlgorithm, ErrCertificate, ErrUsage,
// ErrUntrusted, ErrSignature or ErrShape.
func (r *Roots) Check(t Token) ([]*x509.Certificate, error) {
	signer := t.signed.Signers[0]
	hash := signer.DigestAlgorithm.Hash()
	if hash == 0 || hash == digest.SHA1 {
		return nil, ErrAlgorithm
	}
	m, err := r.maker(t)
	if err != nil {
		return nil, err
	}
	if !signer.HasSigningCertificate() || signer.CheckSigningCertificate(m.certificate) != nil {
		return nil, ErrCertificate
	}
	digest := hash.New()
	digest.Write(t.signed.Content)
	if err := signer.Check(cmsread.OIDTSTInfo, digest.Sum(nil), m.certificate); err != nil {
		return nil, errors.Join(ErrSignature, err)
	}
	if !t.exact(m.path) {
		return nil, ErrShape
	}
	return m.path, nil
}

// maker finds who made a token, among those known first.
func (r *Roots) maker(t Token) (maker, error) {
	key := string(bytes.Join(t.signed.Certificates, nil))
	r.mu.Lock()
	m, known := r.known[key]
	r.mu.Unlock()
	if known && !t.Time.Before(m.from) && !t.Time.After(m.until) {
		if c, err := t.signed.Signers[0].Certificate([]*x509.Certificate{m.certificate}); err == nil && c == m.certificate {
			return m, nil
		}
	}
	m, err := r.find(t)
	if err != nil {
		return m, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.known) >= mostMakers {
		clear(r.known)
	}
	r.known[key] = m
	return m, nil
}

func (r *Roots) find(t Token) (m maker, err error) {
	held := chain.Parse(t.signed.Certificates)
	if m.certificate, err = t.signed.Signers[0].Certificate(held); err != nil {
		return m, ErrCertificate
	}
	if err := chain.TimestampUsage(m.certificate); err != nil {
		return m, ErrUsage
	}
	const attempts = 64
	search := chain.Search{Attempts: attempts}
	if m.path, err = search.Build(m.certificate, held, r.certificates, t.Time); err != nil {
		return m, errors.Join(ErrUntrusted, err)
	}
	m.from, m.until = m.path[0].NotBefore, m.path[0].NotAfter
	for _, c := range m.path[1:] {
		if c.NotBefore.After(m.from) {
			m.from = c.NotBefore
		}
		if c.NotAfter.Before(m.until) {
			m.until = c.NotAfter
		}
	}
	return m, nil
}
