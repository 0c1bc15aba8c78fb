package revocation

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/ocsp"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/store"
)

// maxAnswers bounds the answers kept in memory.
const maxAnswers = 4096

// Answer is an OCSP response.
type Answer struct {
	DER        []byte
	This, Next time.Time
	// Shared says that the same answer is good for everyone until Next, and may be
	// kept by caches (RFC 5019): it has no nonce and is about one certificate.
	Shared bool
}

// kept is an answer that was signed before, and what of.
type kept struct {
	Answer
	of store.IssuedCertificate
}

// Answer answers a request, DER. It always has a response: one that says why
// not, where there is no answer.
func (s *Service) Answer(ctx context.Context, request []byte) Answer { return Respond(ctx, request, s) }

// Respond answers a request, DER, for whichever of the issuers all certificates
// that are asked about are of; services that are nil are none.
func Respond(ctx context.Context, request []byte, services ...*Service) Answer {
	asked, err := ocsp.ParseRequest(request)
	if err != nil {
		return Answer{DER: ocsp.Refuse(ocsp.MalformedRequest)}
	}
	i := slices.IndexFunc(services, func(s *Service) bool { return s != nil && s.issued(asked) })
	if i < 0 {
		return Answer{DER: ocsp.Refuse(ocsp.Unauthorized)}
	}
	s := services[i]
	answer, err := s.answer(ctx, asked)
	if err != nil {
		s.Log.ErrorContext(ctx, "no OCSP answer", slog.Any("error", err))
		return Answer{DER: ocsp.Refuse(ocsp.InternalError)}
	}
	return answer
}

func (s *Service) issued(asked *ocsp.Request) bool {
	return !slices.ContainsFunc(asked.Certificates, func(id ocsp.CertID) bool { return !id.Names(s.Issuer.Certificate) })
}

func (s *Service) answer(ctx context.Context, asked *ocsp.Request) (Answer, error) {
	now := s.Now()
	found, err := s.find(ctx, asked)
	if err != nil {
		return Answer{}, err
	}
	responder, err := s.current(ctx)
	if err != nil {
		return Answer{}, err
	}
	shared := len(found) == 1 && asked.Nonce == nil
	name := string(asked.Certificates[0].DER)
	if shared {
		if a, ok := s.recall(name, found[0], now); ok {
			return a, nil
		}
	}
	a := Answer{This: now, Next: now.Add(answerLife), Shared: shared}
	if end := responder.Certificate.NotAfter; a.Next.After(end) {
		a.Next = end
	}
	singles := make([]ocsp.Single, len(found))
	for i, c := range found {
		singles[i] = single(asked.Certificates[i], c)
	}
	a.DER, err = responder.Respond(ctx, singles, asked.Nonce, ocsp.Times{This: a.This, Next: a.Next, Cutoff: s.Issuer.Certificate.NotBefore})
	if err == nil && shared && found[0].Issuer != "" {
		s.keep(name, kept{a, found[0]})
	}
	return a, err
}

// find reads the row of each certificate, the zero one where there is none.
func (s *Service) find(ctx context.Context, asked *ocsp.Request) ([]store.IssuedCertificate, error) {
	found := make([]store.IssuedCertificate, len(asked.Certificates))
	err := s.Store.Look(ctx, func(ctx context.Context, r store.Reader) error {
		for i, id := range asked.Certificates {
			c, err := r.IssuedCertificate(ctx, s.id, pki.SerialText(id.Serial))
			if err != nil && !fault.Is(err, fault.NotFound) {
				return err
			}
			found[i] = c
		}
		return nil
	})
	return found, err
}

func single(id ocsp.CertID, c store.IssuedCertificate) ocsp.Single {
	one := ocsp.Single{ID: id}
	switch {
	case c.Issuer == "":
		one.Status = ocsp.Unknown
	case !c.RevokedAt.IsZero():
		one.Status, one.RevokedAt, one.Reason, one.Since = ocsp.Revoked, c.RevokedAt, c.Reason, c.Since
	}
	return one
}

// recall finds an answer that was signed of the same row and is less than half
// over.
func (s *Service) recall(name string, of store.IssuedCertificate, now time.Time) (Answer, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k, ok := s.answers[name]
	age := now.Sub(k.This)
	return k.Answer, ok && k.of == of && age >= 0 && age < k.Next.Sub(k.This)/2
}

func (s *Service) keep(name string, k kept) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.answers) >= maxAnswers {
		clear(s.answers) // signing them again costs less than keeping account of their use
	}
	s.answers[name] = k
}
