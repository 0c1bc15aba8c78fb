package signin

import (
	"context"
	"strings"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/store"
)

// An account is reached elsewhere once a code sent there has come back. Whoever
// was reached until then is told at once, with an address that takes the change
// back for Limits.TakeBack (see TakeBack). Meanwhile the same contact cannot be
// changed again, or the telling could be led on to another stranger, and the
// account cannot be closed.

// purposeOf is the purpose of the code that confirms a contact.
func purposeOf(contact store.Contact) string { return "contact-" + string(contact) }

// readContact brings what was typed to the form in which it is kept.
func readContact(contact store.Contact, typed string) (string, error) {
	if contact == store.PhoneContact {
		return parsePhone(typed)
	}
	if typed = strings.TrimSpace(typed); !plainMail(typed) {
		return "", fault.New("signin.readContact", fault.Invalid, "email_malformed").At("email")
	}
	return typed, nil
}

func valueOf(a store.Account, contact store.Contact) string {
	if contact == store.EmailContact {
		return a.Email
	}
	return a.Phone
}

// confirmedOf is a contact's value where a code sent there came back, else "".
func confirmedOf(a store.Account, contact store.Contact) string {
	if contact == store.PhoneContact && !a.PhoneConfirmed {
		return ""
	}
	return valueOf(a, contact)
}

func setContact(a *store.Account, contact store.Contact, value string) {
	if contact == store.EmailContact {
		a.Email = value
		return
	}
	a.Phone, a.PhoneConfirmed = value, value != ""
}

// StartContactChange sends a code to where the account whose session the token
// opens is to be reached, and returns that as it will be kept. It fails with
// Denied reauthenticate, with Invalid phone_malformed, email_malformed or
// contact_unchanged, with Conflict contact_change_open while an earlier change
// can be taken back, and with Throttled too_many_attempts.
func (s *Service) StartContactChange(ctx context.Context, token string, contact store.Contact, typed string) (to string, err error) {
	const op = "signin.StartContactChange"
	if to, err = readContact(contact, typed); err != nil {
		return "", fault.Wrap(op, err)
	}
	var a store.Account
	err = s.store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		if a, err = s.requireRecent(ctx, r, op, token); err != nil {
			return err
		}
		return s.mayChange(ctx, r, op, a, contact, to)
	})
	if err != nil {
		return "", fault.Wrap(op, err)
	}
	if err := s.pass(ctx, op, key("code-requests", a.ID), s.limits.CodeRequests); err != nil {
		return "", err
	}
	return to, fault.Wrap(op, s.sendCode(ctx, a.ID, to, purposeOf(contact), messages.ContactCode))
}

func (s *Service) mayChange(ctx context.Context, r store.Reader, op string, a store.Account, contact store.Contact, to string) error {
	if to == confirmedOf(a, contact) {
		return fault.New(op, fault.Invalid, "contact_unchanged").At(string(contact))
	}
	open, err := s.openChanges(ctx, r, a.ID)
	for _, c := range open {
		if c.Contact == contact {
			return fault.New(op, fault.Conflict, "contact_change_open").At(string(contact))
		}
	}
	return err
}

// openChanges returns an account's changes that can be taken back now.
func (s *Service) openChanges(ctx context.Context, r store.Reader, account string) (open []store.ContactChange, err error) {
	all, err := r.ContactChanges(ctx, account)
	for _, c := range all {
		if s.now().Before(c.Until) {
			open = append(open, c)
		}
	}
	return open, err
}

// OpenContactChanges returns an account's changes that can be taken back now.
func (s *Service) OpenContactChanges(ctx context.Context, account string) (open []store.ContactChange, err error) {
	err = s.store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		open, err = s.openChanges(ctx, r, account)
		return err
	})
	return open, fault.Wrap("signin.OpenContactChanges", err)
}

// FinishContactChange has the account reached where the code was sent. It fails
// with Denied code_wrong, alike for a code that is wrong, too old, used, tried
// too often or was never sent, and else as StartContactChange does.
func (s *Service) FinishContactChange(ctx context.Context, token string, contact store.Contact, code string) error {
	const op = "signin.FinishContactChange"
	a, _, err := s.Authenticate(ctx, token)
	if err != nil {
		return fault.Wrap(op, err)
	}
	if err := s.pass(ctx, op, key("code-entries", a.ID), s.limits.CodeEntries); err != nil {
		return err
	}
	var refusal error
	err = s.changeContact(ctx, op, token, contact, func(ctx context.Context, tx store.Tx, a store.Account) (string, bool, error) {
		sent, right, err := s.useCode(ctx, tx, a.ID, purposeOf(contact), code)
		refusal = nil
		if err == nil && !right {
			refusal = fault.New(op, fault.Denied, "code_wrong").At("code")
		}
		return sent.Phone, right, err
	})
	if err != nil {
		return fault.Wrap(op, err)
	}
	return refusal
}

// RemoveEmail takes the mail address off the account whose session the token
// opens. It fails with Invalid contact_last where nothing else reaches it, and
// else as StartContactChange does.
func (s *Service) RemoveEmail(ctx context.Context, token string) error {
	const op = "signin.RemoveEmail"
	return fault.Wrap(op, s.changeContact(ctx, op, token, store.EmailContact, func(_ context.Context, _ store.Tx, a store.Account) (string, bool, error) {
		if !a.PhoneConfirmed {
			return "", false, fault.New(op, fault.Invalid, "contact_last").At("email")
		}
		return "", true, nil
	}))
}

// changeContact stores what next gives, if it does, and tells whoever was
// reached until now.
func (s *Service) changeContact(ctx context.Context, op, token string, contact store.Contact, next func(context.Context, store.Tx, store.Account) (to string, ok bool, err error)) error {
	return s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		a, err := s.requireRecent(ctx, tx, op, token)
		if err != nil {
			return err
		}
		if a, err = tx.LockAccount(ctx, a.ID); err != nil {
			return err
		}
		to, ok, err := next(ctx, tx, a)
		if err != nil || !ok {
			return err // a failed try is counted
		}
		if err := s.mayChange(ctx, tx, op, a, contact, to); err != nil {
			return err
		}
		before := a
		setContact(&a, contact, to)
		if err := tx.UpdateAccount(ctx, a); err != nil {
			return err
		}
		if err := tx.DeleteOneTimeCode(ctx, a.ID, forRecover); err != nil { // it may be on its way to the old one
			return err
		}
		if err := s.tellBefore(ctx, tx, before, contact); err != nil {
			return err
		}
		return s.record(acting(ctx, a), tx, a.ID, "account.change_contact", a.ID, string(contact))
	})
}

// tellBefore tells whoever a contact reached, or, where it reached nobody, the
// account's other contact, and lets them take the change back.
func (s *Service) tellBefore(ctx context.Context, tx store.Tx, before store.Account, contact store.Contact) error {
	was := confirmedOf(before, contact)
	to := was
	if to == "" {
		to = before.Contact()
	}
	if to == "" {
		return nil
	}
	takesBack := newToken()
	err := tx.AddContactChange(ctx, store.ContactChange{
		AccountID: before.ID, Contact: contact, Before: was, TokenHash: tokenHash(takesBack),
		At: s.now(), Until: s.now().Add(s.limits.TakeBack),
	})
	if err != nil {
		return err
	}
	return s.desk.TellAt(ctx, tx, before, to, messages.ContactChanged, s.address+takeBackPath+takesBack)
}
