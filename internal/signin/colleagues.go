package signin

import (
	"context"
	"strings"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// Colleagues are an authority's staff, or the people of one organisation that
// checks. What an administrator does for the former, any of the latter does for
// another.

// AddVerifier opens an account for a colleague of a verifier, with a temporary
// password, which it returns to be handed over once; where the colleague is
// reached they confirm themselves (StartContact). It fails with Invalid at
// username and with Conflict username_taken.
func (s *Service) AddVerifier(ctx context.Context, by store.Account, username string) (a store.Account, temporary string, err error) {
	const op = "signin.AddVerifier"
	a = store.Account{Role: store.VerifierRole, Organisation: by.Organisation, Username: strings.TrimSpace(username)}
	if err := checkUsername(a.Username); err != nil {
		return store.Account{}, "", fault.Wrap(op, err)
	}
	a, temporary, err = s.openFor(ctx, by.ID, a)
	return a, temporary, fault.Wrap(op, err)
}

// Reached reports whether an account has confirmed where it is reached.
func Reached(a store.Account) bool { return a.PhoneConfirmed || a.Email != "" }

// colleague returns an account of the same authority or organisation; every
// other, and a holder's, is as unknown as one that is not there.
func (s *Service) colleague(ctx context.Context, by store.Account, id string) (a store.Account, err error) {
	const op = "signin.colleague"
	if by.Role != store.VerifierRole {
		return s.StaffMember(ctx, by.Authority, id)
	}
	err = s.store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		a, err = r.Account(ctx, id)
		return err
	})
	if fault.Is(err, fault.NotFound) || err == nil && (a.Role != store.VerifierRole || a.Organisation != by.Organisation) {
		return store.Account{}, fault.New(op, fault.NotFound, "account_unknown")
	}
	return a, fault.Wrap(op, err)
}

// anotherRemains fails with Conflict last_administrator or last_verifier unless
// another administrator of the authority, or another of the organisation's
// people, can sign in. It holds that one until the transaction ends, so that two
// cannot lock each other out at one moment.
func anotherRemains(ctx context.Context, tx store.Tx, a store.Account) error {
	const op = "signin.Disable"
	var all []store.Account
	var err error
	var refusal error
	switch a.Role {
	case store.AdministratorRole:
		all, err = tx.StaffOf(ctx, a.Authority)
		refusal = fault.New(op, fault.Conflict, "last_administrator")
	case store.VerifierRole:
		all, err = tx.AccountsOfOrganisation(ctx, a.Organisation)
		refusal = fault.New(op, fault.Conflict, "last_verifier")
	default:
		return nil
	}
	if err != nil {
		return err
	}
	for _, other := range all {
		if other.ID == a.ID || other.Role != a.Role || other.Disabled() {
			continue
		}
		held, err := tx.LockAccount(ctx, other.ID)
		if err != nil || !held.Disabled() {
			return err
		}
	}
	return refusal
}
