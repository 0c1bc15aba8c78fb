package signin_test

import (
	"slices"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signin"
)

const chromeOnWindows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"

// loginFrom signs in from a browser.
func (w *world) loginFrom(username, userAgent string) (token string) {
	w.t.Helper()
	token, _, err := w.Login(signin.WithUserAgent(w.t.Context(), userAgent), username, password, "client")
	must(w.t, err)
	return token
}

func (w *world) sessions(token string) []signin.OpenSession {
	w.t.Helper()
	open, err := w.Sessions(w.t.Context(), token)
	must(w.t, err)
	return open
}

func (w *world) signedIn(token string) bool {
	w.t.Helper()
	_, _, err := w.Authenticate(w.t.Context(), token)
	if err != nil && fault.ReasonOf(err) != "not_signed_in" {
		w.t.Fatal(err)
	}
	return err == nil
}

func TestSessionsAreListedAndEnded(t *testing.T) {
	w := newWorld(t)
	first := w.register(registration("guo")).Token
	stranger := w.register(registration("other")).Token
	w.pass(90 * time.Minute)
	second := w.loginFrom("guo", chromeOnWindows)
	third := w.loginFrom("guo", "")

	open := w.sessions(second)
	if len(open) != 3 || !open[0].This || open[0].Device != "chrome/windows" || open[1].This || open[2].This {
		t.Fatalf("%+v", open)
	}
	if old := open[2]; !old.LastUsedAt.Equal(w.clock().Add(-90*time.Minute)) || old.Device != "" {
		t.Errorf("the first session: %+v", old)
	}
	for _, id := range []string{"", "none", w.sessions(stranger)[0].ID} {
		if err := w.EndSession(t.Context(), second, id); !fault.Is(err, fault.NotFound) {
			t.Errorf("ending %q: %v", id, err)
		}
	}
	must(t, w.EndSession(t.Context(), second, w.sessions(third)[0].ID))
	if got := []bool{w.signedIn(first), w.signedIn(second), w.signedIn(third), w.signedIn(stranger)}; !slices.Equal(got, []bool{true, true, false, true}) {
		t.Errorf("one ended: %v", got)
	}
	if n, err := w.EndOtherSessions(t.Context(), second); err != nil || n != 1 {
		t.Errorf("%d others ended, %v", n, err)
	}
	if got := []bool{w.signedIn(first), w.signedIn(second), w.signedIn(stranger)}; !slices.Equal(got, []bool{false, true, true}) {
		t.Errorf("the others ended: %v", got)
	}
	if _, err := w.Sessions(t.Context(), first); !fault.Is(err, fault.NotFound) {
		t.Errorf("an ended session lists: %v", err)
	}
}

func TestUseIsKeptToTheHour(t *testing.T) {
	w := newWorld(t)
	token := w.register(registration("guo")).Token
	for _, step := range []struct{ pass, want time.Duration }{{0, 0}, {59 * time.Minute, 0}, {time.Minute, time.Hour}, {3 * time.Hour, 4 * time.Hour}} {
		w.pass(step.pass)
		w.signedIn(token)
		began := time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC)
		if got := w.sessions(token)[0].LastUsedAt; !got.Equal(began.Add(step.want)) {
			t.Errorf("after %s: used %s", step.pass, got)
		}
	}
	w.pass(13 * time.Hour)
	if open := w.sessions(token); len(open) != 0 {
		t.Errorf("an ended session is listed: %+v", open)
	}
}

// A token taken before the owner was recognised again is worth nothing after.
func TestReauthenticationMovesTheSession(t *testing.T) {
	w := newWorld(t)
	token := w.register(registration("guo")).Token
	recent := func(token string) bool {
		t.Helper()
		yes, err := w.Recent(t.Context(), token)
		must(t, err)
		return yes
	}
	if !recent(token) {
		t.Error("one who just signed in is asked again")
	}
	w.pass(10 * time.Minute)
	if recent(token) {
		t.Error("recognised for longer than ten minutes")
	}
	_, err := w.Reauthenticate(t.Context(), token, "wrong password")
	if fault.ReasonOf(err) != "password_wrong" || recent(token) {
		t.Errorf("a wrong password: %v", err)
	}
	next, err := w.Reauthenticate(t.Context(), token, password)
	must(t, err)
	if w.signedIn(token) || !w.signedIn(next) || !recent(next) {
		t.Error("the session did not move")
	}
	if len(w.sessions(next)) != 1 {
		t.Errorf("sessions: %+v", w.sessions(next))
	}
	for range 20 {
		if _, err = w.Reauthenticate(t.Context(), next, "wrong password"); fault.Is(err, fault.Throttled) {
			return
		}
	}
	t.Errorf("passwords are guessed for ever: %v", err)
}
