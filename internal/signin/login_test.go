package signin_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
)

func TestLoginAndOut(t *testing.T) {
	w := newWorld(t)
	w.register(registration("Guo"))
	token, a, err := w.Login(t.Context(), " guo ", password, "c")
	must(t, err)
	if len(token) != 43 || a.Username != "Guo" {
		t.Errorf("token of %d characters for %s", len(token), a.Username)
	}
	got, _, err := w.Authenticate(t.Context(), token)
	must(t, err)
	if got.ID != a.ID {
		t.Error("the token opens another account")
	}
	must(t, w.Logout(t.Context(), token))
	must(t, w.Logout(t.Context(), token))
	for _, dead := range []string{token, "", "made up"} {
		_, _, err := w.Authenticate(t.Context(), dead)
		wantFault(t, err, fault.Denied, "not_signed_in")
	}
}

// A wrong password and an unknown user name must cost and say the same.
func TestLoginFailsAlike(t *testing.T) {
	w := newWorld(t)
	w.register(registration("guo"))
	said := map[string]bool{}
	for name, try := range map[string]struct{ username, password string }{
		"wrong":     {"guo", "wrong password"},
		"empty":     {"guo", ""},
		"unknown":   {"nobody", password},
		"malformed": {"<b>", password},
		"no name":   {"", ""},
		"huge":      {"guo", strings.Repeat("x", 1<<20)},
	} {
		n := w.work.during(func() {
			_, _, err := w.Login(t.Context(), try.username, try.password, "c")
			wantFault(t, err, fault.Denied, "login_failed")
			said[err.Error()] = true
		})
		if n != 1 {
			t.Errorf("%s: %d derivations, want 1", name, n)
		}
	}
	if len(said) != 1 {
		t.Errorf("the answers differ: %v", said)
	}
}

func TestSessionsEnd(t *testing.T) {
	w := newWorld(t)
	w.register(registration("guo"))
	_, err := w.Enrol(t.Context(), "cli", signin.Enrolment{Username: "officer", Password: password, Role: store.OfficerRole, Authority: "示例人事考试中心"})
	must(t, err)
	for username, life := range map[string]time.Duration{"guo": 12 * time.Hour, "officer": 8 * time.Hour} {
		token, _, err := w.Login(t.Context(), username, password, "c")
		must(t, err)
		w.pass(life - time.Second)
		_, _, err = w.Authenticate(t.Context(), token)
		must(t, err)
		w.pass(time.Second)
		_, _, err = w.Authenticate(t.Context(), token)
		wantFault(t, err, fault.Denied, "not_signed_in")
	}
	must(t, w.Prune(t.Context()))
}

func TestGuessingOnePasswordIsThrottled(t *testing.T) {
	w := newWorld(t)
	w.register(registration("guo"))
	for i := range 10 {
		_, _, err := w.Login(t.Context(), "guo", "guess", fmt.Sprint(i))
		wantFault(t, err, fault.Denied, "login_failed")
	}
	n := w.work.during(func() {
		_, _, err := w.Login(t.Context(), "GUO", password, "another client")
		wantFault(t, err, fault.Throttled, "too_many_attempts")
	})
	if n != 0 {
		t.Error("a throttled attempt cost a derivation")
	}
	w.pass(time.Minute)
	_, _, err := w.Login(t.Context(), "guo", password, "c")
	must(t, err)
}

func TestUnknownUserNamesAreThrottledToo(t *testing.T) {
	w := newWorld(t)
	for range 10 {
		_, _, err := w.Login(t.Context(), "nobody", "guess", "c")
		wantFault(t, err, fault.Denied, "login_failed")
	}
	_, _, err := w.Login(t.Context(), "nobody", "guess", "c")
	wantFault(t, err, fault.Throttled, "too_many_attempts")
}

func TestRightPasswordsAreNotThrottledByUserName(t *testing.T) {
	w := newWorld(t)
	w.register(registration("guo"))
	for i := range 40 {
		_, _, err := w.Login(t.Context(), "guo", password, fmt.Sprint(i))
		must(t, err)
	}
}

func TestOneClientTriesManyNames(t *testing.T) {
	w := newWorld(t)
	passed := 0
	for i := range 200 {
		_, _, err := w.Login(t.Context(), fmt.Sprintf("name%d", i), "guess", "one client")
		if fault.Is(err, fault.Throttled) {
			break
		}
		passed++
	}
	if passed != 120 {
		t.Errorf("%d attempts passed, want 120", passed)
	}
}

func TestLoginGivesUpWithItsContext(t *testing.T) {
	w := newWorld(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := w.Login(ctx, "guo", password, "c"); err == nil {
		t.Error("a cancelled sign-in succeeded")
	}
}

func TestNotice(t *testing.T) {
	w := newWorld(t)
	r := w.register(registration("guo"))
	wantFault(t, w.AgreeNotice(t.Context(), r.Account, 2), fault.Conflict, "notice_changed")
	must(t, w.AgreeNotice(t.Context(), r.Account, w.NoticeVersion(store.HolderRole)))
	must(t, w.AgreeNotice(t.Context(), r.Account, w.NoticeVersion(store.HolderRole)))
	if w.NeedsNotice(w.account("guo")) {
		t.Error("an agreed notice is asked for again")
	}
	if trail := w.trail(r.Account.ID); len(trail) != 2 || trail[1] != "notice.agree" {
		t.Errorf("trail %v", trail)
	}
	if w.NeedsNotice(store.Account{Role: store.OfficerRole}) {
		t.Error("staff are asked")
	}
}

func TestPasswordIsHashedAnewAtTodaysCost(t *testing.T) {
	w := newWorld(t)
	w.register(registration("guo"))
	dearer, err := signin.NewHasher(signin.Cost{MemoryKiB: 16, Passes: 1, Lanes: 1}, 1)
	must(t, err)
	before := w.account("guo").PasswordHash
	w.work.PasswordHasher = dearer
	_, _, err = w.Login(t.Context(), "guo", password, "c")
	must(t, err)
	after := w.account("guo").PasswordHash
	if after == before || !strings.Contains(after, "m=16,") {
		t.Errorf("kept as %s", after)
	}
	_, _, err = w.Login(t.Context(), "guo", password, "c")
	must(t, err)
}
