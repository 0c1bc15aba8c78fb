package signin

import (
	"context"
	"errors"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/store"
)

// VerifierRegistration is the account of an organisation that checks, as it
// was typed.
type VerifierRegistration struct {
	Organisation string // ID of the organisation, which is added with it
	Username     string
	Password     string
	Contact      string // telephone number or mail address
	Client       string // whom to count the attempt against, e.g. an address
}

// Check returns what is wrong with the fields, joined: Invalid at username,
// password and contact.
func (r VerifierRegistration) Check() error {
	username := strings.TrimSpace(r.Username)
	_, err := parseContact(r.Contact)
	return errors.Join(checkUsername(username), checkPassword(r.Password, username), err)
}

// RegisterVerifier opens an organisation's account, signed in, and sends a code
// to its contact (see ConfirmContact). add adds the organisation in the same
// transaction. It fails as Check does, with Throttled too_many_attempts and with
// Conflict username_taken, whatever else is known of the organisation.
func (s *Service) RegisterVerifier(ctx context.Context, r VerifierRegistration, add func(context.Context, store.Tx, store.Account) error) (Registered, error) {
	const op = "signin.RegisterVerifier"
	if err := s.pass(ctx, op, key("register", r.Client), s.limits.Register); err != nil {
		return Registered{}, err
	}
	if err := r.Check(); err != nil {
		return Registered{}, fault.Wrap(op, err)
	}
	a := store.Account{
		ID: newID(), CreatedAt: s.now(), Role: store.VerifierRole,
		Username: strings.TrimSpace(r.Username), Organisation: r.Organisation,
	}
	var err error
	if a.PasswordHash, err = s.hasher.Hash(ctx, r.Password); err != nil {
		return Registered{}, fault.Wrap(op, err)
	}
	token := newToken()
	var codes []string
	err = s.store.Update(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		ctx = acting(ctx, a)
		if err := tx.AddAccount(ctx, a); err != nil {
			return err
		}
		if err := add(ctx, tx, a); err != nil {
			return err
		}
		if codes, err = s.putRecoveryCodes(ctx, tx, a.ID); err != nil {
			return err
		}
		if err := s.record(ctx, tx, a.ID, "account.register", a.ID, ""); err != nil {
			return err
		}
		if err := s.noteDevice(ctx, tx, a, false); err != nil {
			return err
		}
		return tx.AddSession(ctx, s.session(ctx, a, token))
	})
	if err != nil {
		return Registered{}, atField(fault.Wrap(op, err), "username_taken", "username")
	}
	if err := s.StartContact(ctx, a, r.Contact); err != nil {
		return Registered{}, fault.Wrap(op, err)
	}
	return Registered{Account: a, Token: token, RecoveryCodes: codes}, nil
}

// StartContact sends a code to a telephone number or mail address by which the
// account is to be reached. It fails with Invalid at contact and with Throttled
// too_many_attempts.
func (s *Service) StartContact(ctx context.Context, a store.Account, contact string) error {
	const op = "signin.StartContact"
	to, err := parseContact(contact)
	if err != nil {
		return fault.Wrap(op, err)
	}
	if err := s.pass(ctx, op, key("code-requests", a.ID), s.limits.CodeRequests); err != nil {
		return err
	}
	return fault.Wrap(op, s.sendCode(ctx, a.ID, to, forContact, messages.ContactCode))
}

// ConfirmContact confirms the address that the newest code of StartContact went
// to. also does in the same transaction what follows from it; when it fails,
// nothing is confirmed. It fails with Denied code_wrong as Claim does, and with
// Throttled too_many_attempts.
func (s *Service) ConfirmContact(ctx context.Context, a store.Account, code string, also func(context.Context, store.Tx, store.Account) error) error {
	const op = "signin.ConfirmContact"
	if err := s.pass(ctx, op, key("code-entries", a.ID), s.limits.CodeEntries); err != nil {
		return err
	}
	var refusal error
	err := s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		refusal = nil
		current, err := tx.LockAccount(ctx, a.ID)
		if err != nil {
			return err
		}
		sent, right, err := s.useCode(ctx, tx, a.ID, forContact, code)
		if err != nil {
			return err
		}
		if !right {
			refusal = fault.New(op, fault.Denied, "code_wrong").At("code")
			return nil // the failed try must be counted
		}
		if strings.Contains(sent.Phone, "@") {
			current.Email = sent.Phone
		} else {
			current.Phone, current.PhoneConfirmed = sent.Phone, true
		}
		if err := tx.UpdateAccount(ctx, current); err != nil {
			return err
		}
		ctx = acting(ctx, current)
		if err := s.record(ctx, tx, a.ID, "account.confirm_contact", a.ID, ""); err != nil {
			return err
		}
		return also(ctx, tx, current)
	})
	if err != nil {
		return fault.Wrap(op, err)
	}
	return refusal
}

// SetLockout locks an organisation's account out at a time, ending its sessions,
// or lets in again what was locked out from then on, in the caller's transaction:
// what a colleague had locked out before stays so.
func (s *Service) SetLockout(ctx context.Context, tx store.Tx, id string, out bool, at time.Time) error {
	const op = "signin.SetLockout"
	a, err := tx.LockAccount(ctx, id)
	if err != nil {
		return fault.Wrap(op, err)
	}
	switch {
	case out && !a.Disabled():
		a.DisabledAt = at
	case !out && !a.DisabledAt.Before(at):
		a.DisabledAt = time.Time{}
	}
	if err := tx.UpdateAccount(ctx, a); err != nil {
		return fault.Wrap(op, err)
	}
	return fault.Wrap(op, tx.DeleteSessionsOf(ctx, id))
}
