package passkeys

import (
	"context"
	"encoding/json"

	"github.com/go-webauthn/webauthn/protocol"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// BeginConfirming begins to recognise the owner of an account again, who is
// signed in: browsers are asked for that account's passkeys alone. It fails with
// Denied passkey_unknown where it has none, and with Throttled too_many_attempts.
func (s *Service) BeginConfirming(ctx context.Context, a store.Account) (begun Ceremony, err error) {
	const op = "passkeys.BeginConfirming"
	assertion, session, err := s.party.BeginDiscoverableLogin()
	if err != nil {
		return Ceremony{}, fault.Wrap(op, err)
	}
	err = s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := s.allow(ctx, tx, op, "passkey-confirm:"+a.ID, addBurst, addEvery); err != nil {
			return err
		}
		own, err := tx.PasskeysOf(ctx, a.ID)
		if err != nil {
			return err
		}
		if len(own) == 0 {
			return fault.New(op, fault.Denied, "passkey_unknown")
		}
		// Whose the passkey must be is checked against the ceremony's account,
		// so the list is a help for the browser and no part of what is kept.
		assertion.Response.AllowedCredentials = nil
		for _, p := range own {
			assertion.Response.AllowedCredentials = append(assertion.Response.AllowedCredentials,
				protocol.CredentialDescriptor{Type: protocol.PublicKeyCredentialType, CredentialID: p.CredentialID})
		}
		if begun.Options, err = json.Marshal(assertion.Response); err != nil {
			return err
		}
		begun.ID, err = s.keep(ctx, tx, a.ID, session)
		return err
	})
	return begun, fault.Wrap(op, err)
}

// Confirm recognises the owner of an account again by the answer of an
// authenticator, in the session that the token opens, which goes on under
// another token. It fails as Enter does; a passkey of another account is unknown.
func (s *Service) Confirm(ctx context.Context, a store.Account, token, ceremony string, answer []byte) (next string, err error) {
	err = s.show(ctx, "passkeys.Confirm", a.ID, ceremony, answer, func(ctx context.Context, tx store.Tx, a store.Account) (err error) {
		next, err = s.door.Reauthenticated(ctx, tx, a, token, "passkey")
		return err
	})
	return next, err
}
