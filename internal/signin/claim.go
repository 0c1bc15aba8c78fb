package signin

import (
	"context"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

// StartClaim sends a code to the mobile number delivered with the person's
// newest certificate that has one. Register calls it, and the holder may ask
// again. nil says only that the request was taken: whether there is such a
// number is not told, nor whether another account has the claim. It fails with
// Throttled too_many_attempts.
func (s *Service) StartClaim(ctx context.Context, a store.Account) error {
	const op = "signin.StartClaim"
	if err := s.pass(ctx, op, key("code-requests", a.ID), s.limits.CodeRequests); err != nil {
		return err
	}
	var phone string
	waits := false // for a proof
	err := s.store.View(ctx, func(ctx context.Context, r store.Reader) error {
		current, err := r.Account(ctx, a.ID)
		if err != nil || current.Claimed() || current.Role != store.HolderRole {
			return err
		}
		waits = true
		phone, err = s.deliveredPhone(ctx, r, current.Name, current.Document)
		return err
	})
	if err != nil || !waits {
		return fault.Wrap(op, err)
	}
	return fault.Wrap(op, s.sendCode(ctx, a.ID, phone, forClaim, messages.ClaimCode))
}

// deliveredPhone is the mobile number of the person's first public certificate,
// newest issue first, that has a number we can send to: people change numbers,
// and the newest is the likeliest to be theirs still. What a certificate said
// before it was corrected proves nobody. "" where there is none.
func (s *Service) deliveredPhone(ctx context.Context, r store.Reader, name string, d person.Document) (string, error) {
	newestFirst, err := r.CertificatesOfPerson(ctx, d)
	if err != nil {
		return "", err
	}
	ties, err := r.Ties(ctx, d)
	if err != nil {
		return "", err
	}
	for _, c := range newestFirst {
		if !c.VisibleAt(s.now()) || c.State == cert.Corrected || !ties.Same(c.Authority, name, d, c.Holder) {
			continue
		}
		if phone, err := parsePhone(c.Holder.Mobile); err == nil {
			return phone, nil
		}
	}
	return "", nil
}

// Claim proves the person by the code StartClaim sent. It fails with Denied
// code_wrong, alike for a code that is wrong, too old, used, tried too often
// or was never sent; with Conflict document_already_claimed where the code is
// right but another account holds the claim: the holder signs in to that one,
// recovers it, or has an officer move the claim. A claim that stands already
// is no fault.
func (s *Service) Claim(ctx context.Context, a store.Account, code string) error {
	const op = "signin.Claim"
	if a.Claimed() {
		return nil
	}
	if err := s.pass(ctx, op, key("code-entries", a.ID), s.limits.CodeEntries); err != nil {
		return err
	}
	var refusal error
	err := s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		refusal = nil
		if err := holdPerson(ctx, tx, a.Document); err != nil {
			return err
		}
		current, err := tx.LockAccount(ctx, a.ID)
		if err != nil {
			return err
		}
		sent, right, err := s.useCode(ctx, tx, a.ID, forClaim, code)
		if err != nil {
			return err
		}
		if !right {
			refusal = fault.New(op, fault.Denied, "code_wrong").At("code")
			return nil // the failed try must be counted
		}
		holders, err := claimants(ctx, tx, current)
		if err != nil {
			return err
		}
		if len(holders) > 0 {
			refusal = fault.New(op, fault.Conflict, "document_already_claimed").At("code")
			return s.record(acting(ctx, a), tx, a.ID, "account.claim_refused", a.ID, "held by "+holders[0].ID)
		}
		current.ClaimedAt = s.now()
		current.PhoneConfirmed = current.PhoneConfirmed || sent.Phone == current.Phone
		if err := tx.UpdateAccount(ctx, current); err != nil {
			return err
		}
		return s.recordClaim(acting(ctx, a), tx, a.ID, "account.claim", current, "by code")
	})
	if err != nil {
		return fault.Wrap(op, err)
	}
	return refusal
}
