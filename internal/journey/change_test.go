package journey_test

import (
	"net/http"
	"os"
	"path/filepath"

	"github.com/chromedp/chromedp"
)

// change revokes a certificate as an office does: found by its holder's
// document, proposed by one with evidence, approved by another.
func (b *tab) change() {
	b.open("/console/certificates")
	b.signIn("officer")
	b.inspect("certificates")
	b.enter("id_number", "119945198805178926")
	if status := b.press(`section[aria-labelledby=by-document] button`); status != http.StatusUnprocessableEntity {
		b.t.Errorf("a wrong check digit: %d", status)
	}
	b.inspect("certificates-refused")
	b.enter("id_number", "119945198805178925")
	b.press(`section[aria-labelledby=by-document] button`)
	b.inspect("certificates-found")
	found := ask[string](b, `[...document.querySelectorAll("tbody tr")].find(r => r.innerText.includes("建造师")).querySelector("a").getAttribute("href")`)
	b.press(`tbody a[href="` + found + `"]`)
	b.inspect("dossier")
	b.press(`main a[href$="/correct"]`)
	b.inspect("change-correct")
	b.open(found + "/revoke")
	if status := b.press(`main form button`); status != http.StatusUnprocessableEntity {
		b.t.Errorf("a revocation without a reason: %d", status)
	}
	b.inspect("change-refused")
	b.enter("public", "以虚假材料取得")
	b.enter("legal_base", "第三十一号令第十条")
	evidence := filepath.Join(b.t.TempDir(), "处理决定.pdf")
	if err := os.WriteFile(evidence, []byte("%PDF-1.7 a decision"), 0o600); err != nil {
		b.t.Fatal(err)
	}
	b.do(chromedp.SetUploadFiles(chromedp.CSS("#evidence"), []string{evidence}))
	b.press(`main form button`)
	proposal := b.where()
	b.inspect("proposal-mine")
	b.open(found)
	b.inspect("dossier-open")
	code := ask[string](b, `document.querySelector("main a[href^='/v/']").getAttribute("href")`)
	b.signOut()
	b.approve(proposal, code)
}

// approve decides as the reviewer does, and looks at what strangers are told.
func (b *tab) approve(proposal, code string) {
	b.open("/console/proposals")
	b.signIn("reviewer")
	b.enter("code", b.d.digits(b.t, "reviewer", 0))
	b.press(`main form button`)
	b.inspect("proposals")
	b.press(`main a[href="` + proposal + `"]`)
	b.inspect("proposal")
	if status := b.press(`button[value=reject]`); status != http.StatusUnprocessableEntity {
		b.t.Errorf("sent back without an answer: %d", status)
	}
	b.inspect("proposal-refused")
	b.press(`button[value=approve]`)
	b.says("proposals.state.approved")
	b.inspect("proposal-approved")
	b.signOut()
	b.open(code)
	b.says("state.revoked")
	b.inspect("code-revoked")
	b.open("/certificates")
	b.signIn("holder")
	b.inspect("list-revoked")
	b.signOut()
}
