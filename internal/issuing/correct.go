package issuing

import (
	"context"
	"crypto/rand"
	"strings"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// CorrectIn corrects a certificate in a transaction that has begun: a new
// version takes its place, with the same numbers and in the same state, and
// the certificate, now corrected, points to it. It returns the new version.
//
// It fails with NotFound, with Conflict change_not_possible where there is a
// newer version already, with Invalid correction_empty where nothing would
// differ, and as Corrections.apply does.
func (s *Service) CorrectIn(ctx context.Context, tx store.Tx, id cert.ID, corrections Corrections, why Grounds) (cert.Certificate, error) {
	const op = "issuing.CorrectIn"
	c, err := tx.LockCertificate(ctx, id)
	if err != nil {
		return cert.Certificate{}, fault.Wrap(op, err)
	}
	right, err := s.corrected(ctx, tx, c, corrections)
	if err != nil {
		return cert.Certificate{}, fault.Wrap(op, err)
	}
	again, err := s.replace(ctx, tx, cert.Correction, c, right, why)
	return again, fault.Wrap(op, err)
}

// Corrected is the certificate as a correction would leave it. It fails as
// Propose would for what the request says, and as CorrectIn does.
func (s *Service) Corrected(ctx context.Context, r store.OfficeReader, c cert.Certificate, corrections Corrections, asked Request) (cert.Certificate, error) {
	const op = "issuing.Corrected"
	if err := asked.check(c, civil.Of(s.Now())); err != nil {
		return cert.Certificate{}, fault.Wrap(op, err)
	}
	right, err := s.corrected(ctx, r, c, corrections)
	return right, fault.Wrap(op, err)
}

// corrected is the certificate as it should have been.
func (s *Service) corrected(ctx context.Context, r store.OfficeReader, c cert.Certificate, corrections Corrections) (cert.Certificate, error) {
	offerings, err := r.Catalogue(ctx, civil.Of(s.Now()))
	if err != nil {
		return cert.Certificate{}, err
	}
	right, err := corrections.apply(c, rules{offerings, s.Fonts, s.Now()})
	if err == nil && len(cert.Differences(c, right)) == 0 {
		err = fault.New("issuing.corrected", fault.Invalid, "correction_empty")
	}
	return right, err
}

// replace puts a new version, which says what right says, in the place of a
// certificate that is locked.
func (s *Service) replace(ctx context.Context, tx store.Tx, kind cert.ChangeKind, c, right cert.Certificate, why Grounds) (cert.Certificate, error) {
	to, state, err := kind.Results(c.State)
	if err != nil {
		return cert.Certificate{}, err
	}
	// The old version first gives up the numbers that the new one bears.
	if err := tx.SetCertificateState(ctx, c.ID, to); err != nil {
		return cert.Certificate{}, err
	}
	right.ID, right.Version, right.State = cert.ID(strings.ToLower(rand.Text())), c.Version+1, state
	if err := tx.AddCertificates(ctx, []cert.Certificate{right}); err != nil {
		return cert.Certificate{}, err
	}
	if err := s.carryOver(ctx, tx, c, right); err != nil {
		return cert.Certificate{}, err
	}
	change := why.change(kind, c, to, s.Now())
	change.Successor = right.ID
	change.Fields = cert.FieldNames(cert.Differences(c, right))
	return right, s.writeDown(ctx, tx, why.Actor, c.Authority, change)
}

// carryOver tells of a new version, too, how it came into a state other than
// in force.
func (s *Service) carryOver(ctx context.Context, tx store.Tx, c, right cert.Certificate) error {
	if right.State == cert.InForce {
		return nil
	}
	changes, err := tx.ChangesOf(ctx, c.ID)
	if err != nil {
		return err
	}
	standing, ok := cert.Standing(changes, c.State)
	if !ok {
		return nil
	}
	standing.Certificate = right.ID
	return tx.AddChange(ctx, standing)
}
