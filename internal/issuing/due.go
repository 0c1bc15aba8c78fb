package issuing

import (
	"context"
	"strings"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// dueAtOnce is how many changes that have come due are read at once; each has
// a transaction of its own.
const dueAtOnce = 100

// putOff puts an approved change down for the day from which it counts.
func (s *Service) putOff(ctx context.Context, tx store.Tx, kind cert.ChangeKind, p store.Proposal) error {
	c, err := tx.LockCertificate(ctx, cert.ID(p.Subject))
	if err != nil {
		return err
	}
	if _, _, err := kind.Results(c.State); err != nil {
		return err
	}
	return tx.AddDueChange(ctx, store.DueChange{Proposal: p.ID, Certificate: c.ID, EffectiveOn: p.Content.EffectiveOn})
}

// ApplyDue carries out the approved changes whose day has begun and returns how
// many there were. Several processes may run it at once. A change that the
// certificate has meanwhile made impossible is dropped, and the trail says so.
func (s *Service) ApplyDue(ctx context.Context) (int, error) {
	const op = "issuing.ApplyDue"
	done := 0
	for {
		due, err := s.due(ctx)
		if err != nil || len(due) == 0 {
			return done, fault.Wrap(op, err)
		}
		for _, d := range due {
			if err := s.applyDue(ctx, d); err != nil {
				return done, fault.Wrap(op, err)
			}
			done++
		}
	}
}

func (s *Service) due(ctx context.Context) (due []store.DueChange, err error) {
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		due, err = r.DueChanges(ctx, civil.Of(s.Now()), dueAtOnce)
		return err
	})
	return due, err
}

func (s *Service) applyDue(ctx context.Context, d store.DueChange) error {
	err := s.takeDue(ctx, d, func(ctx context.Context, tx store.Tx, p store.Proposal) error {
		kind := cert.ChangeKind(strings.TrimPrefix(string(p.Kind), kindPrefix))
		return s.carryOut(ctx, tx, kind, p, audit.System)
	})
	if !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Invalid) {
		return err
	}
	reason := fault.ReasonOf(err)
	return s.takeDue(ctx, d, func(ctx context.Context, tx store.Tx, p store.Proposal) error {
		return tx.Record(ctx, audit.Entry{
			At: s.Now(), Actor: audit.System, Authority: p.Authority, Action: "certificate.drop", Subject: p.Subject,
			Reason: string(reason), Detail: "proposal " + p.ID,
		})
	})
}

// takeDue runs f for a due change in the transaction that removes it; one that
// another process took is nothing to do.
func (s *Service) takeDue(ctx context.Context, d store.DueChange, f func(context.Context, store.Tx, store.Proposal) error) error {
	return s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		err := tx.TakeDueChange(ctx, d.Proposal)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		p, err := tx.Proposal(ctx, d.Proposal)
		if err != nil {
			return err
		}
		return f(ctx, tx, p)
	})
}
