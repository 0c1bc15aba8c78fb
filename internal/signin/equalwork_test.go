package signin_test

import (
	"context"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/store/relational"
	"yinxin.example/yinxin/internal/store/sqlite"
)

// watched is a store of which every transaction is noted, and every call in it
// that writes or that asks who somebody is.
type watched struct {
	store.Store
	calls []string
}

func (w *watched) note(call string) { w.calls = append(w.calls, call) }

func (w *watched) Update(ctx context.Context, f func(ctx context.Context, tx store.Tx) error) error {
	w.note("update")
	return w.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error { return f(ctx, watchedTx{tx, w}) })
}

func (w *watched) View(ctx context.Context, f func(ctx context.Context, r store.Reader) error) error {
	w.note("view")
	return w.Store.View(ctx, func(ctx context.Context, r store.Reader) error { return f(ctx, watchedReader{r, w}) })
}

type watchedReader struct {
	store.Reader
	w *watched
}

func (r watchedReader) CertificatesOfPerson(ctx context.Context, d person.Document) ([]cert.Certificate, error) {
	r.w.note("certificates")
	return r.Reader.CertificatesOfPerson(ctx, d)
}

type watchedTx struct {
	store.Tx
	w *watched
}

func (t watchedTx) Allow(ctx context.Context, key string, now time.Time, burst int, every time.Duration) (bool, error) {
	t.w.note("allow")
	return t.Tx.Allow(ctx, key, now, burst, every)
}

func (t watchedTx) LockAccount(ctx context.Context, id string) (store.Account, error) {
	t.w.note("lock")
	return t.Tx.LockAccount(ctx, id)
}

func (t watchedTx) AddAccount(ctx context.Context, a store.Account) error {
	t.w.note("account")
	return t.Tx.AddAccount(ctx, a)
}

func (t watchedTx) AddSession(ctx context.Context, s store.Session) error {
	t.w.note("session")
	return t.Tx.AddSession(ctx, s)
}

func (t watchedTx) PutOneTimeCode(ctx context.Context, c store.OneTimeCode) error {
	t.w.note("code")
	return t.Tx.PutOneTimeCode(ctx, c)
}

func (t watchedTx) Record(ctx context.Context, e audit.Entry) error {
	t.w.note("record")
	return t.Tx.Record(ctx, e)
}

// Whoever the register knows, the same is asked of the store and written to it
// in the same order, and as much is derived: neither the answer nor the time it
// takes says who has a certificate.
func TestWhomTheRegisterKnowsIsTheSameWork(t *testing.T) {
	work := func(known bool) (calls []string, derived int64) {
		var seen *watched
		w := newWorldOn(t, func(t *testing.T, o relational.Options) store.Store {
			db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "yinxin.db"), o)
			must(t, err)
			seen = &watched{Store: db}
			return seen
		})
		if known {
			w.deliver(guo, guoNumber, guoMobile, "2023-04-03")
		}
		seen.calls = nil
		derived = w.work.during(func() {
			a := w.register(registration("guo")).Account
			must(t, w.StartClaim(t.Context(), a))
			wantFault(t, w.Claim(t.Context(), a, "00000x"), fault.Denied, "code_wrong")
			d := person.Document{Type: person.ResidentCard, Number: guoNumber}
			must(t, w.StartFollow(t.Context(), a, guo, d))
			wantFault(t, w.Follow(t.Context(), a, guo, d, "00000x"), fault.Denied, "code_wrong")
		})
		if n := w.sent.count(); (n > 0) != known {
			t.Errorf("known %t: %d messages", known, n)
		}
		return seen.calls, derived
	}
	calls, derived := work(true)
	without, derivedWithout := work(false)
	if !slices.Equal(calls, without) || derived != derivedWithout {
		t.Errorf("with a certificate %d derivations and\n%v, without %d and\n%v", derived, calls, derivedWithout, without)
	}
	if len(calls) < 20 {
		t.Errorf("only %v is seen", calls)
	}
}
