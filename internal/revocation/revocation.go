// Package revocation answers whether the certificates that a CA of this
// installation issued were revoked: over OCSP (RFC 6960) and by revocation
// lists (RFC 5280, 5). The store's row of a certificate is the truth of both,
// whichever process wrote it.
package revocation

import (
	"context"
	"crypto/x509"
	"log/slog"
	"sync"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/ocsp"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/x509cert"
	"yinxin.example/yinxin/internal/store"
)

// How long what is signed here may be relied on. Each is made anew when half
// of it is over.
const (
	listLife      = 7 * 24 * time.Hour
	answerLife    = 24 * time.Hour
	responderLife = 30 * 24 * time.Hour
)

// Service answers for one issuer. It is safe for concurrent use; make it with
// Open.
type Service struct {
	Options
	id string

	mu        sync.Mutex // of responder and answers
	responder *ocsp.Responder
	answers   map[string]kept

	making sync.Mutex // of list: a long one takes seconds, and answers wait for none
	list   List
}

// Options are what a Service is made of.
type Options struct {
	Store  store.Store
	Issuer *pki.Issuer
	File   string // where the list is kept for checkers without a network; "" for nowhere
	Now    func() time.Time
	Log    *slog.Logger
}

// Open readies the services of an issuer: its first list, and the responder.
func Open(ctx context.Context, o Options) (*Service, error) {
	const op = "revocation.Open"
	s := &Service{Options: o, id: pki.IssuerID(o.Issuer.Certificate), answers: map[string]kept{}}
	err := o.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error { return tx.AddIssuer(ctx, s.id) })
	if err == nil {
		err = s.Renew(ctx)
	}
	return s, fault.Wrap(op, err)
}

// Certificate is the issuer's.
func (s *Service) Certificate() *x509.Certificate { return s.Issuer.Certificate }

// Note enters certificates as issued, so that they are answered for; those that
// this issuer did not sign are passed over.
func (s *Service) Note(ctx context.Context, certificates ...*x509.Certificate) error {
	var all []store.IssuedCertificate
	for _, c := range certificates {
		if x509cert.CheckSignedBy(c, s.Issuer.Certificate) == nil {
			all = append(all, store.IssuedCertificate{Issuer: s.id, Serial: pki.SerialText(c.SerialNumber), EndsAt: c.NotAfter})
		}
	}
	return fault.Wrap("revocation.Note", s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		return tx.AddIssued(ctx, all)
	}))
}

// Renew makes anew, where it is time, what must not run out though nobody asks
// for it: the list, and the responder's certificate.
func (s *Service) Renew(ctx context.Context) error {
	if _, err := s.List(ctx); err != nil {
		return fault.Wrap("revocation.Renew", err)
	}
	_, err := s.current(ctx)
	return fault.Wrap("revocation.Renew", err)
}

// current is the responder, renewed when half of its certificate's time is over
// or the clock ran back behind it.
func (s *Service) current(ctx context.Context) (*ocsp.Responder, error) {
	now := s.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.responder; r != nil && !now.Before(r.Certificate.NotBefore) && now.Before(r.Certificate.NotAfter) &&
		r.Certificate.NotAfter.Sub(now) > responderLife/2 {
		return r, nil
	}
	// Readers' clocks may be behind ours.
	from := latest(now.Add(-time.Hour), s.Issuer.Certificate.NotBefore)
	until := now.Add(responderLife)
	if end := s.Issuer.Certificate.NotAfter; until.After(end) {
		until = end
	}
	made, err := ocsp.NewResponder(ctx, s.Issuer, from, until)
	if err != nil {
		return nil, err
	}
	if err := s.Note(ctx, made.Certificate); err != nil {
		return nil, err
	}
	s.responder = made
	clear(s.answers) // signed by the one before
	return made, nil
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
