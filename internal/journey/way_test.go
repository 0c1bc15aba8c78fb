package journey_test

import (
	"net/http"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/demo"
)

// The whole way, from the door to a copy that a stranger checks, in every
// manner of reading.
func TestWholeWay(t *testing.T) {
	for _, m := range manners() {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			d := start(t)
			b := d.browse(t, m)
			for _, part := range []struct {
				name string
				run  func(*tab)
			}{
				{"public", (*tab).readPublicPages},
				{"register", (*tab).register},
				{"recover", (*tab).recover},
				{"endorse", (*tab).endorse},
				{"check", (*tab).check},
				{"history", (*tab).history},
				{"empty", (*tab).emptyList},
				{"console", (*tab).console},
				{"staff", (*tab).staff},
				{"change", (*tab).change},
				{"correct", (*tab).correct},
			} {
				t.Run(part.name, func(t *testing.T) { part.run(b.within(t)) })
			}
		})
	}
}

func (b *tab) readPublicPages() {
	for _, page := range []struct{ name, path string }{
		{"home", "/"}, {"coverage", "/coverage"}, {"sample", "/sample"}, {"help", "/help"},
		{"notice-public", "/notice"}, {"verify", "/verify"}, {"login", "/login"}, {"register", "/register"},
		{"recover", "/recover"}, {"code-entry", "/v"}, {"announcements", "/announcements"}, {"progress", "/progress"},
	} {
		if status := b.open(page.path); status != http.StatusOK {
			b.t.Errorf("%s: %d", page.path, status)
		}
		b.inspect(page.name)
	}
	if status := b.open("/nowhere"); status != http.StatusNotFound {
		b.t.Errorf("/nowhere: %d", status)
	}
	b.inspect("not-found")
}

// signIn goes through the door, from a page that needs it, to that page.
func (b *tab) signIn(username string) {
	b.t.Helper()
	b.enter("username", username)
	b.enter("password", demo.Password)
	b.press(`form[action="/login"] button`)
}

func (b *tab) signOut() {
	b.t.Helper()
	b.press(`form[action="/logout"] button`)
}

// endorse takes the holder from the door to a sealed copy and leaves the
// browser on the page that shows it.
func (b *tab) endorse() {
	b.open("/certificates")
	b.enter("username", "holder")
	b.enter("password", "not the password")
	if status := b.press(`form[action="/login"] button`); status != http.StatusUnprocessableEntity {
		b.t.Errorf("a wrong password: %d", status)
	}
	b.inspect("login-refused")
	b.signIn("holder")
	b.inspect("notice")
	b.press("#agree")
	if b.where() != "/certificates" {
		b.t.Fatalf("after the notice: %s", b.where())
	}
	b.inspect("list")

	endorse := b.linkOf("建造师", "/endorsements")
	b.press(`main a[href="` + strings.TrimSuffix(endorse, "/endorsements") + `"]`)
	b.inspect("certificate")
	b.press(`main a[href="` + endorse + `"]`)
	b.inspect("endorse")
	open := b.d.Blobs.shut()
	defer open()
	b.press(`main form button`)
	b.waitFor(".note-wait")
	b.says("copy.pending")
	if b.scripts {
		b.inspect("waiting") // without scripts it reloads under the inspection
	}
	open()
	b.waitFor(`a[href$="certificate.pdf?download=1"]`)
	b.says("copy.view")
	b.says("copy.download")
	b.inspect("ready")
	b.press(`main a[href$="/withdrawal"]`)
	b.inspect("withdrawal")

	b.open("/certificates")
	b.says("certificate.endorse_again")
	b.inspect("list-with-copy")
	b.press(`main a[href="` + endorse + `"]`)
	b.choose("valid_until", "2028-01-01")
	if status := b.press(`main form button`); status != http.StatusUnprocessableEntity {
		b.t.Errorf("an endorsement for longer than the rules allow: %d", status)
	}
	b.inspect("endorse-refused")
	b.press(`main a[href$="/withdrawal"]`)
	b.press(`main form button`)
	b.says("copy.withdrawn")
	b.inspect("withdrawn")
	b.open("/endorsements/0000-0000-0000-0/certificate.pdf")
	b.inspect("copy-not-found")
	b.signOut()
}

// check hands a genuine copy and a changed one to the checker, and looks one
// up by its code.
func (b *tab) check() {
	v := b.d.signedIn(b.t, "holder")
	page := v.endorsable("注册城乡规划师")
	link := v.endorse(page)
	genuine := []byte(v.expect(v.get(link), http.StatusOK).body)

	b.open("/verify")
	b.attach("证书.pdf", genuine)
	b.press(`main form[action="/verify"] button`)
	b.says("verdict.valid")
	b.inspect("verdict-valid")

	b.press(`main .actions a[href="/verify"]`)
	b.attach("改过的证书.pdf", forged(genuine))
	b.press(`main form[action="/verify"] button`)
	b.says("verdict.invalid")
	b.inspect("verdict-invalid")

	b.open("/verify")
	b.attach("追加过的证书.pdf", append(append([]byte{}, genuine...), "\n% 追加\n"...))
	b.press(`main form[action="/verify"] button`)
	b.inspect("verdict-appended")

	b.open("/verify")
	b.attach("照片.pdf", []byte("no PDF at all"))
	if status := b.press(`main form[action="/verify"] button`); status != http.StatusUnprocessableEntity {
		b.t.Errorf("no PDF: %d", status)
	}
	b.inspect("verify-refused")

	code := strings.Split(link, "/")[2]
	b.open("/v")
	b.enter("code", strings.ToLower(code))
	if status := b.press(`main form[action="/v"] button`); status != http.StatusOK {
		b.t.Errorf("looking up %s: %d", code, status)
	}
	b.inspect("code")
	if status := b.open("/v/0000-0000-0000-1"); status != http.StatusNotFound {
		b.t.Errorf("a code of nothing: %d", status)
	}
	b.inspect("code-not-found")
}

// forged is the file with one letter of the text that is drawn changed.
func forged(file []byte) []byte {
	changed := append([]byte{}, file...)
	changed[len(changed)/2] ^= 1
	return changed
}

// history reads the account whose turns are used up.
func (b *tab) history() {
	b.open("/certificates")
	b.signIn("history")
	b.press("#agree")
	b.inspect("history")
	b.press(`main a[href="` + b.linkOf("造价工程师", "/endorsements") + `"]`)
	b.says("copy.expired")
	b.inspect("history-used-up")
	b.signOut()
}

// emptyList asks why a list is empty, in the three ways it is answered.
func (b *tab) emptyList() {
	b.open("/certificates")
	b.signIn("empty")
	b.press("#agree")
	b.inspect("empty")
	for _, question := range []struct{ name, qualification, year string }{
		{"should_be_here", "建造师", "2021"}, {"not_yet_online", "建造师", "2010"}, {"not_ours", "other", "2021"},
	} {
		b.choose("qualification", question.qualification)
		b.enter("year", question.year)
		b.press(`main form button`)
		b.says("empty." + question.name)
		b.inspect("empty-" + question.name)
	}
	b.enter("year", "last")
	if status := b.press(`main form button`); status != http.StatusUnprocessableEntity {
		b.t.Errorf("a year that is none: %d", status)
	}
	b.inspect("empty-refused")
	b.signOut()
}

// linkOf is the link of a certificate's card in the list, by its ending.
func (b *tab) linkOf(qualification, ending string) string {
	b.t.Helper()
	link := ask[string](b, `[...document.querySelectorAll(".card")].filter(c => c.querySelector("h2").innerText.includes("`+qualification+`"))
		.map(c => c.querySelector('a[href$="`+ending+`"]')?.getAttribute("href") ?? "")[0] ?? ""`)
	if link == "" {
		b.t.Fatalf("no %s of %s in the list:\n%s", ending, qualification, b.text())
	}
	return link
}
