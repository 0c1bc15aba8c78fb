package signin_test

import (
	"testing"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
)

func TestAddStaff(t *testing.T) {
	w := newWorld(t)
	a, temporary, err := w.AddStaff(t.Context(), "cli", signin.NewStaff{
		Role: store.OfficerRole, Authority: office, Username: " wang ", Name: "王示例", Phone: "199 0000 0001",
	})
	must(t, err)
	if a.Username != "wang" || a.Phone != "19900000001" || a.PhoneConfirmed || !a.Temporary {
		t.Errorf("added %+v", a)
	}
	token, step := w.login("wang", temporary)
	if step != signin.PasswordStep {
		t.Errorf("the first sign-in stands at %q", step)
	}
	next, err := w.ChangePassword(t.Context(), token, temporary, password)
	must(t, err)
	if step := w.step(next); step != signin.SignedIn {
		t.Errorf("after the new password: %q", step)
	}
	_, _, err = w.Login(t.Context(), "wang", temporary, "c")
	wantFault(t, err, fault.Denied, "login_failed")

	for name, test := range map[string]struct {
		n    signin.NewStaff
		kind fault.Kind
		want fault.Reason
	}{
		"a holder":     {signin.NewStaff{Role: store.HolderRole, Authority: office, Username: "li.si"}, fault.Invalid, "role_unknown"},
		"no role":      {signin.NewStaff{Authority: office, Username: "li.si"}, fault.Invalid, "role_unknown"},
		"no authority": {signin.NewStaff{Role: store.OfficerRole, Username: "li.si"}, fault.Invalid, "staff_authority_missing"},
		"short name":   {signin.NewStaff{Role: store.OfficerRole, Authority: office, Username: "li"}, fault.Invalid, "username_too_short"},
		"telephone":    {signin.NewStaff{Role: store.OfficerRole, Authority: office, Username: "li.si", Phone: "1"}, fault.Invalid, "phone_malformed"},
		"taken":        {signin.NewStaff{Role: store.OfficerRole, Authority: "另一协会", Username: "WANG"}, fault.Conflict, "username_taken"},
	} {
		if _, _, err := w.AddStaff(t.Context(), "cli", test.n); !fault.Is(err, test.kind) || fault.ReasonOf(err) != test.want {
			t.Errorf("%s: %v, want %s", name, err, test.want)
		}
	}
}

func TestChangePasswordEndsTheOtherSessions(t *testing.T) {
	w := newWorld(t)
	w.deliver(guo, guoNumber, guoMobile, "2023-04-03")
	r := w.claimed("guo")
	token, _ := w.login("guo", password)
	for name, test := range map[string]struct {
		current, password string
		kind              fault.Kind
		want              fault.Reason
	}{
		"wrong":     {"guess", "a new and long one", fault.Denied, "password_wrong"},
		"short":     {password, "short", fault.Invalid, "password_too_short"},
		"unchanged": {password, password, fault.Invalid, "password_unchanged"},
	} {
		if _, err := w.ChangePassword(t.Context(), token, test.current, test.password); !fault.Is(err, test.kind) || fault.ReasonOf(err) != test.want {
			t.Errorf("%s: %v, want %s", name, err, test.want)
		}
	}
	next, err := w.ChangePassword(t.Context(), token, password, "a new and long one")
	must(t, err)
	w.step(next)
	for _, dead := range []string{token, r.Token} {
		_, _, err := w.Authenticate(t.Context(), dead)
		wantFault(t, err, fault.Denied, "not_signed_in")
	}
	for range 9 { // one wrong one is counted above
		_, err := w.ChangePassword(t.Context(), next, "guess", "another long one")
		wantFault(t, err, fault.Denied, "password_wrong")
	}
	_, err = w.ChangePassword(t.Context(), next, "a new and long one", "another long one")
	wantFault(t, err, fault.Throttled, "too_many_attempts")
}

func TestAdministratorsAndTheirStaff(t *testing.T) {
	w := newWorld(t)
	admin, second := w.staff(store.AdministratorRole, "admin"), w.staff(store.AdministratorRole, "second")
	_, secret := w.enrolled("reviewer")
	reviewer := w.account("reviewer")
	stranger, err := w.Enrol(t.Context(), "system", signin.Enrolment{Username: "stranger", Password: password, Role: store.OfficerRole, Authority: "另一协会"})
	must(t, err)
	w.deliver(guo, guoNumber, guoMobile, "2023-04-03")
	holder := w.claimed("guo").Account

	all, err := w.Staff(t.Context(), office)
	must(t, err)
	if len(all) != 3 || all[0].ID != admin.ID || all[1].ID != reviewer.ID || all[2].ID != second.ID {
		t.Errorf("staff %+v", all)
	}
	for _, id := range []string{stranger.ID, holder.ID, "none"} {
		wantFault(t, w.Disable(t.Context(), admin, id), fault.NotFound, "account_unknown")
		_, err := w.ResetStaffPassword(t.Context(), admin, id)
		wantFault(t, err, fault.NotFound, "account_unknown")
		wantFault(t, w.ResetSecondFactor(t.Context(), admin, id), fault.NotFound, "account_unknown")
	}
	wantFault(t, w.ResetSecondFactor(t.Context(), admin, admin.ID), fault.Denied, "own_account")
	wantFault(t, w.Disable(t.Context(), admin, admin.ID), fault.Denied, "own_account")

	token, _ := w.login("reviewer", password)
	must(t, w.ResetSecondFactor(t.Context(), admin, reviewer.ID))
	_, _, err = w.Authenticate(t.Context(), token)
	wantFault(t, err, fault.Denied, "not_signed_in")
	if token, step := w.login("reviewer", password); step != signin.EnrolStep || w.OfferSecondFactor(reviewer, token).Secret == secret {
		t.Errorf("after the reset: %q", step)
	}
	temporary, err := w.ResetStaffPassword(t.Context(), admin, reviewer.ID)
	must(t, err)
	w.login("reviewer", temporary)
	if !w.account("reviewer").Temporary {
		t.Error("a reset password need not be replaced")
	}

	must(t, w.Disable(t.Context(), admin, reviewer.ID))
	must(t, w.Disable(t.Context(), admin, reviewer.ID)) // once more changes nothing
	_, _, err = w.Login(t.Context(), "reviewer", temporary, "c")
	wantFault(t, err, fault.Denied, "account_disabled")
	_, _, err = w.Login(t.Context(), "reviewer", "guess", "c")
	wantFault(t, err, fault.Denied, "login_failed")
	must(t, w.Enable(t.Context(), admin, reviewer.ID))
	w.login("reviewer", temporary)
	must(t, w.ResetSecondFactorOf(t.Context(), "reviewer"))
	wantFault(t, w.ResetSecondFactorOf(t.Context(), "nobody"), fault.NotFound, "account_unknown")

	must(t, w.Disable(t.Context(), admin, second.ID))
	wantFault(t, w.Disable(t.Context(), second, admin.ID), fault.Conflict, "last_administrator")
	want := []string{"account.enrol", "account.enrol_second_factor", "account.reset_second_factor", "account.reset_password", "account.disable", "account.enable"}
	got := w.trail(reviewer.ID)
	if len(got) != len(want) {
		t.Fatalf("trail %v, want %v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("trail %v, want %v", got, want)
		}
	}
}

// Two administrators who lock each other out at one moment leave one.
func testDisabledAtOnce(t *testing.T, w *world) {
	one, two := w.staff(store.AdministratorRole, "one"), w.staff(store.AdministratorRole, "two")
	stand := 0
	for _, err := range atOnce(
		func() error { return w.Disable(t.Context(), one, two.ID) },
		func() error { return w.Disable(t.Context(), two, one.ID) },
	) {
		if err == nil {
			stand++
			continue
		}
		wantFault(t, err, fault.Conflict, "last_administrator")
	}
	if stand != 1 {
		t.Errorf("%d were disabled", stand)
	}
}
