package journey_test

import (
	"archive/zip"
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

const verifierPhone = "19900000001" // of the demo's organisation

// What an organisation does all day, in a browser: look up, hand in batches,
// watch, and what its holder sees of it.
func TestAnOrganisationAtWork(t *testing.T) {
	for _, m := range manners() {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			d := start(t)
			holder := d.signedIn(t, "holder")
			mine := "/certificates/" + string(d.certificateOf(t, "holder", "建造师"))
			holder.expect(holder.post(mine+"/query-number"), http.StatusSeeOther)
			number := queryNumberOn(t, holder.get(mine+"/query-number"))
			pdf := holder.endorse(holder.endorsable("建造师"))

			b := d.browse(t, m)
			b.open("/check")
			b.signIn("verifier")
			b.press("#agree")
			b.lookUp(number)
			b.batches(number, []byte(holder.get(pdf).body))
			b.watches(strings.Split(pdf, "/")[2])
			b.signOut()

			b.open("/certificates")
			b.signIn("holder")
			b.open(mine)
			b.says("watchers.title")
			b.inspect("certificate-looked-up")
			b.open(mine + "/query-number")
			b.inspect("query-number")
		})
	}
}

// lookUp goes from an empty form to the answer, and from there to a watch.
func (b *tab) lookUp(number string) {
	b.t.Helper()
	who := b.d.account(b.t, "holder")
	b.open("/check")
	b.inspect("lookup")
	ask := func(name string) int64 {
		if b.scripts && len(ask[[]bool](b, `[...document.querySelectorAll(".captcha")].map(e => true)`)) > 0 {
			b.waitFor(`.captcha input:not([value=""])`)
		}
		b.enter("id_number", who.Document.Number)
		b.enter("name", name)
		b.enter("number", number)
		return b.press(`main form[action="/check"] button.button`)
	}
	if status := b.press(`main form[action="/check"] button.button`); status != http.StatusUnprocessableEntity {
		b.t.Errorf("an empty form: %d", status)
	}
	b.inspect("lookup-refused")
	ask(who.Name)
	b.inspect("lookup-code")
	b.enter("code", b.d.lastCode(b.t, verifierPhone))
	b.press(`main form[action="/check/code"] button.button`)
	b.says("lookup.in_force")
	b.inspect("lookup-found")
	b.open("/check")
	ask("无此人")
	b.says("lookup.causes")
	b.inspect("lookup-not-found")
	b.open("/check")
	ask(who.Name)
	b.enter("label", "工号 0042")
	b.press(`main form[action="/check/watches"] button`)
	b.says("watch.done")
	b.inspect("watch")
}

// batches hands in an archive and a table, and reads what came of them.
func (b *tab) batches(number string, genuine []byte) {
	b.t.Helper()
	who := b.d.account(b.t, "holder")
	b.open("/check/batches")
	b.inspect("batches")
	if status := b.press(`form[action="/check/batches/table"] button`); status != http.StatusUnprocessableEntity {
		b.t.Errorf("no table: %d", status)
	}
	b.inspect("batches-refused")
	b.attach("证书.zip", archived(b.t, map[string][]byte{"一组/好的.pdf": genuine, "二组/改过的.pdf": forged(genuine), "照片.jpg": []byte("no PDF")}))
	b.press(`form[action="/check/batches/files"] button`)
	b.finish(`a[href$="/report.pdf"]`)
	b.says("batch.sealed")
	for _, name := range []string{"一组/好的.pdf", "二组/改过的.pdf"} {
		if !strings.Contains(b.text(), name) {
			b.t.Errorf("no %s in:\n%s", name, b.text())
		}
	}
	b.inspect("batch")
	b.checkReport(ask[string](b, `document.querySelector('a[href$="/report.pdf"]').getAttribute("href")`))

	b.open("/check/batches")
	table := "document_number,name,number\n" + who.Document.Number + "," + who.Name + "," + number + "\n119945198805178925,无此人,1\n"
	b.attachTo("#table", "people.csv", []byte(table))
	b.press(`form[action="/check/batches/table"] button`)
	b.finish(`a[href$="/report.pdf"]`)
	b.inspect("batch-of-people")
	b.open("/check/batches")
	b.inspect("batches-listed")
}

// checkReport hands the report of a batch to the checker, as whoever is given
// it does.
func (b *tab) checkReport(path string) {
	b.t.Helper()
	v := b.d.signedIn(b.t, "verifier")
	report := []byte(v.expect(v.get(path), http.StatusOK).body)
	b.open("/verify")
	b.attach("报告.pdf", report)
	b.press(`main form[action="/verify"] button`)
	b.says("verdict.valid.report")
	b.says("verdict.report")
	b.inspect("verdict-report")
}

// archived is a ZIP of files.
func archived(t *testing.T, files map[string][]byte) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, content := range files {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// watches begins a watch by a code, registers an address, and has a test sent.
func (b *tab) watches(code string) {
	b.t.Helper()
	b.open("/check/watches")
	b.inspect("watches")
	b.enter("code", "0000-0000-0000-0")
	if status := b.press(`form[action="/check/watches"] button`); status != http.StatusNotFound {
		b.t.Errorf("a code of nothing: %d", status)
	}
	b.says("reason.copy_unknown")
	b.inspect("watches-refused")
	b.enter("code", code)
	b.press(`form[action="/check/watches"] button`)
	b.says("watch.by_copy.text")
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	b.t.Cleanup(receiver.Close)
	b.open("/check/watches")
	b.enter("url", receiver.URL)
	b.press(`form[action="/check/webhooks"] button`)
	b.says("webhook.secret")
	b.inspect("webhook")
	b.press(`form[action$="/test"] button`)
	b.says("webhook.test")
	b.open("/check/events")
	b.says("event.webhook.test")
	b.inspect("events")
	b.open("/check/watches")
	b.inspect("watches-listed")
}
