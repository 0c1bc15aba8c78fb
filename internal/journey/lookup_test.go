package journey_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/store"
)

const (
	lookingUp   = "示例建筑公司<b>"
	checkerCall = "19900007001"
)

// checker is somebody of an organisation, signed in.
func (d *demonstration) checker(t *testing.T) *visitor {
	t.Helper()
	as := d.account(t, "holder") // for the password
	d.update(t, func(ctx context.Context, tx store.Tx) error {
		o := store.Organisation{ID: "lookup-org", Name: lookingUp, Number: "91110000MA0000000X", ConfirmedAt: d.Clock.Now(), CreatedAt: d.Clock.Now()}
		if err := tx.AddOrganisation(ctx, o); err != nil {
			return err
		}
		return tx.AddAccount(ctx, store.Account{
			ID: "lookup-account", Username: "lookup", Role: store.VerifierRole, Organisation: o.ID, PasswordHash: as.PasswordHash,
			Phone: checkerCall, PhoneConfirmed: true, NoticeVersion: 99, CreatedAt: d.Clock.Now(),
		})
	})
	return d.signedIn(t, "lookup")
}

// The national way, from the holder's number to the holder's history.
func TestLookingACertificateUpByItsData(t *testing.T) {
	d := start(t)
	holder := d.signedIn(t, "holder")
	who := d.account(t, "holder")
	mine := "/certificates/" + string(d.certificateOf(t, "holder", "建造师"))
	proof := mine + "/query-number"
	holder.expect(holder.post(proof), http.StatusSeeOther)
	number := queryNumberOn(t, holder.expect(holder.get(proof), http.StatusOK))

	v := d.checker(t)
	wrong := v.expect(v.post("/check", "id_number", "119945198805178926", "name", "", "number", ""), http.StatusUnprocessableEntity)
	for _, field := range []string{`href="#id_number"`, `href="#name"`, `href="#number"`} {
		if !strings.Contains(wrong.body, field) {
			t.Errorf("the summary does not lead to %s", field)
		}
	}
	question := []string{"id_number", who.Document.Number, "name", who.Name, "number", number}
	v.expect(v.post("/check", question...), http.StatusSeeOther)
	asked := v.expect(v.get("/check/code"), http.StatusOK)
	for _, secret := range []string{who.Document.Number, who.Name, number, checkerCall} {
		if strings.Contains(asked.body, secret) {
			t.Errorf("the page of the code holds %s", secret)
		}
	}
	first := d.lastCode(t, checkerCall)
	v.expect(v.post("/check/code", "code", "000000"), http.StatusUnprocessableEntity)
	v.expect(v.post("/check", question...), http.StatusSeeOther) // asked anew: the code before is for the question before
	v.expect(v.post("/check/code", "code", first), http.StatusUnprocessableEntity)
	code := d.lastCode(t, checkerCall)
	found := v.expect(v.post("/check/code", "code", code), http.StatusOK)
	for _, text := range []string{"建造师", who.Name, who.Document.Masked(), "已记入持证人的查询记录"} {
		if !strings.Contains(found.body, text) {
			t.Errorf("the result lacks %q:\n%s", text, plain(found.body))
		}
	}
	if strings.Contains(found.body, who.Document.Number) {
		t.Error("the result shows the whole number")
	}
	if got := v.post("/check/code", "code", code); got.location != "/check" {
		t.Errorf("the code once more: %s", said(got))
	}
	if got := v.expect(v.post("/check", question...), http.StatusOK); !strings.Contains(got.body, "建造师") {
		t.Error("another look-up asks for another code")
	}
	other := d.signedIn(t, "lookup")
	if got := other.post("/check", question...); got.location != "/check/code" {
		t.Errorf("another session needs no code: %s", said(got))
	}

	history := holder.expect(holder.get(mine), http.StatusOK)
	for _, text := range []string{"示例建筑公司&lt;b&gt;", "自行登记", "按证件号码、姓名和编号查询"} {
		if !strings.Contains(history.body, text) {
			t.Errorf("the holder does not see %q:\n%s", text, plain(history.body))
		}
	}
	if strings.Contains(history.body, lookingUp) {
		t.Error("an organisation's name is markup")
	}

	holder.expect(holder.post(proof, "withdraw", "yes"), http.StatusSeeOther)
	gone := v.expect(v.post("/check", question...), http.StatusOK)
	question[3] = "无此人"
	nobody := v.expect(v.post("/check", question...), http.StatusOK)
	said := func(a answer) string { text, _, _ := strings.Cut(plain(a.body), "查询单位"); return text } // then the time
	if said(gone) != said(nobody) || !strings.Contains(gone.body, "没有查到") || !strings.Contains(gone.body, `href="/coverage"`) {
		t.Errorf("nothing found is told two ways:\n%s\n%s", plain(gone.body), plain(nobody.body))
	}
}

// queryNumberOn reads the number off the holder's page.
func queryNumberOn(t *testing.T, page answer) string {
	t.Helper()
	for _, word := range strings.FieldsFunc(page.body, func(r rune) bool { return r == '<' || r == '>' }) {
		if n, err := cert.ParseQueryNumber(word); err == nil {
			return n.String()
		}
	}
	t.Fatalf("no query number:\n%s", plain(page.body))
	return ""
}
