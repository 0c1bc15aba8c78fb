package passkeys

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"unicode"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/store"
)

// handleLength is the longest a user handle may be (5.4.3): none is guessed.
const handleLength = 64 // bytes

// BeginAdding begins to add a passkey to an account. It fails with Exhausted
// passkeys_full, and with Throttled too_many_attempts.
func (s *Service) BeginAdding(ctx context.Context, a store.Account) (begun Ceremony, err error) {
	const op = "passkeys.BeginAdding"
	err = s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := s.allow(ctx, tx, op, "passkey-add:"+a.ID, addBurst, addEvery); err != nil {
			return err
		}
		had, err := room(ctx, tx, op, a)
		if err != nil {
			return err
		}
		who, err := ownerOf(handleOf(had), a, had...)
		if err != nil {
			return err
		}
		creation, session, err := s.party.BeginRegistration(who,
			webauthn.WithExclusions(webauthn.Credentials(who.credentials).CredentialDescriptors()),
			webauthn.WithCredentialParameters(webauthn.CredentialParametersRecommendedL3()))
		if err != nil {
			return err
		}
		if begun.Options, err = json.Marshal(creation.Response); err != nil {
			return err
		}
		begun.ID, err = s.keep(ctx, tx, a.ID, session)
		return err
	})
	return begun, fault.Wrap(op, err)
}

// Add adds the passkey that an authenticator made in a ceremony; answer is the
// JSON of its PublicKeyCredential. It fails with Conflict passkey_over for a
// ceremony that has ended, Denied passkey_refused for an answer that does not
// hold, Conflict passkey_taken for a credential that is known here, and
// Exhausted passkeys_full.
func (s *Service) Add(ctx context.Context, a store.Account, ceremony, name string, answer []byte) (added store.Passkey, err error) {
	const op = "passkeys.Add"
	session, err := s.take(ctx, op, ceremony, a.ID)
	if err != nil {
		return store.Passkey{}, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return store.Passkey{}, refused(op, err)
	}
	credential, err := s.party.CreateCredential(owner{handle: session.UserID, name: a.Username}, session, parsed)
	if err != nil {
		return store.Passkey{}, refused(op, err)
	}
	added = store.Passkey{
		ID: newID(), AccountID: a.ID, Handle: session.UserID, CredentialID: credential.ID,
		Name: shortened(name), CreatedAt: s.now(),
	}
	if added.Credential, err = json.Marshal(credential); err != nil {
		return store.Passkey{}, fault.Wrap(op, err)
	}
	err = s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error { return s.put(ctx, tx, op, added) })
	return added, fault.Wrap(op, err)
}

func (s *Service) put(ctx context.Context, tx store.Tx, op string, p store.Passkey) error {
	a, err := tx.LockAccount(ctx, p.AccountID)
	if err != nil {
		return err
	}
	if _, err := room(ctx, tx, op, a); err != nil {
		return err
	}
	if err := tx.AddPasskey(ctx, p); fault.Is(err, fault.Conflict) {
		return fault.New(op, fault.Conflict, "passkey_taken")
	} else if err != nil {
		return err
	}
	if err := s.record(ctx, tx, a, "passkey.add", p.ID); err != nil {
		return err
	}
	return s.tell(ctx, tx, a)
}

// tell has an owner told, where they can be, that their ways of signing in are
// others than before.
func (s *Service) tell(ctx context.Context, tx store.Tx, a store.Account) error {
	if a.Contact() == "" {
		return nil
	}
	return s.desk.Tell(ctx, tx, a, messages.WaysInChanged)
}

// room returns the passkeys of an account that may have one more.
func room(ctx context.Context, r store.Reader, op string, a store.Account) ([]store.Passkey, error) {
	had, err := r.PasskeysOf(ctx, a.ID)
	if err == nil && len(had) >= Most {
		err = fault.New(op, fault.Exhausted, "passkeys_full").With("max", Most)
	}
	return had, err
}

// handleOf is the user handle of an account with these passkeys, drawn where it
// has none yet.
func handleOf(had []store.Passkey) []byte {
	if len(had) > 0 {
		return bytes.Clone(had[0].Handle)
	}
	handle := make([]byte, handleLength)
	_, _ = rand.Read(handle) // never fails (crypto/rand)
	return handle
}

// longestName is how many characters a passkey's name may have.
const longestName = 40

// shortened is a name as it is kept where it can no longer be refused: the
// authenticator has its passkey already.
func shortened(name string) string {
	var kept []rune
	for _, r := range name {
		if unicode.IsPrint(r) && len(kept) < longestName {
			kept = append(kept, r)
		}
	}
	return string(kept)
}
