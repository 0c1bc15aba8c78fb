package signin

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/telling"
)

// PasswordHasher makes and checks PHC strings. Hasher is the one in use.
type PasswordHasher interface {
	// Hash returns the PHC string of a secret under a fresh salt.
	Hash(ctx context.Context, secret string) (string, error)
	// Verify reports whether phc was made from secret. It costs one derivation
	// whatever the answer; an error means phc is no PHC string of ours, or ctx ended.
	Verify(ctx context.Context, phc, secret string) (bool, error)
	// Decoy returns a PHC string that no secret has, at today's cost.
	Decoy() string
	// Stale reports whether phc was made at another cost than today's.
	Stale(phc string) bool
}

// Options are what a Service is made of; every field but Limits must be set.
type Options struct {
	Store         store.Store
	Sender        messages.Sender // of one-time codes
	Desk          *telling.Desk   // writes every other message
	Hasher        PasswordHasher
	Now           func() time.Time
	Log           *slog.Logger
	Address       string // where the public reaches the pages, without a slash at the end
	NoticeVersion int    // the version of 服务须知 in force for holders
	Limits        Limits // the zero value means DefaultLimits
	// OrganisationNotice is the version in force for organisations that check.
	OrganisationNotice int
}

// Service is the use case. It is safe for concurrent use and holds no
// goroutines of its own.
type Service struct {
	store              store.Store
	sender             messages.Sender
	desk               *telling.Desk
	hasher             PasswordHasher
	now                func() time.Time
	log                *slog.Logger
	notice             int
	organisationNotice int
	address            string
	limits             Limits
	turns              *turnstile
	decoy              string
}

// New makes a Service.
func New(o Options) (*Service, error) {
	switch {
	case o.Store == nil, o.Sender == nil, o.Desk == nil, o.Hasher == nil, o.Now == nil, o.Log == nil:
		return nil, errors.New("signin: New needs a store, a sender, a desk, a hasher, a clock and a log")
	case o.NoticeVersion < 1, o.OrganisationNotice < 1:
		return nil, errors.New("signin: New needs the versions of the notices, 1 or more")
	}
	if o.Limits == (Limits{}) {
		o.Limits = DefaultLimits()
	}
	return &Service{
		store: o.Store, sender: o.Sender, desk: o.Desk, hasher: o.Hasher, now: o.Now, log: o.Log,
		notice: o.NoticeVersion, organisationNotice: o.OrganisationNotice, address: o.Address, limits: o.Limits, turns: newTurnstile(), decoy: o.Hasher.Decoy(),
	}, nil
}

// CodeLife is how long a one-time code is good.
func (s *Service) CodeLife() time.Duration { return s.limits.CodeLife }

// Prune removes sessions and one-time codes that have ended.
func (s *Service) Prune(ctx context.Context) error {
	err := s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		return tx.DeleteExpired(ctx, s.now())
	})
	return fault.Wrap("signin.Prune", err)
}

// acting is a context in which the account acts for itself: it may not be
// signed in yet.
func acting(ctx context.Context, a store.Account) context.Context {
	return audit.WithActor(ctx, audit.Actor{ID: a.ID, Role: string(a.Role), Authority: a.Authority})
}

// record adds to the audit trail; subject is an account ID.
func (s *Service) record(ctx context.Context, tx store.Tx, actor, action, subject, detail string) error {
	return tx.Record(ctx, audit.Entry{At: s.now(), Actor: actor, Action: action, Subject: subject, Detail: detail})
}

// send hands a one-time code over after it is stored. One that cannot be sent
// must not change the answer, which would say that there was one to send.
func (s *Service) send(ctx context.Context, account string, m messages.Message) {
	if m.To == "" {
		return
	}
	if err := s.sender.Send(ctx, m); err != nil {
		s.log.ErrorContext(ctx, "message not sent",
			slog.String("kind", string(m.Kind)), slog.String("account", account), slog.Any("error", err))
	}
}

// newID draws an account ID: 26 lower-case base-32 characters.
func newID() string { return strings.ToLower(rand.Text()) }
