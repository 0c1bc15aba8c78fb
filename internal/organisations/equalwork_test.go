package organisations_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/organisations"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

// watched is a store of which every transaction is noted, with what is written
// in it and what is asked of the register of organisations.
type watched struct {
	store.Store
	calls []string
}

func (w *watched) Update(ctx context.Context, f func(ctx context.Context, tx store.Tx) error) error {
	w.calls = append(w.calls, "update")
	return w.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error { return f(ctx, watchedTx{tx, w}) })
}

func (w *watched) View(ctx context.Context, f func(ctx context.Context, r store.Reader) error) error {
	w.calls = append(w.calls, "view")
	return w.Store.View(ctx, f)
}

type watchedTx struct {
	store.Tx
	w *watched
}

func (t watchedTx) note(call string) { t.w.calls = append(t.w.calls, call) }

func (t watchedTx) Allow(ctx context.Context, key string, now time.Time, burst int, every time.Duration) (bool, error) {
	t.note("allow")
	return t.Tx.Allow(ctx, key, now, burst, every)
}

func (t watchedTx) AddAccount(ctx context.Context, a store.Account) error {
	t.note("account")
	return t.Tx.AddAccount(ctx, a)
}

func (t watchedTx) AddOrganisation(ctx context.Context, o store.Organisation) error {
	t.note("organisation")
	return t.Tx.AddOrganisation(ctx, o)
}

func (t watchedTx) OrganisationByNumber(ctx context.Context, number string) (store.Organisation, error) {
	t.note("by number")
	return t.Tx.OrganisationByNumber(ctx, number)
}

func (t watchedTx) PutOneTimeCode(ctx context.Context, c store.OneTimeCode) error {
	t.note("code")
	return t.Tx.PutOneTimeCode(ctx, c)
}

func (t watchedTx) Record(ctx context.Context, e audit.Entry) error {
	t.note("record " + e.Action)
	return t.Tx.Record(ctx, e)
}

// hasher counts what is derived from passwords.
type hasher struct {
	signin.PasswordHasher
	derived int
}

func (h *hasher) Hash(ctx context.Context, secret string) (string, error) {
	h.derived++
	return h.PasswordHasher.Hash(ctx, secret)
}

// nowhere takes messages that nobody reads.
type nowhere struct{}

func (nowhere) Send(context.Context, messages.Message) error { return nil }

// Registering a number that another organisation has confirmed is the same work
// as registering one that nobody has: neither the answer nor its time tells.
func TestRegisteringIsTheSameWork(t *testing.T) {
	w := world.Bare(t)
	if err := confirm(t, w, register(t, w, "first")); err != nil {
		t.Fatal(err)
	}
	seen := &watched{Store: w.Store}
	derive, err := signin.NewHasher(signin.Cost{MemoryKiB: 1 << 10, Passes: 1, Lanes: 1}, 1)
	if err != nil {
		t.Fatal(err)
	}
	counted := &hasher{PasswordHasher: derive}
	door, err := signin.New(signin.Options{
		Store: seen, Sender: nowhere{}, Desk: w.Desk, Hasher: counted, Now: w.Clock.Now, Log: w.Log, NoticeVersion: 1, OrganisationNotice: 1,
	})
	if err != nil {
		t.Fatal(err)
	}
	s := &organisations.Service{Store: seen, SignIn: door, Now: w.Clock.Now, PerDay: 1}
	work := func(username, number string) ([]string, int) {
		seen.calls, counted.derived = nil, 0
		form := registration(username)
		form.Number = number
		if _, err := s.Register(t.Context(), form); err != nil {
			t.Fatal(err, fault.ReasonOf(err))
		}
		return seen.calls, counted.derived
	}
	taken, derived := work("second", standardExample)
	free, derivedFree := work("third", "91110000MA0000001"+string(organisations.CreditCheck("91110000MA0000001")))
	if !slices.Equal(taken, free) || derived != 1 || derivedFree != 1 {
		t.Errorf("taken: %d derivations, %v\nfree: %d derivations, %v", derived, taken, derivedFree, free)
	}
	if slices.Contains(taken, "by number") || !slices.Contains(taken, "organisation") || !slices.Contains(taken, "code") {
		t.Errorf("%v", taken)
	}
}
