package passkeys

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/telling"
)

const (
	// Most is how many passkeys an account may have.
	Most = 10
	// Life is how long a ceremony waits for its answer.
	Life = 5 * time.Minute

	// What one client may begin, to sign in, and one account, to add: pages
	// begin a ceremony whenever they are opened where passkeys are offered
	// beside the user name.
	enterBurst, enterEvery = 120, time.Second
	addBurst, addEvery     = 20, 30 * time.Second // and to be recognised again
)

// Door opens sessions and raises them; signin.Service is one.
type Door interface {
	// Admit opens a session that has shown both factors, in the transaction,
	// and returns its token. how is recorded.
	Admit(ctx context.Context, tx store.Tx, a store.Account, how string) (token string, err error)
	// Reauthenticated puts the session that the token opens, which must be the
	// account's, under another, with its owner recognised just now.
	Reauthenticated(ctx context.Context, tx store.Tx, a store.Account, token, by string) (next string, err error)
}

// Options are what a Service is made of; every field but Desk must be set.
type Options struct {
	Store store.Store
	Door  Door
	Desk  *telling.Desk // tells owners of what was added and removed
	Now   func() time.Time
	// Origin is where the pages are served, such as https://yinxin.example:
	// Origin makes it of an installation's public address.
	Origin string
}

// Service is the use case. It is safe for concurrent use.
type Service struct {
	store  store.Store
	door   Door
	desk   *telling.Desk
	now    func() time.Time
	origin string
	party  *webauthn.WebAuthn
}

// New makes a Service for the origin.
func New(o Options) (*Service, error) {
	if o.Store == nil || o.Door == nil || o.Now == nil {
		return nil, errors.New("passkeys: New needs a store, a door and a clock")
	}
	party, err := newParty(o.Origin)
	if err != nil {
		return nil, err
	}
	return &Service{store: o.Store, door: o.Door, desk: o.Desk, now: o.Now, origin: o.Origin, party: party}, nil
}

// Origin is where passkeys work: browsers offer those of this place nowhere else.
func (s *Service) Origin() string { return s.origin }

// Ceremony is one that was begun, for the page to go on with.
type Ceremony struct {
	ID      string
	Options json.RawMessage // of navigator.credentials.create or .get, as their JSON forms
}

// keep stores what a ceremony must be compared with.
func (s *Service) keep(ctx context.Context, tx store.Tx, account string, session *webauthn.SessionData) (id string, err error) {
	state, err := json.Marshal(session)
	if err != nil {
		return "", err
	}
	id = newID()
	return id, tx.AddCeremony(ctx, store.Ceremony{ID: id, AccountID: account, State: state, ExpiresAt: s.now().Add(Life)})
}

// take ends a ceremony, before anything of its answer is looked at and whatever
// comes of it. It fails with Conflict passkey_over where it has ended before,
// or is another account's.
func (s *Service) take(ctx context.Context, op, id, account string) (session webauthn.SessionData, err error) {
	var c store.Ceremony
	err = s.store.Update(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		c, err = tx.TakeCeremony(ctx, id)
		return err
	})
	switch {
	case fault.Is(err, fault.NotFound), err == nil && (c.AccountID != account || !s.now().Before(c.ExpiresAt)):
		return session, fault.New(op, fault.Conflict, "passkey_over")
	case err != nil:
		return session, fault.Wrap(op, err)
	}
	return session, fault.Wrap(op, json.Unmarshal(c.State, &session))
}

// allow takes one of the attempts that key has.
func (s *Service) allow(ctx context.Context, tx store.Tx, op, key string, burst int, every time.Duration) error {
	ok, err := tx.Allow(ctx, key, s.now(), burst, every)
	if err == nil && !ok {
		err = fault.New(op, fault.Throttled, "too_many_attempts").With("minutes", 1)
	}
	return err
}

// record adds to the audit trail; the subject is the account.
func (s *Service) record(ctx context.Context, tx store.Tx, a store.Account, action, detail string) error {
	ctx = audit.WithActor(ctx, audit.Actor{ID: a.ID, Role: string(a.Role), Authority: a.Authority})
	return tx.Record(ctx, audit.Entry{At: s.now(), Actor: a.ID, Action: action, Subject: a.ID, Detail: detail})
}

// refused is the answer to whatever does not hold; only the log has the cause.
func refused(op string, cause error) error {
	return &fault.Error{Op: op, Kind: fault.Denied, Reason: "passkey_refused", Err: cause}
}

func newID() string { return strings.ToLower(rand.Text()) }
