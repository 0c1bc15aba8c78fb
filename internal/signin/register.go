package signin

import (
	"context"
	"errors"
	"strings"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

// Registration is the form as it was typed.
type Registration struct {
	Name           string
	DocumentType   string // a person.DocumentType
	DocumentNumber string
	Username       string
	Password       string
	Phone          string
	Client         string // whom to count the attempt against, e.g. an address
}

// Registered is a new account, signed in.
type Registered struct {
	Account       store.Account
	Token         string   // of the session
	RecoveryCodes []string // to be shown once; only their hashes are kept
}

// Register opens a holder's account, unproven, and sends the code that proves
// it where there is a telephone to send it to (see StartClaim). It fails with
// Throttled too_many_attempts; with Invalid, the faults of all fields joined,
// one for each, fields being name, id_type, id_number, username, password and
// phone; with Conflict username_taken. Nothing it returns depends on whether
// the register knows the person, or on another account for the document.
func (s *Service) Register(ctx context.Context, r Registration) (Registered, error) {
	const op = "signin.Register"
	if err := s.pass(ctx, op, key("register", r.Client), s.limits.Register); err != nil {
		return Registered{}, err
	}
	a, err := r.account()
	if err != nil {
		return Registered{}, fault.Wrap(op, err)
	}
	a.ID, a.CreatedAt = newID(), s.now()
	if a.PasswordHash, err = s.hasher.Hash(ctx, r.Password); err != nil {
		return Registered{}, fault.Wrap(op, err)
	}

	token := newToken()
	var first []store.Account
	var codes []string
	err = s.store.Update(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		if first, err = tx.AccountsOfPerson(ctx, a.Document); err != nil {
			return err
		}
		if err := tx.AddAccount(ctx, a); err != nil {
			return err
		}
		if codes, err = s.putRecoveryCodes(ctx, tx, a.ID); err != nil {
			return err
		}
		ctx = acting(ctx, a)
		if err := s.record(ctx, tx, a.ID, "account.register", a.ID, ""); err != nil {
			return err
		}
		for _, other := range first {
			if err := s.record(ctx, tx, a.ID, "account.second_registration", other.ID, "by "+a.ID); err != nil {
				return err
			}
		}
		if err := s.warn(ctx, tx, first); err != nil {
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
	if err := s.StartClaim(ctx, a); err != nil {
		return Registered{}, fault.Wrap(op, err)
	}
	return Registered{Account: a, Token: token, RecoveryCodes: codes}, nil
}

// warn tells the proven accounts of a document, and of those that an authority
// has tied to it, that it was registered again.
// An unproven account is anybody's: telling it would tell a stranger.
func (s *Service) warn(ctx context.Context, tx store.Tx, accounts []store.Account) error {
	for _, a := range accounts {
		if !a.Claimed() {
			continue
		}
		rate := s.limits.NoticesToPhone
		ok, err := tx.Allow(ctx, key("notices-to-phone", a.Phone), s.now(), rate.Burst, rate.Every)
		if err == nil && ok {
			err = s.desk.Tell(ctx, tx, a, messages.SecondRegistration)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// account checks every field and joins what is wrong.
func (r Registration) account() (store.Account, error) {
	const op = "signin.Register"
	a := store.Account{Role: store.HolderRole, Name: strings.TrimSpace(r.Name), Username: strings.TrimSpace(r.Username)}
	document, documentErr := person.ParseDocument(person.DocumentType(r.DocumentType), r.DocumentNumber)
	phone, phoneErr := parsePhone(r.Phone)
	a.Document, a.Phone = document, phone
	documentField := "id_number"
	if fault.ReasonOf(documentErr) == person.ReasonIDType {
		documentField = "id_type"
	}
	var noNumber error // told beside an unknown type, of which ParseDocument says nothing more
	if documentField == "id_type" && strings.TrimSpace(r.DocumentNumber) == "" {
		noNumber = fault.New(op, fault.Invalid, person.ReasonIDEmpty).At("id_number")
	}
	return a, errors.Join(
		named(op, person.CheckName(a.Name), "name"),
		named(op, documentErr, documentField),
		noNumber,
		checkUsername(a.Username),
		checkPassword(r.Password, a.Username),
		phoneErr,
	)
}

// named says which field an error belongs to.
func named(op string, err error, field string) error {
	var e *fault.Error
	if errors.As(fault.Wrap(op, err), &e) {
		return e.At(field)
	}
	return err
}

// atField names the field of an error that has the reason.
func atField(err error, reason fault.Reason, field string) error {
	if fault.ReasonOf(err) == reason {
		return named("signin.Register", err, field)
	}
	return err
}
