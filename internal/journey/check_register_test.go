package journey_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// Without scripts: register, confirm, agree, and begin.
func TestAnOrganisationRegistersWithoutScripts(t *testing.T) {
	d := start(t)
	v := d.visitor(t)
	v.expect(v.get("/check/register"), http.StatusOK)
	in := v.expect(v.post("/check/register", "name", "示例单位", "number", "91350100M000100Y43", "username", "recruiting",
		"password", "a long enough password", "contact", "199 0000 0042"), http.StatusSeeOther)
	if in.location != "/check/confirm" {
		t.Fatalf("led to %s", in.location)
	}
	page := v.expect(v.get("/check/confirm"), http.StatusOK)
	if !strings.Contains(page.body, "恢复码") {
		t.Errorf("no recovery code:\n%s", plain(page.body))
	}
	if got := v.get("/check"); got.location != "/check/confirm" {
		t.Errorf("before the code: %s", said(got))
	}
	v.expect(v.post("/check/confirm", "code", "000000x"), http.StatusUnprocessableEntity)
	v.expect(v.post("/check/confirm", "code", d.lastCode(t, "19900000042")), http.StatusSeeOther)
	if got := v.get("/check/keys"); got.location != "/check/notice?next=%2Fcheck%2Fkeys" {
		t.Errorf("before the notice: %s", said(got))
	}
	if got := v.post("/check/notice", "agree", "yes", "next", "/check/keys"); got.location != "/check/keys" {
		t.Errorf("agreed: %s", said(got))
	}
	v.expect(v.get("/check"), http.StatusOK)
	made := v.expect(v.post("/check/keys", "name", "人事系统", "scopes", "check", "last_day", "2027-01-31"), http.StatusSeeOther)
	if shown := v.get(made.location); !strings.Contains(shown.body, "yinxin_") {
		t.Errorf("no key:\n%s", plain(shown.body))
	}
}

// In a browser, on every width, in every language and light: with scripts the
// challenge is solved before the form is sent.
func TestOrganisationsRegisterInABrowser(t *testing.T) {
	d := start(t)
	for i, m := range manners() {
		t.Run(m.name, func(t *testing.T) {
			b := d.browse(t, m)
			contact := fmt.Sprintf("1990000010%d", i)
			b.open("/check/register")
			b.inspect("check-register")
			if m.scripts {
				b.waitFor(`.captcha input:not([value=""])`)
			}
			if status := b.press("main form .button"); status != http.StatusUnprocessableEntity {
				t.Errorf("an empty form: %d", status)
			}
			b.inspect("check-register-refused")
			b.enter("name", "示例单位")
			b.enter("number", []string{"91350100M000100Y43", "91119999DEM000014R"}[i%2])
			b.enter("username", fmt.Sprint("recruiting", i))
			b.enter("password", "a long enough password")
			b.enter("contact", contact)
			b.press("main form .button")
			b.says("check.confirm.title")
			b.inspect("check-confirm")
			b.enter("code", d.lastCode(t, contact))
			if status := b.press("main form .button"); i > 1 {
				// The first two have confirmed these numbers.
				if status != http.StatusUnprocessableEntity {
					t.Errorf("a number that is taken: %d", status)
				}
				b.inspect("check-confirm-refused")
				return
			}
			b.says("check.notice.what")
			b.inspect("check-notice")
			b.press("#agree")
			b.says("checker.query")
			b.inspect("check-home")
			b.open("/check/keys")
			b.inspect("check-keys")
		})
	}
}
