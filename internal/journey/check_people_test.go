package journey_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// A colleague is let in, replaces the password, says where they are reached,
// and is locked out again; another organisation's people are nobody's business.
func TestColleaguesOfAnOrganisation(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "verifier")
	v.expect(v.post("/check/people", "username", "verifier"), http.StatusUnprocessableEntity)
	v.expect(v.post("/check/people", "username", "recruiting"), http.StatusSeeOther)
	shown := v.expect(v.get("/check/people"), http.StatusOK)
	temporary := regexp.MustCompile(`keep-code figures">([^<]+)<`).FindStringSubmatch(shown.body)
	row := regexp.MustCompile(`/check/people/([a-z0-9]+)"`).FindStringSubmatch(shown.body)
	if temporary == nil || row == nil {
		t.Fatalf("no password, or no colleague:\n%s", plain(shown.body))
	}
	if again := v.get("/check/people"); strings.Contains(again.body, temporary[1]) {
		t.Error("the temporary password is shown twice")
	}

	colleague := d.visitor(t)
	if got := colleague.signIn("recruiting", temporary[1]); !strings.HasPrefix(got.location, "/password") {
		t.Fatalf("with a temporary password: %s", said(got))
	}
	colleague.expect(colleague.post("/password", "current", temporary[1], "password", "another long password"), http.StatusSeeOther)
	if got := colleague.get("/check"); got.location != "/check/confirm" {
		t.Fatalf("before they can be reached: %s", said(got))
	}
	asked := colleague.expect(colleague.get("/check/confirm"), http.StatusOK)
	if strings.Contains(asked.body, `name="code"`) {
		t.Error("a code is asked for that was sent to nobody")
	}
	colleague.expect(colleague.post("/check/confirm", "contact", "nobody"), http.StatusUnprocessableEntity)
	colleague.expect(colleague.post("/check/confirm", "contact", "199 0000 0077"), http.StatusSeeOther)
	colleague.expect(colleague.post("/check/confirm", "code", d.lastCode(t, "19900000077")), http.StatusSeeOther)
	colleague.expect(colleague.post("/check/notice", "agree", "yes", "next", "/check"), http.StatusSeeOther)
	colleague.expect(colleague.get("/check"), http.StatusOK)

	stranger := d.visitor(t)
	stranger.expect(stranger.post("/check/register", "name", "另一单位", "number", "91350100M000100Y43", "username", "elsewhere",
		"password", "a long enough password", "contact", "199 0000 0078"), http.StatusSeeOther)
	stranger.expect(stranger.post("/check/confirm", "code", d.lastCode(t, "19900000078")), http.StatusSeeOther)
	stranger.expect(stranger.post("/check/notice", "agree", "yes", "next", "/check"), http.StatusSeeOther)
	for _, action := range []string{"disable", "enable", "reset_password"} {
		stranger.expect(stranger.post("/check/people/"+row[1], "action", action), http.StatusNotFound)
	}
	if got := stranger.get("/check/people"); strings.Contains(got.body, "recruiting") {
		t.Error("another organisation's people are shown")
	}

	v.expect(v.post("/check/people/"+row[1], "action", "disable"), http.StatusSeeOther)
	if got := colleague.get("/check"); !strings.HasPrefix(got.location, "/login") {
		t.Errorf("locked out: %s", said(got))
	}
	colleague.expect(colleague.post("/login", "username", "recruiting", "password", "another long password"), http.StatusUnprocessableEntity)
	v.expect(v.post("/check/people/"+row[1], "action", "enable"), http.StatusSeeOther)
	colleague.signIn("recruiting", "another long password")
	colleague.expect(colleague.get("/check"), http.StatusOK)
	// Who was let in may do the same for who let them in, but not lock out all.
	own := regexp.MustCompile(`/check/people/([a-z0-9]+)"`).FindStringSubmatch(colleague.get("/check/people").body)
	colleague.expect(colleague.post("/check/people/"+own[1], "action", "disable"), http.StatusSeeOther)
	colleague.expect(colleague.post("/check/people/"+row[1], "action", "disable"), http.StatusUnprocessableEntity)
}

// The desk of people on every width, in every language and light.
func TestPeopleOfAnOrganisationInABrowser(t *testing.T) {
	d := start(t)
	for i, m := range manners() {
		t.Run(m.name, func(t *testing.T) {
			b := d.browse(t, m)
			b.open("/check")
			b.signIn("verifier")
			if i == 0 {
				b.press("#agree")
			}
			b.open("/check/people")
			b.inspect("check-people")
			b.enter("username", fmt.Sprint("colleague", i))
			b.press("section.narrow form .button")
			b.says("account.temporary")
			b.inspect("check-people-added")
		})
	}
}
