package signin_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
)

const office = "示例人事考试中心"

// staff opens an account that has replaced its temporary password.
func (w *world) staff(role store.Role, username string) store.Account {
	w.t.Helper()
	a, err := w.Enrol(w.t.Context(), "system", signin.Enrolment{Username: username, Password: password, Role: role, Authority: office})
	must(w.t, err)
	return a
}

// login returns the session's token and the step it stands at.
func (w *world) login(username, password string) (string, signin.Step) {
	w.t.Helper()
	token, _, err := w.Login(w.t.Context(), username, password, "c")
	must(w.t, err)
	return token, w.step(token)
}

func (w *world) step(token string) signin.Step {
	w.t.Helper()
	_, step, err := w.Authenticate(w.t.Context(), token)
	must(w.t, err)
	return step
}

// digits is what an authenticator with the secret shows.
func (w *world) digits(secret string, ahead time.Duration) string {
	w.t.Helper()
	code, err := totp.GenerateCodeCustom(secret, w.clock().Add(ahead), totp.ValidateOpts{Period: 30, Digits: otp.DigitsSix})
	must(w.t, err)
	return code
}

// enrolled signs a reviewer in who sets the second factor up.
func (w *world) enrolled(username string) (token, secret string) {
	w.t.Helper()
	a := w.staff(store.ReviewerRole, username)
	token, step := w.login(username, password)
	if step != signin.EnrolStep {
		w.t.Fatalf("the first sign-in stands at %q", step)
	}
	secret = w.OfferSecondFactor(a, token).Secret
	next, err := w.EnrolSecondFactor(w.t.Context(), token, w.digits(secret, 0))
	must(w.t, err)
	return next, secret
}

func TestEnrollingSignsInAndEndsTheFirstToken(t *testing.T) {
	w := newWorld(t)
	a := w.staff(store.ReviewerRole, "reviewer")
	token, _ := w.login("reviewer", password)
	offer := w.OfferSecondFactor(a, token)
	if again := w.OfferSecondFactor(a, token); again != offer {
		t.Error("the page shown again offers another secret")
	}
	other, _ := w.login("reviewer", password)
	if w.OfferSecondFactor(a, other).Secret == offer.Secret {
		t.Error("two sessions are offered one secret")
	}
	uri, err := url.Parse(offer.URI)
	if err != nil || uri.Scheme != "otpauth" || uri.Host != "totp" || uri.Query().Get("secret") != offer.Secret {
		t.Errorf("offered %s (%v)", offer.URI, err)
	}
	_, err = w.EnrolSecondFactor(t.Context(), token, other[:6])
	wantFault(t, err, fault.Denied, "totp_wrong")

	next, err := w.EnrolSecondFactor(t.Context(), token, w.digits(offer.Secret, 0))
	must(t, err)
	if step := w.step(next); step != signin.SignedIn {
		t.Errorf("after enrolling: %q", step)
	}
	_, _, err = w.Authenticate(t.Context(), token)
	wantFault(t, err, fault.Denied, "not_signed_in")
	_, err = w.EnrolSecondFactor(t.Context(), other, w.digits(w.OfferSecondFactor(a, other).Secret, 0))
	wantFault(t, err, fault.Conflict, "sign_in_changed") // it is asked for the first one's now
	if step := w.step(other); step != signin.SecondFactorStep {
		t.Errorf("the other session stands at %q", step)
	}
	if now := w.account("reviewer"); now.TOTPSecret != offer.Secret {
		t.Error("another secret was kept than the one offered")
	}
	if trail := w.trail(a.ID); trail[len(trail)-1] != "account.enrol_second_factor" {
		t.Errorf("trail %v", trail)
	}
}

func TestCodesAreGoodOnceAndAStepEitherWay(t *testing.T) {
	for name, test := range map[string]struct {
		ahead time.Duration
		want  fault.Reason // "" for signed in
	}{
		"now":               {0, ""},
		"clock slow":        {-30 * time.Second, ""},
		"clock fast":        {30 * time.Second, ""},
		"a minute ago":      {-60 * time.Second, "totp_wrong"},
		"in a minute":       {60 * time.Second, "totp_wrong"},
		"used at enrolment": {-10 * time.Minute, "totp_wrong"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			_, secret := w.enrolled("reviewer")
			w.pass(10 * time.Minute)
			token, step := w.login("reviewer", password)
			if step != signin.SecondFactorStep {
				t.Fatalf("the second sign-in stands at %q", step)
			}
			code := w.digits(secret, test.ahead)
			next, err := w.PassSecondFactor(t.Context(), token, code[:3]+" "+code[3:])
			if test.want != "" {
				wantFault(t, err, fault.Denied, test.want)
				return
			}
			must(t, err)
			if step := w.step(next); step != signin.SignedIn {
				t.Errorf("after the code: %q", step)
			}
			token, _ = w.login("reviewer", password)
			_, err = w.PassSecondFactor(t.Context(), token, code)
			wantFault(t, err, fault.Denied, "totp_used")
			_, err = w.PassSecondFactor(t.Context(), token, w.digits(secret, test.ahead-30*time.Second))
			if reason := fault.ReasonOf(err); reason != "totp_used" && reason != "totp_wrong" {
				t.Errorf("a code before the last one used: %v", err)
			}
		})
	}
}

func TestGuessingASecondFactorIsThrottled(t *testing.T) {
	w := newWorld(t)
	_, secret := w.enrolled("reviewer")
	w.pass(time.Hour)
	for range 10 {
		token, _ := w.login("reviewer", password) // a new session does not help
		_, err := w.PassSecondFactor(t.Context(), token, other(w.digits(secret, 0)))
		wantFault(t, err, fault.Denied, "totp_wrong")
	}
	token, _ := w.login("reviewer", password)
	_, err := w.PassSecondFactor(t.Context(), token, w.digits(secret, 0))
	wantFault(t, err, fault.Throttled, "too_many_attempts")
	w.pass(3 * time.Minute)
	_, err = w.PassSecondFactor(t.Context(), token, w.digits(secret, 0))
	must(t, err)
}

func TestOnlyThoseWhoNeedASecondFactorAreAsked(t *testing.T) {
	w := newWorld(t)
	for _, role := range store.StaffRoles() {
		w.staff(role, string(role))
		token, step := w.login(string(role), password)
		want := signin.SignedIn
		if signin.NeedsSecondFactor(role) {
			want = signin.EnrolStep
		}
		if step != want {
			t.Errorf("%s stands at %q, want %q", role, step, want)
		}
		_, err := w.PassSecondFactor(t.Context(), token, "123456")
		wantFault(t, err, fault.Conflict, "sign_in_changed")
	}
}
