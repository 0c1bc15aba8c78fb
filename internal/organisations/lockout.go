package organisations

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

const (
	// listed is how many organisations an administrator sees at once.
	listed = 100
	// maxReason is how long the reason of a lockout may be, in code points.
	maxReason = 300
)

// Organised is an organisation with its people.
type Organised struct {
	store.Organisation
	People []store.Account
	Left   int // look-ups today
}

// Find returns the newest organisations whose name contains the words, or whose
// number they are, at most 100.
func (s *Service) Find(ctx context.Context, words string) (all []store.Organisation, err error) {
	words = strings.TrimSpace(words)
	if number, err := ParseCreditCode(words); err == nil {
		words = number
	}
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		all, err = r.Organisations(ctx, words, listed)
		return err
	})
	return all, fault.Wrap("organisations.Find", err)
}

// Show returns an organisation with its people.
func (s *Service) Show(ctx context.Context, id string) (o Organised, err error) {
	const op = "organisations.Show"
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		if o.Organisation, err = r.Organisation(ctx, id); err != nil {
			return err
		}
		o.People, err = r.AccountsOfOrganisation(ctx, id)
		return err
	})
	if err != nil {
		return Organised{}, fault.Wrap(op, err)
	}
	o.Left, err = s.Left(ctx, o.Organisation)
	return o, fault.Wrap(op, err)
}

// Lock locks an organisation out: its people are signed out at once and cannot
// sign in, its keys let nobody in, and its number may be registered again. It
// fails with Invalid reason_missing or reason_too_long, and with Conflict
// organisation_locked where it is locked out already.
func (s *Service) Lock(ctx context.Context, by store.Account, id, reason string) error {
	const op = "organisations.Lock"
	reason = strings.TrimSpace(reason)
	switch n := utf8.RuneCountInString(reason); {
	case n == 0:
		return fault.New(op, fault.Invalid, "reason_missing").At("reason")
	case n > maxReason:
		return fault.New(op, fault.Invalid, "reason_too_long").At("reason").With("limit", maxReason)
	}
	return fault.Wrap(op, s.change(ctx, by, id, reason, true))
}

// Unlock lets an organisation in again. It fails with Conflict
// organisation_open where it is not locked out, and organisation_registered
// where another has confirmed its number since.
func (s *Service) Unlock(ctx context.Context, by store.Account, id string) error {
	return fault.Wrap("organisations.Unlock", s.change(ctx, by, id, "", false))
}

func (s *Service) change(ctx context.Context, by store.Account, id, reason string, out bool) error {
	const op = "organisations.change"
	return s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		o, err := tx.Organisation(ctx, id)
		action, at := "organisation.unlock", o.DisabledAt
		switch {
		case err != nil:
			return err
		case out && o.Disabled():
			return fault.New(op, fault.Conflict, "organisation_locked")
		case !out && !o.Disabled():
			return fault.New(op, fault.Conflict, "organisation_open")
		case out:
			at = s.Now()
			action, o.DisabledAt = "organisation.lock", at
		default:
			o.DisabledAt = time.Time{}
		}
		if err := tx.UpdateOrganisation(ctx, o); err != nil {
			return err
		}
		people, err := tx.AccountsOfOrganisation(ctx, id)
		if err != nil {
			return err
		}
		for _, a := range people {
			if err := s.SignIn.SetLockout(ctx, tx, a.ID, out, at); err != nil {
				return err
			}
		}
		return s.record(ctx, tx, by, action, o, reason)
	})
}
