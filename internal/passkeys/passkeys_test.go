package passkeys_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/passkeys"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const origin = "https://yinxin.example"

// site is an installation with passkeys, and a holder of it.
type site struct {
	*passkeys.Service
	*world.World
	t      *testing.T
	holder store.Account
}

func newSite(t *testing.T) *site {
	t.Helper()
	w := world.Bare(t)
	service, err := passkeys.New(passkeys.Options{Store: w.Store, Door: w.SignIn, Desk: w.Desk, Now: w.Clock.Now, Origin: origin})
	must(t, err)
	return &site{service, w, t, w.Holder(t, world.Person())}
}

// staff opens an account of an authority's staff.
func (s *site) staff(role store.Role) store.Account {
	s.t.Helper()
	a, _, err := s.SignIn.AddStaff(s.t.Context(), "cli", signin.NewStaff{Role: role, Authority: "示例人事考试中心", Username: "staff-" + string(role)})
	must(s.t, err)
	return a
}

func (s *site) beginAdding(a store.Account) passkeys.Ceremony {
	s.t.Helper()
	c, err := s.BeginAdding(s.t.Context(), a)
	must(s.t, err)
	return c
}

func (s *site) beginEntering() passkeys.Ceremony {
	s.t.Helper()
	c, err := s.BeginEntering(s.t.Context(), "192.0.2.1")
	must(s.t, err)
	return c
}

// added is an authenticator with a passkey of the account.
func (s *site) added(a store.Account) (*authenticator, store.Passkey) {
	s.t.Helper()
	device := newAuthenticator(s.t)
	c := s.beginAdding(a)
	p, err := s.Add(s.t.Context(), a, c.ID, "手机", device.made(c))
	must(s.t, err)
	return device, p
}

func (s *site) enter(device *authenticator) (string, store.Account, error) {
	s.t.Helper()
	c := s.beginEntering()
	return s.Enter(s.t.Context(), c.ID, device.shown(c))
}

func wantReason(t *testing.T, err error, kind fault.Kind, reason fault.Reason) {
	t.Helper()
	if !fault.Is(err, kind) || fault.ReasonOf(err) != reason {
		t.Errorf("error %v, want %s", err, reason)
	}
}

func TestAPasskeySignsInAlone(t *testing.T) {
	s := newSite(t)
	for _, a := range []store.Account{s.holder, s.staff(store.OfficerRole), s.staff(store.ReviewerRole)} {
		device, added := s.added(a)
		if bytes.Contains(device.handle, []byte(a.ID)) || len(device.handle) != 64 {
			t.Errorf("%s is known to authenticators as %q", a.Role, device.handle)
		}
		s.Clock.Advance(time.Minute)
		token, in, err := s.enter(device)
		if err != nil || in.ID != a.ID {
			t.Fatalf("%s: %v, %v", a.Role, in.Username, err)
		}
		got, step, err := s.SignIn.Authenticate(t.Context(), token)
		want := signin.SignedIn
		if a.Role != store.HolderRole {
			want = signin.PasswordStep // a temporary one must be replaced all the same
		}
		if err != nil || got.ID != a.ID || step != want {
			t.Errorf("%s: session at %q, %v", a.Role, step, err)
		}
		all, err := s.List(t.Context(), a)
		if err != nil || len(all) != 1 || all[0].ID != added.ID || !all[0].LastUsedAt.Equal(s.Clock.Now()) || !all[0].CountBackAt.IsZero() {
			t.Errorf("%s: %+v, %v", a.Role, all, err)
		}
	}
}

func TestWhatSignsNobodyIn(t *testing.T) {
	s := newSite(t)
	device, _ := s.added(s.holder)
	stranger, _ := s.added(s.staff(store.OfficerRole))
	mine, theirs := device.handle, stranger.handle
	for name, test := range map[string]struct {
		change func(*authenticator)
		reason fault.Reason
	}{
		"a page of another site":      {func(a *authenticator) { a.origin = "https://yinxin.example.evil.example" }, "passkey_refused"},
		"the site without encryption": {func(a *authenticator) { a.origin = "http://yinxin.example" }, "passkey_refused"},
		"another host's passkey":      {func(a *authenticator) { a.host = "evil.example" }, "passkey_refused"},
		"nobody verified":             {func(a *authenticator) { a.unverified = true }, "passkey_refused"},
		"another account's handle":    {func(a *authenticator) { a.handle = theirs }, "passkey_refused"},
		"no handle":                   {func(a *authenticator) { a.handle = nil }, "passkey_refused"},
		"another key":                 {func(a *authenticator) { a.key = newAuthenticator(t).key }, "passkey_refused"},
		"another account's passkey":   {func(a *authenticator) { a.credential = stranger.credential }, "passkey_refused"},
		"one nobody knows":            {func(a *authenticator) { a.credential = []byte("none") }, "passkey_unknown"},
	} {
		changed := *device
		test.change(&changed)
		token, _, err := s.enter(&changed)
		if wantReason(t, err, fault.Denied, test.reason); token != "" || t.Failed() {
			t.Errorf("%s: token %q, %v", name, token, err)
		}
	}
	device.handle = mine
	if _, _, err := s.enter(device); err != nil {
		t.Errorf("the right one afterwards: %v", err)
	}
}

func TestAChallengeIsGoodOnce(t *testing.T) {
	s := newSite(t)
	device, _ := s.added(s.holder)
	c := s.beginEntering()
	answer := device.shown(c)
	if _, _, err := s.Enter(t.Context(), c.ID, answer); err != nil {
		t.Fatal(err)
	}
	_, _, err := s.Enter(t.Context(), c.ID, answer)
	wantReason(t, err, fault.Conflict, "passkey_over")

	_, _, err = s.Enter(t.Context(), s.beginEntering().ID, answer)
	wantReason(t, err, fault.Denied, "passkey_refused") // another challenge

	c = s.beginEntering()
	_, _, err = s.Enter(t.Context(), c.ID, []byte("{"))
	wantReason(t, err, fault.Denied, "passkey_refused")
	_, _, err = s.Enter(t.Context(), c.ID, device.shown(c))
	wantReason(t, err, fault.Conflict, "passkey_over") // a wrong answer ended it

	c = s.beginEntering()
	s.Clock.Advance(passkeys.Life)
	_, _, err = s.Enter(t.Context(), c.ID, device.shown(c))
	wantReason(t, err, fault.Conflict, "passkey_over")

	c = s.beginAdding(s.holder)
	_, _, err = s.Enter(t.Context(), c.ID, device.shown(c))
	wantReason(t, err, fault.Conflict, "passkey_over") // begun for something else
}

func TestAddingIsBoundToItsAccount(t *testing.T) {
	s := newSite(t)
	officer := s.staff(store.OfficerRole)
	device := newAuthenticator(t)
	c := s.beginAdding(s.holder)
	_, err := s.Add(t.Context(), officer, c.ID, "", device.made(c))
	wantReason(t, err, fault.Conflict, "passkey_over")

	for _, change := range []func(*authenticator){
		func(a *authenticator) { a.origin = "https://evil.example" },
		func(a *authenticator) { a.host = "evil.example" },
		func(a *authenticator) { a.unverified = true },
	} {
		changed := newAuthenticator(t)
		change(changed)
		c := s.beginAdding(s.holder)
		_, err := s.Add(t.Context(), s.holder, c.ID, "", changed.made(c))
		wantReason(t, err, fault.Denied, "passkey_refused")
	}

	known, _ := s.added(s.holder)
	c = s.beginAdding(officer)
	_, err = s.Add(t.Context(), officer, c.ID, "", known.made(c))
	wantReason(t, err, fault.Conflict, "passkey_taken")
}

func TestAPasskeyAddedAgainIsExcluded(t *testing.T) {
	s := newSite(t)
	first, _ := s.added(s.holder)
	var options struct {
		User               struct{ ID, Name string }
		ExcludeCredentials []struct{ ID string }
	}
	must(t, json.Unmarshal(s.beginAdding(s.holder).Options, &options))
	if len(options.ExcludeCredentials) != 1 || options.ExcludeCredentials[0].ID != encoded(first.credential) {
		t.Errorf("excluded: %v", options.ExcludeCredentials)
	}
	if options.User.ID != encoded(first.handle) || options.User.Name != s.holder.Username {
		t.Errorf("the second is %s's, %s", options.User.ID, options.User.Name)
	}
}

func TestARemovedPasskeySignsNobodyIn(t *testing.T) {
	s := newSite(t)
	device, p := s.added(s.holder)
	wantReason(t, s.Remove(t.Context(), s.staff(store.OfficerRole), p.ID), fault.NotFound, "passkey_not_found")
	must(t, s.Remove(t.Context(), s.holder, p.ID))
	_, _, err := s.enter(device)
	wantReason(t, err, fault.Denied, "passkey_unknown")
	wantReason(t, s.Remove(t.Context(), s.holder, p.ID), fault.NotFound, "passkey_not_found")
}

func TestALockedOutAccountStaysOut(t *testing.T) {
	s := newSite(t)
	officer, administrator := s.staff(store.OfficerRole), s.staff(store.AdministratorRole)
	device, _ := s.added(officer)
	must(t, s.SignIn.Disable(t.Context(), administrator, officer.ID))
	_, _, err := s.enter(device)
	wantReason(t, err, fault.Denied, "account_disabled")
}

func TestACounterThatRunsBackIsNoted(t *testing.T) {
	s := newSite(t)
	device, _ := s.added(s.holder)
	device.counter = 7
	if _, _, err := s.enter(device); err != nil {
		t.Fatal(err)
	}
	device.counter = 3
	if _, _, err := s.enter(device); err != nil {
		t.Fatal(err)
	}
	noted := func() bool {
		all, err := s.List(t.Context(), s.holder)
		must(t, err)
		return all[0].CountBackAt.Equal(s.Clock.Now())
	}
	if !noted() {
		t.Error("a counter ran back from 8 to 4 and nothing was noted")
	}
	s.Clock.Advance(time.Hour)
	device.counter = 20
	if _, _, err := s.enter(device); err != nil || noted() {
		t.Errorf("a counter that went on was noted again, or refused: %v", err)
	}
}

func TestNames(t *testing.T) {
	s := newSite(t)
	_, p := s.added(s.holder)
	must(t, s.Rename(t.Context(), s.holder, p.ID, " 办公室的电脑 "))
	all, err := s.List(t.Context(), s.holder)
	if err != nil || all[0].Name != "办公室的电脑" {
		t.Errorf("%v, %v", all, err)
	}
	for _, name := range []string{"", "  ", strings.Repeat("长", 41), "a\x00b", "a\u202eb"} {
		wantReason(t, s.Rename(t.Context(), s.holder, p.ID, name), fault.Invalid, "passkey_name_malformed")
	}
	wantReason(t, s.Rename(t.Context(), s.holder, "none", "名"), fault.NotFound, "passkey_not_found")
}

func TestAnAccountHasRoomForTen(t *testing.T) {
	s := newSite(t)
	for range passkeys.Most {
		s.added(s.holder)
	}
	_, err := s.BeginAdding(t.Context(), s.holder)
	wantReason(t, err, fault.Exhausted, "passkeys_full")
}

func TestBeginningIsCounted(t *testing.T) {
	s := newSite(t)
	refused := 0
	for range 121 {
		if _, err := s.BeginEntering(t.Context(), "192.0.2.7"); err != nil {
			wantReason(t, err, fault.Throttled, "too_many_attempts")
			refused++
		}
	}
	if refused != 1 {
		t.Errorf("%d of 121 refused", refused)
	}
}

func TestOrigins(t *testing.T) {
	for _, test := range []struct{ address, port, want string }{
		{"https://yinxin.example", "8080", "https://yinxin.example"},
		{"https://yinxin.example:8443/certificates", "", "https://yinxin.example:8443"},
		{"http://127.0.0.1:8080", "18480", "http://localhost:18480"},
		{"http://127.0.0.1:8080", "", "http://localhost:8080"},
		{"http://[::1]:8080", "8080", "http://localhost:8080"},
		{"http://localhost", "", "http://localhost"},
	} {
		got, err := passkeys.Origin(test.address, test.port)
		if err != nil || got != test.want {
			t.Errorf("%s, port %q: %q, %v", test.address, test.port, got, err)
		}
	}
	if _, err := passkeys.Origin("nowhere", ""); err == nil {
		t.Error("an address without a host has an origin")
	}
}
