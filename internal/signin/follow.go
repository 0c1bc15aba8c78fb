package signin

import (
	"context"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

// An account does not follow a correction by itself: a certificate may have
// been delivered under somebody else's number, and what is right then is
// another person's. Whoever the account belongs to shows anew who they are, as
// for a claim.

// StartFollow sends a code to the mobile number delivered with the certificates
// of a corrected identity, as StartClaim does for a registered one, and tells no
// more. It fails with Invalid at the fields name and id_number, and with
// Throttled too_many_attempts.
func (s *Service) StartFollow(ctx context.Context, a store.Account, name string, d person.Document) error {
	const op = "signin.StartFollow"
	if err := person.CheckName(name); err != nil {
		return fault.New(op, fault.Invalid, fault.ReasonOf(err)).At("name")
	}
	if err := s.pass(ctx, op, key("code-requests", a.ID), s.limits.CodeRequests); err != nil {
		return err
	}
	var phone string
	err := s.store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		phone, err = s.deliveredPhone(ctx, r, name, d)
		return err
	})
	if err != nil {
		return fault.Wrap(op, err)
	}
	return fault.Wrap(op, s.sendCode(ctx, a.ID, phone, forIdentity, messages.IdentityCode))
}

// Follow puts the corrected identity on the account by the code that
// StartFollow sent for it, and proves the account. It fails as Claim does; a
// code sent for another identity's telephone is as wrong as any.
func (s *Service) Follow(ctx context.Context, a store.Account, name string, d person.Document, code string) error {
	const op = "signin.Follow"
	if err := s.pass(ctx, op, key("code-entries", a.ID), s.limits.CodeEntries); err != nil {
		return err
	}
	var refusal error
	err := s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		refusal = nil
		if err := holdPerson(ctx, tx, d); err != nil {
			return err
		}
		current, err := tx.LockAccount(ctx, a.ID)
		if err != nil {
			return err
		}
		sent, right, err := s.useCode(ctx, tx, a.ID, forIdentity, code)
		if err != nil {
			return err
		}
		phone, err := s.deliveredPhone(ctx, tx, name, d)
		if err != nil {
			return err
		}
		if !right || phone == "" || phone != sent.Phone {
			refusal = fault.New(op, fault.Denied, "code_wrong").At("code")
			return nil // the failed try must be counted
		}
		current.Name, current.Document = name, d
		holders, err := claimants(ctx, tx, current)
		if err != nil {
			return err
		}
		if len(holders) > 0 {
			refusal = fault.New(op, fault.Conflict, "document_already_claimed").At("code")
			return s.record(acting(ctx, a), tx, a.ID, "account.identity_refused", a.ID, "held by "+holders[0].ID)
		}
		current.ClaimedAt = s.now()
		current.PhoneConfirmed = current.PhoneConfirmed || sent.Phone == current.Phone
		if err := tx.UpdateAccount(ctx, current); err != nil {
			return err
		}
		return s.recordClaim(acting(ctx, a), tx, a.ID, "account.identity", current, "by code")
	})
	if err != nil {
		return fault.Wrap(op, err)
	}
	return refusal
}
