package signin_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/signin"
)

func TestRegisterOpensAnUnprovenAccount(t *testing.T) {
	w := newWorld(t)
	w.deliver(guo, guoNumber, guoMobile, "2023-04-03")
	r := w.register(registration("guo.jx"))

	a, _, err := w.Authenticate(t.Context(), r.Token)
	must(t, err)
	if a.ID != r.Account.ID || a.Name != guo || a.Document != document(guoNumber) || a.Phone != guoMobile {
		t.Errorf("the account is not as registered: %+v", a.ID)
	}
	if a.Claimed() || a.PhoneConfirmed || !w.NeedsNotice(a) {
		t.Error("a new account counts as proven, or as having agreed")
	}
	if strings.Contains(a.PasswordHash, password) || !strings.HasPrefix(a.PasswordHash, "$argon2id$") {
		t.Errorf("password kept as %q", a.PasswordHash)
	}
	m := w.sent.last(t)
	if m.To != guoMobile || m.Kind != messages.ClaimCode {
		t.Errorf("sent %s to %s", m.Kind, m.To)
	}
	if diff := cmp.Diff([]string{"account.register"}, w.trail(a.ID)); diff != "" {
		t.Error(diff)
	}
}

func TestRegisterNamesEveryFieldAtFault(t *testing.T) {
	w := newWorld(t)
	_, err := w.Register(t.Context(), signin.Registration{Name: "", DocumentType: "借书证", DocumentNumber: "1",
		Username: "a b", Password: "short", Phone: "12345", Client: "x"})
	got := map[string]fault.Reason{}
	for _, f := range faultsOf(err) {
		got[f.Field] = f.Reason
	}
	want := map[string]fault.Reason{"name": "name_empty", "id_type": "id_type_unknown", "username": "username_malformed",
		"password": "password_too_short", "phone": "phone_malformed"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if w.work.n.Load() != 0 {
		t.Error("a form with faults cost a derivation")
	}
	_, err = w.Register(t.Context(), signin.Registration{Client: "x"})
	var fields []string
	for _, f := range faultsOf(err) {
		fields = append(fields, f.Field)
	}
	if diff := cmp.Diff([]string{"name", "id_type", "id_number", "username", "password", "phone"}, fields); diff != "" {
		t.Errorf("of an empty form: %s", diff)
	}
}

func TestRegisterChecksFields(t *testing.T) {
	tests := map[string]struct {
		change func(*signin.Registration)
		want   fault.Reason // "" where it is fine
	}{
		"plain":                 {func(*signin.Registration) {}, ""},
		"Chinese user name":     {func(r *signin.Registration) { r.Username = "郭景行2" }, ""},
		"mail as user name":     {func(r *signin.Registration) { r.Username = "a_b-c.d@example" }, ""},
		"user name of two":      {func(r *signin.Registration) { r.Username = "ab" }, "username_too_short"},
		"user name of 65":       {func(r *signin.Registration) { r.Username = strings.Repeat("a", 65) }, "username_too_long"},
		"user name with markup": {func(r *signin.Registration) { r.Username = "<b>x" }, "username_malformed"},
		"password of 7":         {func(r *signin.Registration) { r.Password = "abcdefx" }, "password_too_short"},
		"password of 8 Chinese": {func(r *signin.Registration) { r.Password = "一二三四五六七八" }, ""},
		"password of 257":       {func(r *signin.Registration) { r.Password = strings.Repeat("ab", 129) }, "password_too_long"},
		"user name as password": {func(r *signin.Registration) { r.Username, r.Password = "GuoJingXing", "guojingxing" }, "password_is_username"},
		"worst password":        {func(r *signin.Registration) { r.Password = "Password123" }, "password_too_common"},
		"one sign":              {func(r *signin.Registration) { r.Password = "zzzzzzzzzz" }, "password_too_common"},
		"a run":                 {func(r *signin.Registration) { r.Password = "345678901" }, "password_too_common"},
		"check digit":           {func(r *signin.Registration) { r.DocumentNumber = "119905196908037131" }, "id_check_digit"},
		"phone with prefix":     {func(r *signin.Registration) { r.Phone = "+86 199-0000-2212" }, ""},
		"phone abroad":          {func(r *signin.Registration) { r.Phone = "+852 9000 0000" }, ""},
		"phone with 00":         {func(r *signin.Registration) { r.Phone = "0085290000000" }, ""},
		"phone of 12":           {func(r *signin.Registration) { r.Phone = "199000022123" }, "phone_malformed"},
		"landline":              {func(r *signin.Registration) { r.Phone = "010-00000000" }, "phone_malformed"},
		"letters":               {func(r *signin.Registration) { r.Phone = "1990000221x" }, "phone_malformed"},
	}
	w := newWorld(t)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := registration("guo-" + strings.ReplaceAll(name, " ", "-"))
			test.change(&r)
			_, err := w.Register(t.Context(), r)
			if fault.ReasonOf(err) != test.want || (err == nil) != (test.want == "") {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestUsernameTakenIsTold(t *testing.T) {
	w := newWorld(t)
	w.register(registration("guo"))
	second := registration("GUO")
	second.Client = "another"
	_, err := w.Register(t.Context(), second)
	wantFault(t, err, fault.Conflict, "username_taken")
	if faults := faultsOf(err); len(faults) != 1 || faults[0].Field != "username" {
		t.Errorf("faults %v", faults)
	}
}

// What somebody learns by registering must not depend on who is in the register.
func TestRegisterAnswersAlikeWhoeverIsKnown(t *testing.T) {
	known, unknown := newWorld(t), newWorld(t)
	known.deliver(guo, guoNumber, guoMobile, "2023-04-03")
	known.claimed("first")
	for _, w := range []*world{known, unknown} {
		n := w.work.during(func() {
			r := w.register(registration("second"))
			if r.Account.Claimed() || r.Account.PhoneConfirmed || len(r.RecoveryCodes) != 10 {
				t.Errorf("the answer differs: %+v", r)
			}
		})
		if n != 1 {
			t.Errorf("%d derivations, want 1", n)
		}
	}
}

func TestSecondRegistrationLeavesTheFirstInPlace(t *testing.T) {
	w := newWorld(t)
	w.deliver(guo, guoNumber, guoMobile, "2023-04-03")
	first := w.claimed("first")
	before := w.sent.count()

	second := registration("second")
	second.Phone = "19900009999"
	taken := w.register(second)

	if n := w.sent.count(); n != before+2 {
		t.Errorf("%d messages, want a code and a warning", n-before)
	}
	told := w.sent.last(t)
	if told.Kind != messages.SecondRegistration || told.To != guoMobile {
		t.Errorf("the first account was not told: %+v", told)
	}
	if diff := cmp.Diff([]string{"account.register", "account.claim", "account.second_registration"}, w.trail(first.Account.ID)); diff != "" {
		t.Error(diff)
	}
	if code := w.sent.coded(t); code.To != guoMobile || code.Kind != messages.ClaimCode {
		t.Errorf("the code went to %s", code.To)
	}
	err := w.Claim(t.Context(), taken.Account, w.sent.code(t))
	wantFault(t, err, fault.Conflict, "document_already_claimed")
	if w.account("second").Claimed() || !w.account("first").Claimed() {
		t.Error("the claim moved")
	}
	if diff := cmp.Diff([]string{"account.register", "account.claim_refused"}, w.trail(taken.Account.ID)); diff != "" {
		t.Error(diff)
	}
}

// Whoever knows the number must not make its owner's telephone ring without end.
func TestWarningsAreFew(t *testing.T) {
	w := newWorld(t)
	w.deliver(guo, guoNumber, "19900008888", "2023-04-03")
	w.claimed("first")
	for i := range 8 {
		w.register(registration("again" + string(rune('a'+i))))
		w.sent.count()
	}
	warnings := 0
	for _, m := range w.sent.all {
		if m.Kind == messages.SecondRegistration {
			warnings++
		}
	}
	if warnings != 3 {
		t.Errorf("%d warnings were sent, want 3", warnings)
	}
}

func TestUnprovenAccountIsNotToldOfTheNext(t *testing.T) {
	w := newWorld(t)
	stranger := registration("stranger")
	stranger.Phone = "19900009999"
	w.register(stranger)
	w.register(registration("guo"))
	if w.sent.count() != 0 {
		t.Errorf("sent %+v", w.sent.all)
	}
}

func TestNothingOfThePersonIsLoggedOrAudited(t *testing.T) {
	w := newWorld(t)
	w.deliver(guo, guoNumber, guoMobile, "2023-04-03")
	w.sent.fail = true
	r := w.register(registration("guo"))
	if !strings.Contains(w.log.String(), "message not sent") || !strings.Contains(w.log.String(), r.Account.ID) {
		t.Errorf("a lost message left no trace: %s", w.log)
	}
	for _, secret := range []string{guoNumber, guoMobile, guo, r.RecoveryCodes[0], r.Token} {
		if strings.Contains(w.log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

// faultsOf lists the faults of an error that joins several, one for each field,
// in the order of the form.
func faultsOf(err error) []*fault.Error {
	var many interface{ Unwrap() []error }
	if errors.As(err, &many) {
		var all []*fault.Error
		for _, e := range many.Unwrap() {
			all = append(all, faultsOf(e)...)
		}
		return all
	}
	var one *fault.Error
	if errors.As(err, &one) {
		return []*fault.Error{one}
	}
	return nil
}
