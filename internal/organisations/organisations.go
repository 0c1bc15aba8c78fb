// Package organisations is how an organisation that checks certificates
// (查验单位) comes to be known, and how it is locked out.
//
// Anybody may register an organisation; nobody confirms that they are its
// people, and everything that shows an organisation's name says so. What is
// confirmed, by a one-time code, is where its account is reached. Registering
// is answered alike whether or not the number is registered: that is told only
// to someone who has shown the code, and then the number stays with whoever
// confirmed it first. An administrator who locks an organisation out frees its
// number.
package organisations

import (
	"context"
	"crypto/rand"
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
)

// Service is the use case. It is safe for concurrent use.
type Service struct {
	Store  store.Store
	SignIn *signin.Service
	Now    func() time.Time
	PerDay int // look-ups that one organisation has a day
}

// maxName is how long an organisation's name may be, in code points.
const maxName = 100

// Registration is the form as it was typed.
type Registration struct {
	Name     string
	Number   string // 统一社会信用代码
	Username string
	Password string
	Contact  string // telephone number or mail address
	Client   string // whom to count the attempt against, e.g. an address
}

// Register opens the account of an organisation, which may do nothing before
// Confirm. It fails with Invalid, the faults of all fields joined, at name,
// number, username, password and contact; with Throttled too_many_attempts; with
// Conflict username_taken.
func (s *Service) Register(ctx context.Context, r Registration) (signin.Registered, error) {
	const op = "organisations.Register"
	name := strings.TrimSpace(r.Name)
	number, numberErr := ParseCreditCode(r.Number)
	account := signin.VerifierRegistration{
		Organisation: strings.ToLower(rand.Text()), Username: r.Username, Password: r.Password, Contact: r.Contact, Client: r.Client,
	}
	if err := errors.Join(checkName(name), numberErr, account.Check()); err != nil {
		return signin.Registered{}, err
	}
	o := store.Organisation{ID: account.Organisation, Name: name, Number: number, CreatedAt: s.Now()}
	registered, err := s.SignIn.RegisterVerifier(ctx, account, func(ctx context.Context, tx store.Tx, a store.Account) error {
		if err := tx.AddOrganisation(ctx, o); err != nil {
			return err
		}
		return s.record(ctx, tx, a, "organisation.register", o, "")
	})
	return registered, fault.Wrap(op, err)
}

// Enrol adds an organisation that needs no proof, with its account: the demo's.
func (s *Service) Enrol(ctx context.Context, actor, name, number string, e signin.Enrolment) error {
	const op = "organisations.Enrol"
	now := s.Now()
	o := store.Organisation{ID: strings.ToLower(rand.Text()), Name: name, Number: number, CreatedAt: now, ConfirmedAt: now}
	err := s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := tx.AddOrganisation(ctx, o); err != nil {
			return err
		}
		return s.record(ctx, tx, store.Account{ID: actor}, "organisation.register", o, "")
	})
	if err != nil {
		return fault.Wrap(op, err)
	}
	e.Role, e.Organisation = store.VerifierRole, o.ID
	_, err = s.SignIn.Enrol(ctx, actor, e)
	return fault.Wrap(op, err)
}

// checkName takes what stands on one line: letters, marks, digits, punctuation
// and plain blanks.
func checkName(name string) error {
	const op = "organisations.checkName"
	switch n := utf8.RuneCountInString(name); {
	case n == 0:
		return fault.New(op, fault.Invalid, "organisation_name_missing").At("name")
	case n > maxName:
		return fault.New(op, fault.Invalid, "organisation_name_too_long").At("name").With("limit", maxName)
	case !utf8.ValidString(name) || strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsGraphic(r) }):
		return fault.New(op, fault.Invalid, "organisation_name_malformed").At("name")
	}
	return nil
}

// SendCode sends a code to where the organisation's account is to be reached.
// It fails with Invalid contact_malformed and Throttled too_many_attempts.
func (s *Service) SendCode(ctx context.Context, a store.Account, contact string) error {
	return fault.Wrap("organisations.SendCode", s.SignIn.StartContact(ctx, a, contact))
}

// Confirm takes the code in, after which the organisation may look things up.
// It fails with Denied code_wrong, with Throttled too_many_attempts, and with
// Conflict organisation_registered where another confirmed the number first.
func (s *Service) Confirm(ctx context.Context, a store.Account, code string) error {
	const op = "organisations.Confirm"
	err := s.SignIn.ConfirmContact(ctx, a, code, func(ctx context.Context, tx store.Tx, a store.Account) error {
		o, err := tx.Organisation(ctx, a.Organisation)
		if err != nil || o.Confirmed() {
			return err
		}
		o.ConfirmedAt = s.Now()
		if err := tx.UpdateOrganisation(ctx, o); err != nil {
			return err
		}
		return s.record(ctx, tx, a, "organisation.confirm", o, "")
	})
	return fault.Wrap(op, err)
}

// Of returns the organisation that a verifier checks for.
func (s *Service) Of(ctx context.Context, a store.Account) (o store.Organisation, err error) {
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		o, err = r.Organisation(ctx, a.Organisation)
		return err
	})
	return o, fault.Wrap("organisations.Of", err)
}

// Left is how many look-ups an organisation has left today.
func (s *Service) Left(ctx context.Context, o store.Organisation) (left int, err error) {
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		taken, err := r.LookupsTaken(ctx, o.ID, civil.Of(s.Now()))
		left = max(0, s.PerDay-taken)
		return err
	})
	return left, fault.Wrap("organisations.Left", err)
}

// record adds to the trail what became of an organisation. by is an account of
// its own, or an administrator, whose authority's business it then is.
func (s *Service) record(ctx context.Context, tx store.Tx, by store.Account, action string, o store.Organisation, reason string) error {
	return tx.Record(ctx, audit.Entry{
		At: s.Now(), Actor: by.ID, Authority: by.Authority, Action: action, Subject: o.ID, Detail: reason,
		After: audit.Facts{"name": o.Name, "number": o.Number, "disabled": strconv.FormatBool(o.Disabled())}.JSON(),
	})
}
