package passkeys

import (
	"bytes"
	"context"
	"encoding/json"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// BeginEntering begins to sign somebody in whom nobody knows yet; client is
// their address. It fails with Throttled too_many_attempts.
func (s *Service) BeginEntering(ctx context.Context, client string) (begun Ceremony, err error) {
	const op = "passkeys.BeginEntering"
	assertion, session, err := s.party.BeginDiscoverableLogin()
	if err != nil {
		return Ceremony{}, fault.Wrap(op, err)
	}
	if begun.Options, err = json.Marshal(assertion.Response); err != nil {
		return Ceremony{}, fault.Wrap(op, err)
	}
	err = s.store.Update(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		if err := s.allow(ctx, tx, op, "passkey-enter:"+client, enterBurst, enterEvery); err != nil {
			return err
		}
		begun.ID, err = s.keep(ctx, tx, "", session)
		return err
	})
	return begun, fault.Wrap(op, err)
}

// Enter signs in by the answer of an authenticator, the JSON of its
// PublicKeyCredential, and opens a session that has shown both factors. It
// fails with Conflict passkey_over for a ceremony that has ended, Denied
// passkey_unknown for a passkey that is not, or no longer, an account's here,
// Denied passkey_refused for an answer that does not hold, and Denied
// account_disabled for the right one of an account that is locked out.
func (s *Service) Enter(ctx context.Context, ceremony string, answer []byte) (token string, a store.Account, err error) {
	const op = "passkeys.Enter"
	err = s.show(ctx, op, "", ceremony, answer, func(ctx context.Context, tx store.Tx, holder store.Account) (err error) {
		a = holder
		token, err = s.door.Admit(ctx, tx, a, "by passkey")
		return err
	})
	if err != nil {
		return "", store.Account{}, err
	}
	return token, a, nil
}

// show takes an answer of an authenticator to a ceremony that was begun for an
// account, or for nobody in particular (""), and does what follows from it in
// the same transaction.
func (s *Service) show(ctx context.Context, op, account, ceremony string, answer []byte, then func(context.Context, store.Tx, store.Account) error) error {
	session, err := s.take(ctx, op, ceremony, account)
	if err != nil {
		return err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return refused(op, err)
	}
	var refusal error
	err = s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		p, a, err := holdPasskey(ctx, tx, parsed.RawID)
		if err != nil {
			return err
		}
		if account != "" && a.ID != account {
			return fault.New(op, fault.Denied, "passkey_unknown")
		}
		shown, counted, err := s.judge(session, parsed, a, p)
		if err != nil {
			refusal = refused(op, err)
			return s.recordRefusal(ctx, tx, a)
		}
		refusal = nil
		if a.Disabled() {
			return fault.New(op, fault.Denied, "account_disabled")
		}
		if err := s.noteUse(ctx, tx, a, p, shown, counted); err != nil {
			return err
		}
		return then(ctx, tx, a)
	})
	if fault.Is(err, fault.NotFound) {
		err = fault.New(op, fault.Denied, "passkey_unknown")
	}
	if err == nil {
		err = refusal
	}
	return fault.Wrap(op, err)
}

// holdPasskey returns the passkey of a credential and its account, which no
// other transaction changes until this one ends.
func holdPasskey(ctx context.Context, tx store.Tx, credential []byte) (store.Passkey, store.Account, error) {
	p, err := tx.PasskeyByCredential(ctx, credential)
	if err != nil {
		return store.Passkey{}, store.Account{}, err
	}
	a, err := tx.LockAccount(ctx, p.AccountID)
	if err != nil {
		return store.Passkey{}, store.Account{}, err
	}
	p, err = tx.PasskeyByCredential(ctx, credential) // as it is now
	return p, a, err
}

// judge checks an answer against the ceremony and the passkey it names, and
// returns the credential as it is afterwards and whether its counter went on.
func (s *Service) judge(session webauthn.SessionData, parsed *protocol.ParsedCredentialAssertionData, a store.Account, p store.Passkey) (shown *webauthn.Credential, counted bool, err error) {
	who, err := ownerOf(p.Handle, a, p)
	if err != nil {
		return nil, false, err
	}
	before := who.credentials[0].Authenticator.SignCount
	_, shown, err = s.party.ValidatePasskeyLogin(func(rawID, _ []byte) (webauthn.User, error) {
		if !bytes.Equal(rawID, p.CredentialID) {
			return nil, fault.New("passkeys.judge", fault.Denied, "passkey_refused")
		}
		return who, nil // the library compares the handle
	}, session, parsed)
	if err != nil {
		return nil, false, err
	}
	now := parsed.Response.AuthenticatorData.Counter
	return shown, now > before || now == 0 && before == 0, nil
}

// noteUse keeps what showing a passkey changed.
func (s *Service) noteUse(ctx context.Context, tx store.Tx, a store.Account, p store.Passkey, shown *webauthn.Credential, counted bool) error {
	var err error
	if p.Credential, err = json.Marshal(shown); err != nil {
		return err
	}
	p.LastUsedAt = s.now()
	if !counted {
		p.CountBackAt = s.now()
		if err := s.record(ctx, tx, a, "passkey.count_back", p.ID); err != nil {
			return err
		}
		if err := s.tell(ctx, tx, a); err != nil {
			return err
		}
	}
	return tx.UpdatePasskey(ctx, p)
}

func (s *Service) recordRefusal(ctx context.Context, tx store.Tx, a store.Account) error {
	return tx.Record(ctx, audit.Entry{
		At: s.now(), Actor: audit.Visitor, Authority: a.Authority, Action: "session.refuse", Subject: a.ID, Reason: "passkey_refused",
	})
}
