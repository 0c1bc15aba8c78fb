package signin

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

// NewStaff is an account of an authority's staff as it is opened.
type NewStaff struct {
	Role      store.Role
	Authority string
	Username  string
	Name      string
	Phone     string // may be ""
}

// AddStaff opens an account with a temporary password, which it returns to be
// handed over once. actor is an account ID, or "cli". It fails with Invalid
// where a field is wrong, each joined, and with Conflict username_taken.
func (s *Service) AddStaff(ctx context.Context, actor string, n NewStaff) (a store.Account, temporary string, err error) {
	const op = "signin.AddStaff"
	if a, err = n.account(); err != nil {
		return store.Account{}, "", fault.Wrap(op, err)
	}
	a, temporary, err = s.openFor(ctx, actor, a)
	return a, temporary, fault.Wrap(op, err)
}

// openFor opens an account for another person, with a temporary password.
func (s *Service) openFor(ctx context.Context, actor string, a store.Account) (_ store.Account, temporary string, err error) {
	const op = "signin.openFor"
	temporary = newCode(temporaryLength)
	a.ID, a.CreatedAt, a.Temporary = newID(), s.now(), true
	if a.PasswordHash, err = s.hasher.Hash(ctx, temporary); err != nil {
		return store.Account{}, "", fault.Wrap(op, err)
	}
	err = s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := tx.AddAccount(ctx, a); err != nil {
			return err
		}
		return s.recordStaff(ctx, tx, actor, "account.add_staff", store.Account{}, a)
	})
	if err != nil {
		return store.Account{}, "", atField(fault.Wrap(op, err), "username_taken", "username")
	}
	return a, temporary, nil
}

// account checks every field and joins what is wrong.
func (n NewStaff) account() (store.Account, error) {
	const op = "signin.AddStaff"
	a := store.Account{
		Role: n.Role, Authority: strings.TrimSpace(n.Authority),
		Username: strings.TrimSpace(n.Username), Name: strings.TrimSpace(n.Name),
	}
	var wrong []error
	if !slices.Contains(store.StaffRoles(), n.Role) {
		wrong = append(wrong, fault.New(op, fault.Invalid, "role_unknown").At("role"))
	}
	if a.Authority == "" {
		wrong = append(wrong, fault.New(op, fault.Invalid, "staff_authority_missing").At("authority"))
	}
	if err := checkUsername(a.Username); err != nil {
		wrong = append(wrong, err)
	}
	if a.Name != "" {
		wrong = append(wrong, named(op, person.CheckName(a.Name), "name"))
	}
	if n.Phone != "" {
		phone, err := parsePhone(n.Phone)
		a.Phone = phone
		wrong = append(wrong, err)
	}
	return a, errors.Join(wrong...)
}

// Staff lists the accounts of an authority's staff, by user name.
func (s *Service) Staff(ctx context.Context, authority string) (all []store.Account, err error) {
	err = s.store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		all, err = r.StaffOf(ctx, authority)
		return err
	})
	return all, fault.Wrap("signin.Staff", err)
}

// StaffMember returns one of an authority's staff; the account of another
// authority, or a holder's, is as unknown as one that is not there.
func (s *Service) StaffMember(ctx context.Context, authority, id string) (a store.Account, err error) {
	const op = "signin.StaffMember"
	err = s.store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		a, err = r.Account(ctx, id)
		return err
	})
	if fault.Is(err, fault.NotFound) || err == nil && (!a.Role.Staff() || a.Authority != authority) {
		return store.Account{}, fault.New(op, fault.NotFound, "account_unknown")
	}
	return a, fault.Wrap(op, err)
}

// Disable locks a colleague's account out and ends its sessions. It fails with
// Denied own_account for the own one, and with Conflict last_administrator
// where the authority, or last_verifier where the organisation, would be left
// without one.
func (s *Service) Disable(ctx context.Context, by store.Account, id string) error {
	const op = "signin.Disable"
	return s.changeStaff(ctx, op, by, id, "account.disable", func(ctx context.Context, tx store.Tx, a *store.Account) error {
		if a.Disabled() {
			return nil
		}
		if err := anotherRemains(ctx, tx, *a); err != nil {
			return err
		}
		a.DisabledAt = s.now()
		return tx.DeleteSessionsOf(ctx, a.ID)
	})
}

// Enable lets a colleague's account in again.
func (s *Service) Enable(ctx context.Context, by store.Account, id string) error {
	return s.changeStaff(ctx, "signin.Enable", by, id, "account.enable", func(_ context.Context, _ store.Tx, a *store.Account) error {
		a.DisabledAt = time.Time{}
		return nil
	})
}

// ResetStaffPassword sets a temporary password for a colleague, as
// ResetPassword does for anyone.
func (s *Service) ResetStaffPassword(ctx context.Context, by store.Account, id string) (temporary string, err error) {
	const op = "signin.ResetStaffPassword"
	temporary = newCode(temporaryLength)
	hash, err := s.hasher.Hash(ctx, temporary)
	if err != nil {
		return "", fault.Wrap(op, err)
	}
	err = s.changeStaff(ctx, op, by, id, "account.reset_password", func(ctx context.Context, tx store.Tx, a *store.Account) error {
		a.PasswordHash, a.Temporary = hash, true
		if err := tx.PutRecoveryCodes(ctx, a.ID, nil, s.now()); err != nil {
			return err
		}
		return s.setPassword(ctx, tx, *a)
	})
	return temporary, err
}

// ResetSecondFactor takes a colleague's second factor and passkeys away, ends
// the sessions they opened, and lets the next sign-in set up another.
func (s *Service) ResetSecondFactor(ctx context.Context, by store.Account, id string) error {
	return s.changeStaff(ctx, "signin.ResetSecondFactor", by, id, secondFactorReset, s.forgetSecondFactor(by.ID))
}

// ResetSecondFactorOf is ResetSecondFactor on the word of whoever runs the
// command line. It fails with NotFound account_unknown.
func (s *Service) ResetSecondFactorOf(ctx context.Context, username string) error {
	const op = "signin.ResetSecondFactorOf"
	a, found, err := s.find(ctx, username)
	if err == nil && !found {
		err = fault.New(op, fault.NotFound, "account_unknown").At("username")
	}
	if err != nil {
		return fault.Wrap(op, err)
	}
	return s.changeAccount(ctx, op, "cli", a.ID, secondFactorReset, s.forgetSecondFactor("cli"))
}

const secondFactorReset = "account.reset_second_factor"

// forgetSecondFactor takes an authenticator's secret away, and passkeys: each is
// a second factor.
func (s *Service) forgetSecondFactor(actor string) func(context.Context, store.Tx, *store.Account) error {
	return func(ctx context.Context, tx store.Tx, a *store.Account) error {
		a.TOTPSecret, a.TOTPStep = "", 0
		had, err := tx.PasskeysOf(ctx, a.ID)
		if err != nil {
			return err
		}
		for _, p := range had {
			err := tx.Record(ctx, audit.Entry{
				At: s.now(), Actor: actor, Authority: a.Authority, Action: "passkey.remove", Subject: a.ID, Detail: p.ID,
			})
			if err != nil {
				return err
			}
		}
		if err := tx.DeletePasskeysOf(ctx, a.ID); err != nil {
			return err
		}
		return tx.DeleteSessionsOf(ctx, a.ID)
	}
}

// changeStaff changes the account of a colleague, never the own.
func (s *Service) changeStaff(ctx context.Context, op string, by store.Account, id, action string, change func(context.Context, store.Tx, *store.Account) error) error {
	if by.ID == id {
		return fault.New(op, fault.Denied, "own_account")
	}
	if _, err := s.colleague(ctx, by, id); err != nil {
		return err
	}
	return s.changeAccount(ctx, op, by.ID, id, action, change)
}

// changeAccount changes an account and records it. An account's role and
// authority never change, so what was true of them before is true now.
func (s *Service) changeAccount(ctx context.Context, op, actor, id, action string, change func(context.Context, store.Tx, *store.Account) error) error {
	err := s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		a, err := tx.LockAccount(ctx, id)
		if err != nil {
			return err
		}
		before := a
		if err := change(ctx, tx, &a); err != nil || a == before {
			return err
		}
		if err := tx.UpdateAccount(ctx, a); err != nil {
			return err
		}
		return s.recordStaff(ctx, tx, actor, action, before, a)
	})
	return fault.Wrap(op, err)
}

// recordStaff records a change to an account, the zero account being none, as
// its authority's business.
func (s *Service) recordStaff(ctx context.Context, tx store.Tx, actor, action string, before, after store.Account) error {
	facts := func(a store.Account) string {
		if a.ID == "" {
			return ""
		}
		return audit.Facts{
			"role": string(a.Role), "disabled": strconv.FormatBool(a.Disabled()),
			"temporary_password": strconv.FormatBool(a.Temporary), "second_factor": strconv.FormatBool(a.TOTPSecret != ""),
		}.JSON()
	}
	return tx.Record(ctx, audit.Entry{
		At: s.now(), Actor: actor, Authority: after.Authority, Action: action, Subject: after.ID,
		Before: facts(before), After: facts(after),
	})
}
