package journey_test

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"yinxin.example/yinxin/internal/demo"
	"yinxin.example/yinxin/internal/testenv"
)

// newcomer is a person of the sample delivery without an account.
const (
	newcomerName   = "傅思玉"
	newcomerNumber = "119981197503111750"
	newcomerPhone  = "19900008106"
)

// register opens an account and proves the person by the code.
func (b *tab) register() {
	b.open("/register")
	b.enter("name", newcomerName)
	b.enter("id_number", "119981197503111751")
	b.enter("username", "x")
	if status := b.press(`form[action="/register"] button`); status != http.StatusUnprocessableEntity {
		b.t.Errorf("a registration full of faults: %d", status)
	}
	b.inspect("register-refused")
	b.enter("id_number", newcomerNumber)
	b.enter("username", "newcomer")
	b.enter("password", "a good long password")
	b.enter("phone", newcomerPhone)
	b.press(`form[action="/register"] button`)
	if b.where() != "/registered" {
		b.t.Fatalf("after registering: %s\n%s", b.where(), b.text())
	}
	b.inspect("registered")
	b.press(`main .actions a.button`)
	b.press("#agree")
	if b.where() != "/claim" {
		b.t.Fatalf("after the notice: %s", b.where())
	}
	b.inspect("claim")
	b.open("/certificates")
	b.says("empty.claim")
	b.inspect("unclaimed")
	b.press(`main a[href="/claim"]`)
	b.enter("code", "000000")
	if status := b.press(`main form button`); status != http.StatusUnprocessableEntity {
		b.t.Errorf("a wrong code: %d", status)
	}
	b.inspect("claim-refused")
	b.press(`main form:nth-of-type(2) button`)
	b.inspect("claim-again")
	b.enter("code", b.d.lastCode(b.t, newcomerPhone))
	b.press(`main form button`)
	if b.where() != "/certificates" || b.linkOf("造价工程师", "/endorsements") == "" {
		b.t.Errorf("after the code: %s\n%s", b.where(), b.text())
	}
	b.signOut()
}

// recover sets a new password by a code to the telephone.
func (b *tab) recover() {
	b.open("/login")
	b.press(`main a[href="/recover"]`)
	b.enter("username", "empty")
	b.press(`main form button`)
	b.inspect("recover-code")
	b.enter("code", "000000")
	b.enter("password", demo.Password)
	if status := b.press(`main form button`); status != http.StatusUnprocessableEntity {
		b.t.Errorf("a wrong code: %d", status)
	}
	b.inspect("recover-refused")
	b.enter("code", b.d.lastCode(b.t, "19900000000"))
	b.enter("password", demo.Password)
	b.press(`main form button`)
	b.says("recover.done")
	b.inspect("recovered")
	b.press(`main .actions a.button`)
	if b.where() != "/login" {
		b.t.Errorf("after a recovery: %s", b.where())
	}
}

// console takes in a delivery and confirms a person, as the officer does.
func (b *tab) console() {
	b.open("/console")
	b.signIn("officer")
	b.inspect("console")
	b.press(`main a[href="/console/deliveries"]`)
	b.inspect("deliveries")
	b.attach("带错批次.csv", sampleFile(b.t, "certificates-faulty.csv"))
	b.press(`form[action="/console/deliveries"] button`)
	b.finish("#faults")
	b.inspect("delivery-checked")
	b.press(`form[action$="/submission"] button`)
	b.inspect("delivery-submitted")
	b.open("/console/deliveries")
	b.press(`form[action="/console/deliveries"] button`)
	b.inspect("console-no-file")

	b.press(`nav a[href="/console/confirm"]`)
	if status := b.press(`form[action="/console/confirm"] button`); status != http.StatusUnprocessableEntity {
		b.t.Errorf("confirming nobody: %d", status)
	}
	b.inspect("confirm-refused")
	b.enter("username", "newcomer")
	b.enter("id_number", newcomerNumber)
	b.do(chromedp.Click(chromedp.CSS("#document_seen")))
	b.press(`form[action="/console/confirm"] button`)
	b.inspect("confirm-done")
	b.signOut()
}

// sampleFile is one of the sample deliveries that package delivery is held to.
func sampleFile(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(testenv.Root(t), "internal", "delivery", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return content
}
