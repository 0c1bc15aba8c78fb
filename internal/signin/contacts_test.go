package signin_test

import (
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
)

const newMobile = "19900008888"

// moved moves an account to another telephone, and returns what takes that back.
func (w *world) moved(token string, contact store.Contact, to string) (takesBack string) {
	w.t.Helper()
	_, err := w.StartContactChange(w.t.Context(), token, contact, to)
	must(w.t, err)
	must(w.t, w.FinishContactChange(w.t.Context(), token, contact, w.sent.code(w.t)))
	return w.link()
}

// link is what the newest message about a change takes it back with.
func (w *world) link() string {
	w.t.Helper()
	w.sent.carry()
	w.sent.mu.Lock()
	defer w.sent.mu.Unlock()
	for i := len(w.sent.all) - 1; i >= 0; i-- {
		if m := w.sent.all[i]; m.Kind == messages.ContactChanged {
			_, after, found := strings.Cut(m.Body, "/undo/")
			if !found {
				w.t.Fatalf("no link in\n%s", m.Body)
			}
			token, _, _ := strings.Cut(after, " ")
			return token
		}
	}
	w.t.Fatal("nobody was told of the change")
	return ""
}

func TestThePhoneIsChangedByACodeToTheNewOne(t *testing.T) {
	w := newWorld(t)
	w.deliver(guo, guoNumber, guoMobile, "2023-04-03")
	r := w.claimed("guo")
	for typed, reason := range map[string]fault.Reason{guoMobile: "contact_unchanged", "12": "phone_malformed"} {
		_, err := w.StartContactChange(t.Context(), r.Token, store.PhoneContact, typed)
		wantFault(t, err, fault.Invalid, reason)
	}
	to, err := w.StartContactChange(t.Context(), r.Token, store.PhoneContact, "+86 199-0000-8888")
	must(t, err)
	sent := w.sent.coded(t)
	if to != newMobile || sent.To != newMobile || sent.Kind != messages.ContactCode {
		t.Fatalf("a %s went to %s", sent.Kind, sent.To)
	}
	wantFault(t, w.FinishContactChange(t.Context(), r.Token, store.EmailContact, sent.Code), fault.Denied, "code_wrong") // another purpose's
	must(t, w.FinishContactChange(t.Context(), r.Token, store.PhoneContact, sent.Code))
	if a := w.account("guo"); a.Phone != newMobile || !a.PhoneConfirmed {
		t.Errorf("the account is at %s", a.Phone)
	}
	if !w.sent.told(messages.ContactChanged, guoMobile) || w.sent.told(messages.ContactChanged, newMobile) {
		t.Error("not the old telephone was told")
	}
	wantFault(t, w.FinishContactChange(t.Context(), r.Token, store.PhoneContact, sent.Code), fault.Denied, "code_wrong") // again
	_, err = w.StartContactChange(t.Context(), r.Token, store.PhoneContact, "19900007777")
	wantFault(t, err, fault.Conflict, "contact_change_open")
	w.pass(72 * time.Hour)
	r.Token = w.loginFrom("guo", "")
	_, err = w.StartContactChange(t.Context(), r.Token, store.PhoneContact, "19900007777")
	must(t, err)
}

func TestCodesToANewContactAreNotGuessed(t *testing.T) {
	w := newWorld(t)
	w.deliver(guo, guoNumber, guoMobile, "2023-04-03")
	r := w.claimed("guo")
	_, err := w.StartContactChange(t.Context(), r.Token, store.PhoneContact, newMobile)
	must(t, err)
	code := w.sent.code(t)
	for range 5 {
		wantFault(t, w.FinishContactChange(t.Context(), r.Token, store.PhoneContact, other(code)), fault.Denied, "code_wrong")
	}
	wantFault(t, w.FinishContactChange(t.Context(), r.Token, store.PhoneContact, code), fault.Denied, "code_wrong")
	for range 20 {
		if err = w.FinishContactChange(t.Context(), r.Token, store.PhoneContact, "000000"); fault.Is(err, fault.Throttled) {
			break
		}
	}
	wantFault(t, err, fault.Throttled, "too_many_attempts")
	for range 20 {
		if _, err = w.StartContactChange(t.Context(), r.Token, store.PhoneContact, newMobile); err != nil {
			break
		}
	}
	wantFault(t, err, fault.Throttled, "too_many_attempts")
	if a := w.account("guo"); a.Phone != guoMobile {
		t.Errorf("the account is at %s", a.Phone)
	}
}

func TestAContactChangesOnlyForWhoWasRecognisedLately(t *testing.T) {
	w := newWorld(t)
	w.deliver(guo, guoNumber, guoMobile, "2023-04-03")
	r := w.claimed("guo")
	_, err := w.StartContactChange(t.Context(), r.Token, store.PhoneContact, newMobile)
	must(t, err)
	code := w.sent.code(t)
	w.pass(9 * time.Minute)
	stale := w.loginFrom("guo", "") // another session's being recent is no help
	w.pass(time.Minute - time.Second)
	must(t, w.EndSession(t.Context(), r.Token, w.sessions(stale)[0].ID))
	w.pass(time.Second)
	wantFault(t, w.FinishContactChange(t.Context(), r.Token, store.PhoneContact, code), fault.Denied, "reauthenticate")
	_, err = w.StartContactChange(t.Context(), r.Token, store.PhoneContact, newMobile)
	wantFault(t, err, fault.Denied, "reauthenticate")
	_, err = w.StartContactChange(t.Context(), stale, store.PhoneContact, newMobile)
	wantFault(t, err, fault.Denied, "not_signed_in")
	wantFault(t, w.RemoveEmail(t.Context(), r.Token), fault.Denied, "reauthenticate")
}

// A thief with the password and an open session moves everything; the owner,
// who has the old telephone, takes it all back.
func TestTheOldPhoneTakesTheChangeBack(t *testing.T) {
	w := newWorld(t)
	w.deliver(guo, guoNumber, guoMobile, "2023-04-03")
	r := w.claimed("guo")
	thief := w.loginFrom("guo", "")
	byPhone := w.moved(thief, store.PhoneContact, newMobile)
	w.moved(thief, store.EmailContact, "thief@example.com")
	stolen, err := w.NewRecoveryCodes(t.Context(), thief)
	must(t, err)
	thief, err = w.ChangePassword(t.Context(), thief, password, "the thief's password")
	must(t, err)

	must(t, w.StartRecovery(t.Context(), "guo", "c"))
	byNewPhone := w.sent.code(t)
	for _, token := range []string{"", "none", byPhone + "x"} {
		wantFault(t, w.TakeBack(t.Context(), token, "c"), fault.NotFound, "take_back_unknown")
	}
	if c, err := w.ContactChange(t.Context(), byPhone, "c"); err != nil || !c.Until.Equal(w.clock().Add(72*time.Hour)) {
		t.Errorf("%+v, %v", c, err)
	}
	must(t, w.TakeBack(t.Context(), byPhone, "c"))
	a := w.account("guo")
	if a.Phone != guoMobile || !a.PhoneConfirmed || a.Email != "" {
		t.Errorf("the account is at %s and %s", a.Phone, a.Email)
	}
	if w.signedIn(thief) || w.signedIn(r.Token) {
		t.Error("a session goes on")
	}
	if !w.sent.told(messages.ContactRestored, newMobile) || !w.sent.told(messages.ContactRestored, "thief@example.com") {
		t.Error("who was reached meanwhile is not told")
	}
	for _, secret := range []string{password, "the thief's password"} {
		_, _, err := w.Login(t.Context(), "guo", secret, "c")
		wantFault(t, err, fault.Denied, "login_failed")
	}
	for _, code := range []string{stolen[0], r.RecoveryCodes[0], byNewPhone} {
		_, err := w.FinishRecovery(t.Context(), recovery("guo", code))
		wantFault(t, err, fault.Denied, "code_wrong")
	}
	wantFault(t, w.TakeBack(t.Context(), byPhone, "c"), fault.NotFound, "take_back_unknown") // once
	must(t, w.StartRecovery(t.Context(), "guo", "c"))
	m := w.sent.coded(t)
	if m.To != guoMobile {
		t.Fatalf("the code went to %s", m.To)
	}
	_, err = w.FinishRecovery(t.Context(), recovery("guo", m.Code))
	must(t, err)
	w.wantPassword("guo", nextPassword, "the thief's password")
}

func TestAChangeStandsAfterThreeDays(t *testing.T) {
	w := newWorld(t)
	w.deliver(guo, guoNumber, guoMobile, "2023-04-03")
	takesBack := w.moved(w.claimed("guo").Token, store.PhoneContact, newMobile)
	w.pass(72 * time.Hour)
	wantFault(t, w.TakeBack(t.Context(), takesBack, "c"), fault.NotFound, "take_back_unknown")
	if a := w.account("guo"); a.Phone != newMobile {
		t.Errorf("the account is at %s", a.Phone)
	}
}

func TestGuessesAtWhatTakesAChangeBackAreCounted(t *testing.T) {
	w := newWorld(t)
	var err error
	for range 100 {
		if _, err = w.ContactChange(t.Context(), "guess", "c"); fault.Is(err, fault.Throttled) {
			break
		}
	}
	wantFault(t, err, fault.Throttled, "too_many_attempts")
	wantFault(t, w.TakeBack(t.Context(), "guess", "c"), fault.Throttled, "too_many_attempts")
}

// A number that nobody confirmed may be a stranger's: it is told nothing and
// takes nothing back.
func TestAnUnconfirmedPhoneIsNotTold(t *testing.T) {
	w := newWorld(t)
	r := w.register(registration("guo"))
	_, err := w.StartContactChange(t.Context(), r.Token, store.PhoneContact, guoMobile)
	must(t, err)
	must(t, w.FinishContactChange(t.Context(), r.Token, store.PhoneContact, w.sent.code(t)))
	if a := w.account("guo"); !a.PhoneConfirmed {
		t.Error("the number is not confirmed")
	}
	if w.sent.told(messages.ContactChanged, guoMobile) {
		t.Error("a number was told that it is not used any more")
	}
	if open, err := w.OpenContactChanges(t.Context(), r.Account.ID); err != nil || len(open) != 0 {
		t.Errorf("%+v, %v", open, err)
	}
}

func TestMailAddresses(t *testing.T) {
	w := newWorld(t)
	w.deliver(guo, guoNumber, guoMobile, "2023-04-03")
	r := w.claimed("guo")
	for _, typed := range []string{"", "guo", "Guo <guo@example.com>", "guo@例子.com", "guo@example.com\r\nBcc: x@example.com", strings.Repeat("a", 250) + "@example.com"} {
		_, err := w.StartContactChange(t.Context(), r.Token, store.EmailContact, typed)
		wantFault(t, err, fault.Invalid, "email_malformed")
	}
	w.moved(r.Token, store.EmailContact, " guo@example.com ")
	if a := w.account("guo"); a.Email != "guo@example.com" || !w.sent.told(messages.ContactChanged, guoMobile) {
		t.Errorf("the address is %q", a.Email)
	}
	wantFault(t, w.RemoveEmail(t.Context(), r.Token), fault.Conflict, "contact_change_open")
	w.pass(73 * time.Hour)
	must(t, w.RemoveEmail(t.Context(), w.loginFrom("guo", "")))
	if a := w.account("guo"); a.Email != "" || !w.sent.told(messages.ContactChanged, "guo@example.com") {
		t.Errorf("the address is %q", a.Email)
	}
}

// What the messages say of how long is what holds.
func TestThreeDays(t *testing.T) {
	if got := signin.DefaultLimits().TakeBack; got != 72*time.Hour {
		t.Errorf("a change can be taken back for %s, and the texts say 72 hours", got)
	}
}
