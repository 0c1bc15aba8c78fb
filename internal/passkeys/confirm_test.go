package passkeys_test

import (
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/passkeys"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
)

// stale is a session of the account in which nobody was recognised lately.
func (s *site) stale(device *authenticator) string {
	s.t.Helper()
	token, _, err := s.enter(device)
	must(s.t, err)
	s.Clock.Advance(signin.DefaultLimits().Recent)
	if s.recent(token) {
		s.t.Fatal("recent for longer than it may be")
	}
	return token
}

func (s *site) recent(token string) bool {
	s.t.Helper()
	recent, err := s.SignIn.Recent(s.t.Context(), token)
	must(s.t, err)
	return recent
}

func (s *site) beginConfirming(a store.Account) passkeys.Ceremony {
	s.t.Helper()
	c, err := s.BeginConfirming(s.t.Context(), a)
	must(s.t, err)
	return c
}

func TestAPasskeyConfirmsItsOwner(t *testing.T) {
	s := newSite(t)
	device, _ := s.added(s.holder)
	second, _ := s.added(s.holder)
	token := s.stale(device)
	c := s.beginConfirming(s.holder)
	if n := strings.Count(string(c.Options), `"public-key"`); n != 2 {
		t.Errorf("asks for %d passkeys: %s", n, c.Options)
	}
	next, err := s.Confirm(t.Context(), s.holder, token, c.ID, second.shown(c))
	if err != nil || !s.recent(next) {
		t.Fatalf("%q, %v", next, err)
	}
	if _, _, err := s.SignIn.Authenticate(t.Context(), token); fault.ReasonOf(err) != "not_signed_in" {
		t.Errorf("the token before: %v", err)
	}
	_, err = s.Confirm(t.Context(), s.holder, next, c.ID, second.shown(c))
	wantReason(t, err, fault.Conflict, "passkey_over")
}

func TestWhatConfirmsNobody(t *testing.T) {
	s := newSite(t)
	officer := s.staff(store.OfficerRole)
	device, added := s.added(s.holder)
	stranger, _ := s.added(officer)
	token, theirs := s.stale(device), s.stale(stranger)
	confirm := func(token string, by *authenticator) error {
		c := s.beginConfirming(s.holder)
		_, err := s.Confirm(t.Context(), s.holder, token, c.ID, by.shown(c))
		return err
	}
	wantReason(t, confirm(token, stranger), fault.Denied, "passkey_unknown")
	wantReason(t, confirm(theirs, device), fault.Denied, "not_signed_in")
	wantReason(t, confirm("none", device), fault.Denied, "not_signed_in")
	unverified := *device
	unverified.unverified = true
	wantReason(t, confirm(token, &unverified), fault.Denied, "passkey_refused")

	c := s.beginEntering() // for signing in, by whomever
	_, err := s.Confirm(t.Context(), s.holder, token, c.ID, device.shown(c))
	wantReason(t, err, fault.Conflict, "passkey_over")
	c = s.beginConfirming(s.holder)
	_, _, err = s.Enter(t.Context(), c.ID, device.shown(c))
	wantReason(t, err, fault.Conflict, "passkey_over")
	c = s.beginConfirming(s.holder)
	s.Clock.Advance(passkeys.Life)
	_, err = s.Confirm(t.Context(), s.holder, token, c.ID, device.shown(c))
	wantReason(t, err, fault.Conflict, "passkey_over")

	c = s.beginConfirming(s.holder)
	must(t, s.Remove(t.Context(), s.holder, added.ID))
	_, err = s.Confirm(t.Context(), s.holder, token, c.ID, device.shown(c))
	wantReason(t, err, fault.Denied, "passkey_unknown")
	_, err = s.BeginConfirming(t.Context(), s.holder)
	wantReason(t, err, fault.Denied, "passkey_unknown")
	if s.recent(token) {
		t.Error("confirmed by one of these")
	}
	s.Clock.Advance(time.Hour)
	for range 20 {
		_, _ = s.BeginConfirming(t.Context(), officer)
	}
	_, err = s.BeginConfirming(t.Context(), officer)
	wantReason(t, err, fault.Throttled, "too_many_attempts")
}
