package signin

import (
	"context"
	"strings"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/store"
)

// forLookup begins the purpose of a code that lets an organisation look
// certificates up; what it is bound to follows.
const forLookup = "lookup/"

// StartLookup sends the account a code, to its confirmed telephone or else its
// confirmed mail address, which is good for what it is bound to and nothing
// else. It fails with Denied no_confirmed_address where there is neither, and
// with Throttled too_many_attempts.
func (s *Service) StartLookup(ctx context.Context, a store.Account, bound string) error {
	const op = "signin.StartLookup"
	if err := s.pass(ctx, op, key("code-requests", a.ID), s.limits.CodeRequests); err != nil {
		return err
	}
	to := LookupAddress(a)
	if to == "" {
		return fault.New(op, fault.Denied, "no_confirmed_address")
	}
	return fault.Wrap(op, s.sendCode(ctx, a.ID, to, forLookup+bound, messages.LookupCode))
}

// ConfirmLookup takes the code in, once. It fails with Denied code_wrong, alike
// for a code that is wrong, too old, used, tried too often, for something else
// or never sent, and with Throttled too_many_attempts.
func (s *Service) ConfirmLookup(ctx context.Context, a store.Account, bound, code string) error {
	const op = "signin.ConfirmLookup"
	if err := s.pass(ctx, op, key("code-entries", a.ID), s.limits.CodeEntries); err != nil {
		return err
	}
	right := false
	err := s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		if _, err := tx.LockAccount(ctx, a.ID); err != nil {
			return err
		}
		var err error
		if _, right, err = s.useCode(ctx, tx, a.ID, forLookup+bound, code); err != nil || !right {
			return err // a failed try must be counted
		}
		return s.record(acting(ctx, a), tx, a.ID, "code.confirm", a.ID, "lookup")
	})
	switch {
	case err != nil:
		return fault.Wrap(op, err)
	case !right:
		return fault.New(op, fault.Denied, "code_wrong").At("code")
	}
	return nil
}

// LookupAddress is where the account's codes for looking up go; "" for nowhere.
func LookupAddress(a store.Account) string {
	if a.PhoneConfirmed && a.Phone != "" {
		return a.Phone
	}
	return a.Email
}

// MaskedAddress is a telephone or mail address with no more of it than its owner
// needs to know it by.
func MaskedAddress(to string) string {
	if name, host, mail := strings.Cut(to, "@"); mail {
		first := []rune(name)
		return string(first[:min(len(first), 1)]) + "***@" + host
	}
	const shown = 4
	return strings.Repeat("*", max(0, len(to)-shown)) + to[max(0, len(to)-shown):]
}
