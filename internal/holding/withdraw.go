package holding

import (
	"context"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// Withdraw takes one of the account's copies back: whoever checks it from the
// next request on is told, and it is handed out no more. Its turn stays used. A
// copy of a certificate that is not in force can be withdrawn, too, for the
// certificate may come into force again. Withdrawing twice is withdrawing once.
//
// Refusals: Denied copy_pending, copy_failed and copy_expired, NotFound.
func (s *Service) Withdraw(ctx context.Context, a store.Account, code cert.Code) (cert.Copy, error) {
	const op = "holding.Withdraw"
	var copied cert.Copy
	err := s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		found, err := tx.Copy(ctx, code)
		if err != nil {
			return err
		}
		c, err := tx.LockCertificate(ctx, found.Certificate)
		if err != nil {
			return err
		}
		o, err := s.owner(ctx, tx, a)
		if err != nil {
			return err
		}
		if !o.owns(c) {
			return fault.New(op, fault.NotFound, "copy_not_found")
		}
		// Read again under the lock: sealing or another tap may have come first.
		if copied, err = tx.Copy(ctx, code); err != nil {
			return err
		}
		return s.withdraw(ctx, tx, a, &copied)
	})
	return copied, fault.Wrap(op, err)
}

func (s *Service) withdraw(ctx context.Context, tx store.Tx, a store.Account, c *cert.Copy) error {
	if c.State == cert.Withdrawn {
		return nil
	}
	// Only whether the copy still counts matters, not how its certificate stands.
	if reason := refusal(cert.Certificate{State: cert.InForce}, *c, s.Now()); reason != "" {
		return fault.New("holding.withdraw", fault.Denied, reason)
	}
	if err := tx.WithdrawCopy(ctx, c.Code, s.Now()); err != nil {
		return err
	}
	if err := s.Watching.Withdrawn(ctx, tx, c.Code); err != nil {
		return err
	}
	c.State, c.WithdrawnAt = cert.Withdrawn, s.Now()
	return tx.Record(ctx, audit.Entry{
		At: s.Now(), Actor: a.ID, ActorRole: string(a.Role), Authority: c.Snapshot.Authority,
		Action: "copy.withdraw", Subject: string(c.Code),
		Before: audit.Facts{"state": string(cert.Ready)}.JSON(),
		After:  audit.Facts{"state": string(cert.Withdrawn), "certificate": string(c.Certificate)}.JSON(),
	})
}
