package signin_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/store/postgres"
	"yinxin.example/yinxin/internal/store/relational"
	"yinxin.example/yinxin/internal/testenv"
)

// What many do at once is held to on both engines: only PostgreSQL lets two
// transactions write at the same time.
func TestAtOnce(t *testing.T) {
	_ = testenv.Postgres(t) // keeps the server running from one subtest to the next
	engines := map[string]func(*testing.T) *world{
		"sqlite": newWorld,
		"postgres": func(t *testing.T) *world {
			return newWorldOn(t, func(t *testing.T, o relational.Options) store.Store {
				db, err := postgres.Open(t.Context(), testenv.Postgres(t), o)
				must(t, err)
				return db
			})
		},
	}
	for engine, open := range engines {
		t.Run(engine, func(t *testing.T) {
			t.Run("claims", func(t *testing.T) { testClaimsAtOnce(t, open(t)) })
			t.Run("guesses", func(t *testing.T) { testGuessesAtOnce(t, open(t)) })
			t.Run("codes", func(t *testing.T) { testCodesAtOnce(t, open(t)) })
			t.Run("administrators", func(t *testing.T) { testDisabledAtOnce(t, open(t)) })
			t.Run("changes", func(t *testing.T) { testChangesAtOnce(t, open(t)) })
		})
	}
}

// atOnce runs the actions together and gives their errors in order.
func atOnce(actions ...func() error) []error {
	errs := make([]error, len(actions))
	var all sync.WaitGroup
	for i, action := range actions {
		all.Go(func() { errs[i] = action() })
	}
	all.Wait()
	return errs
}

// Of several proofs for one document one stands.
func testClaimsAtOnce(t *testing.T, w *world) {
	w.deliver(guo, guoNumber, guoMobile, "2023-04-03")
	var claims []func() error
	for i := range 5 {
		a := w.register(registration(fmt.Sprintf("guo%d", i))).Account
		code := w.sent.code(t)
		claims = append(claims, func() error { return w.Claim(t.Context(), a, code) })
	}
	stand := 0
	for _, err := range atOnce(claims...) {
		if err == nil {
			stand++
			continue
		}
		wantFault(t, err, fault.Conflict, "document_already_claimed")
	}
	if stand != 1 {
		t.Errorf("%d claims stand", stand)
	}
}

// All at once is no way around the count of wrong passwords.
func testGuessesAtOnce(t *testing.T, w *world) {
	w.register(registration("guo"))
	var checked atomic.Int64
	guess := func() error {
		_, _, err := w.Login(t.Context(), "guo", "guess", "c")
		if fault.Is(err, fault.Denied) {
			checked.Add(1)
		}
		return nil
	}
	guesses := make([]func() error, 40)
	for i := range guesses {
		guesses[i] = guess
	}
	atOnce(guesses...)
	if n := checked.Load(); n != 10 {
		t.Errorf("%d guesses were checked, want 10", n)
	}
}

// Nor is it around the tries that a code survives.
func testCodesAtOnce(t *testing.T, w *world) {
	w.deliver(guo, guoNumber, guoMobile, "2023-04-03")
	a := w.register(registration("guo")).Account
	code := w.sent.code(t)
	tries := make([]func() error, 5)
	for i := range tries {
		tries[i] = func() error { return w.Claim(t.Context(), a, other(code)) }
	}
	for _, err := range atOnce(tries...) {
		wantFault(t, err, fault.Denied, "code_wrong")
	}
	wantFault(t, w.Claim(t.Context(), a, code), fault.Denied, "code_wrong")
}

// No change to an account is lost to another.
func testChangesAtOnce(t *testing.T, w *world) {
	w.deliver(guo, guoNumber, guoMobile, "2023-04-03")
	dearer, err := signin.NewHasher(signin.Cost{MemoryKiB: 16, Passes: 1, Lanes: 1}, 4)
	must(t, err)
	cheap := w.work.PasswordHasher
	for i := range 10 {
		w.work.PasswordHasher = cheap
		form := registration(fmt.Sprintf("guo%d", i))
		form.DocumentNumber = []string{guoNumber, "119945198805178925"}[min(i, 1)]
		a := w.register(form).Account
		w.work.PasswordHasher = dearer // so that signing in hashes anew
		temporary := ""
		errs := atOnce(
			func() error { return w.AgreeNotice(t.Context(), a, 1) },
			func() error {
				_, err := w.ConfirmInPerson(t.Context(), "cli", signin.Confirmation{Username: a.Username, Move: true})
				return err
			},
			func() error {
				_, _, err := w.Login(t.Context(), a.Username, password, "c")
				if fault.ReasonOf(err) == "login_failed" { // the password was reset first
					return nil
				}
				return err
			},
			func() (err error) {
				temporary, err = w.ResetPassword(t.Context(), "cli", a.Username)
				return err
			},
		)
		for _, err := range errs {
			must(t, err)
		}
		now := w.account(a.Username)
		if !now.Claimed() || now.NoticeVersion != 1 {
			t.Errorf("lost: claimed %v, notice %d", now.Claimed(), now.NoticeVersion)
		}
		if ok, err := dearer.Verify(t.Context(), now.PasswordHash, temporary); err != nil || !ok {
			t.Errorf("the officer's password was overwritten (%v)", err)
		}
	}
}
