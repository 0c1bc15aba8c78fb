package journey_test

import (
	"net/http"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/demo"
)

// staff goes through the door with a second factor, opens an account as an
// administrator, and comes in with it for the first time.
func (b *tab) staff() {
	b.open("/console/accounts")
	b.signIn("administrator")
	b.inspect("totp")
	b.enter("code", "12345")
	if status := b.press(`main form button`); status != http.StatusUnprocessableEntity {
		b.t.Errorf("a wrong one-time password: %d", status)
	}
	b.inspect("totp-refused")
	b.enter("code", b.d.digits(b.t, "administrator", 0))
	b.press(`main form button`)
	if b.where() != "/console/accounts" {
		b.t.Fatalf("after the one-time password: %s\n%s", b.where(), b.text())
	}
	b.inspect("accounts")
	b.press(`main form button`)
	b.inspect("accounts-refused")
	b.choose("role", "reviewer")
	b.enter("username", "fresh")
	b.enter("name", "彭示例")
	b.press(`main form button`)
	b.says("account.done.add")
	b.inspect("account-added")
	temporary := ask[string](b, `document.querySelector(".keep-code").textContent`)
	b.press(`main button[value=disable]`)
	b.says("account.done.disable")
	b.inspect("account-disabled")
	b.press(`main button[value=enable]`)
	b.keys()
	b.signOut()
	b.firstTime("fresh", temporary)
}

// firstTime signs in with a temporary password, sets up a second factor and
// chooses a password.
func (b *tab) firstTime(username, temporary string) {
	const chosen = "三个不相干的词汇 works"
	b.open("/console")
	b.enter("username", username)
	b.enter("password", temporary)
	b.press(`form[action="/login"] button`)
	b.inspect("enrol")
	secret := strings.ReplaceAll(ask[string](b, `document.querySelector(".enrol-secret").textContent`), " ", "")
	b.enter("code", "12345")
	b.press(`main form button`)
	b.inspect("enrol-refused")
	b.enter("code", digitsOf(b.t, secret, b.d.Clock.Now()))
	b.press(`main form button`)
	b.says("password.required")
	b.inspect("password-required")
	b.enter("current", demo.Password)
	b.enter("password", chosen)
	if status := b.press(`main form button`); status != http.StatusUnprocessableEntity {
		b.t.Errorf("a wrong current password: %d", status)
	}
	b.inspect("password-refused")
	b.enter("current", temporary)
	b.enter("password", chosen)
	b.press(`main form button`)
	if b.where() != "/console" {
		b.t.Fatalf("after the first sign-in: %s\n%s", b.where(), b.text())
	}
	b.inspect("overview-reviewer")
	b.signOut()

	b.enterAgain(username, chosen, digitsOf(b.t, secret, b.d.Clock.Now().Add(30*time.Second)))
	b.open("/account/password")
	b.enter("current", chosen)
	b.enter("password", chosen+"!")
	b.press(`main form button`)
	b.says("password.done")
	b.inspect("password-changed")
	b.signOut()
}

func (b *tab) enterAgain(username, password, code string) {
	b.open("/login")
	b.enter("username", username)
	b.enter("password", password)
	b.press(`form[action="/login"] button`)
	b.enter("code", code)
	b.press(`main form button`)
	if b.where() != "/console" {
		b.t.Fatalf("after signing in again: %s\n%s", b.where(), b.text())
	}
}
