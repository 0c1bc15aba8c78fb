package signin

import (
	"context"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

// Enrolment is an account that someone in charge opens for another.
type Enrolment struct {
	Username  string
	Password  string
	Role      store.Role
	Authority string // staff: the authority they act for
	// TOTPSecret is the second factor of staff who need one, in base 32; "" has
	// them set it up when they first sign in.
	TOTPSecret string

	// Organisation is the ID of whom a verifier checks for.
	Organisation string

	// For a holder, who then counts as proven. A verifier has a telephone, too;
	// it counts as confirmed.
	Name     string
	Document person.Document
	Phone    string
}

// Enrol opens an account that needs no proof: staff, and the demo's
// holders and verifiers.
// actor is an account ID, "cli" or "system". It fails with Invalid where a
// field is wrong, with Conflict username_taken or document_already_claimed.
func (s *Service) Enrol(ctx context.Context, actor string, e Enrolment) (store.Account, error) {
	const op = "signin.Enrol"
	a := store.Account{
		ID: newID(), Username: e.Username, Role: e.Role, Authority: e.Authority, Organisation: e.Organisation,
		Name: e.Name, Document: e.Document, CreatedAt: s.now(), TOTPSecret: e.TOTPSecret,
	}
	if err := checkUsername(e.Username); err != nil {
		return store.Account{}, fault.Wrap(op, err)
	}
	if err := checkPassword(e.Password, e.Username); err != nil {
		return store.Account{}, fault.Wrap(op, err)
	}
	if !e.Role.Staff() {
		phone, err := parsePhone(e.Phone)
		if err != nil {
			return store.Account{}, fault.Wrap(op, err)
		}
		a.Phone, a.PhoneConfirmed = phone, true
	}
	if e.Role == store.HolderRole {
		a.ClaimedAt = s.now()
	}
	var err error
	if a.PasswordHash, err = s.hasher.Hash(ctx, e.Password); err != nil {
		return store.Account{}, fault.Wrap(op, err)
	}
	err = s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		if e.Role == store.HolderRole {
			if err := holdPerson(ctx, tx, a.Document); err != nil {
				return err
			}
			holders, err := claimants(ctx, tx, a)
			if err != nil {
				return err
			}
			if len(holders) > 0 {
				return fault.New(op, fault.Conflict, "document_already_claimed")
			}
		}
		if err := tx.AddAccount(ctx, a); err != nil {
			return err
		}
		return tx.Record(ctx, audit.Entry{
			At: s.now(), Actor: actor, Authority: a.Authority, Action: "account.enrol", Subject: a.ID,
			After: audit.Facts{"role": string(a.Role)}.JSON(),
		})
	})
	if err != nil {
		return store.Account{}, fault.Wrap(op, err)
	}
	return a, nil
}
