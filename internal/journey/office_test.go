package journey_test

import (
	"encoding/csv"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/person"
)

// numbers are the summary's: rows, added, unchanged, refused.
func (a answer) numbers() []string {
	var all []string
	for _, m := range regexp.MustCompile(`<dd>([\d,]+)</dd></div>`).FindAllStringSubmatch(a.body, -1) {
		all = append(all, m[1])
	}
	return all
}

// deliver uploads a sample and waits until it is checked.
func (v *visitor) deliver(name string) (path string, checked answer) {
	v.t.Helper()
	got := v.expect(v.upload("/console/deliveries", "text/html", name, sampleFile(v.t, name)), http.StatusSeeOther)
	return got.location, v.settled(got.location)
}

// settled is the page of a delivery once the background is through with it.
func (v *visitor) settled(path string) answer {
	v.t.Helper()
	return v.poll(path, func(a answer) bool { return !strings.Contains(a.body, "data-follow=") })
}

func TestDeliveryThroughTheConsole(t *testing.T) {
	d := start(t)
	v, reviewer := d.signedIn(t, "officer"), d.signedIn(t, "reviewer")
	want, err := csv.NewReader(strings.NewReader(string(sampleFile(t, "certificates-faulty.expected.csv")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	refused := len(want) - 1

	path, checked := v.deliver("certificates-faulty.csv")
	errors := checked.links(`/console/deliveries/[^/]+/errors`)
	if len(errors) != 1 {
		t.Fatalf("no error file: %v", checked.links(".*"))
	}
	file := v.expect(v.get(errors[0]), http.StatusOK)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != refused+1 || len(rows[0]) != 17 || rows[0][15] != "原因" {
		t.Errorf("the error file has %d rows, want %d (%v)", len(rows)-1, refused, err)
	}
	if !strings.HasPrefix(file.header.Get("Content-Disposition"), "attachment") || !strings.HasPrefix(file.header.Get("Content-Type"), "text/csv") {
		t.Errorf("the error file: %v", file.header)
	}
	proof := v.expect(v.get(path+"/proof.pdf"), http.StatusOK)
	if !strings.HasPrefix(proof.body, "%PDF-1.7") || proof.header.Get("Content-Type") != "application/pdf" {
		t.Errorf("the proof sheet: %v", proof.header)
	}
	v.expect(v.post(path+"/release"), http.StatusForbidden)
	reviewer.expect(reviewer.post(path+"/release"), http.StatusUnprocessableEntity) // not submitted
	v.expect(v.post(path+"/submission", "publish_at", "yesterday"), http.StatusUnprocessableEntity)
	v.expect(v.post(path+"/submission"), http.StatusSeeOther)
	reviewer.expect(reviewer.post(path+"/release"), http.StatusSeeOther)
	done := v.settled(path)
	if got, before := done.numbers(), checked.numbers(); len(got) != 4 || strings.Join(got, " ") != strings.Join(before, " ") {
		t.Errorf("the check said %v, the release %v", before, got)
	}
	reviewer.expect(reviewer.post(path+"/undo"), http.StatusUnprocessableEntity) // public
	_, again := v.deliver("certificates-faulty.csv")
	if got := again.numbers(); len(got) != 4 || got[1] != "0" || got[2] != done.numbers()[1] {
		t.Errorf("the same file again: %v after %v", got, done.numbers())
	}

	for name, content := range map[string]string{"": "", "empty.csv": ""} {
		got := v.upload("/console/deliveries", "text/html", name, []byte(content))
		if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, `role="alert"`) {
			t.Errorf("%q: %d %s", name, got.status, got.location)
		}
	}
	for name, content := range map[string]string{"notes.csv": "hello\n", "binary.csv": "\x00\x01\x02"} {
		got := v.expect(v.upload("/console/deliveries", "text/html", name, []byte(content)), http.StatusSeeOther)
		if page := v.settled(got.location); !strings.Contains(page.body, "note-bad") {
			t.Errorf("%q is not refused", name)
		}
	}
	v.expect(v.post("/console/deliveries"), http.StatusUnprocessableEntity)
}

func TestConfirmingInPerson(t *testing.T) {
	d := start(t)
	holder := d.visitor(t)
	holder.registered("newcomer")
	v := d.signedIn(t, "officer")
	confirm := func(fields ...string) answer {
		form := []string{"id_type", string(person.ResidentCard)}
		return v.post("/console/confirm", append(form, fields...)...)
	}
	for name, fields := range map[string][]string{
		"document not seen": {"username", "newcomer", "id_number", newcomerNumber},
		"another document":  {"username", "newcomer", "id_number", number, "document_seen", "yes"},
		"nobody":            {"username", "nobody", "id_number", newcomerNumber, "document_seen", "yes"},
		"staff":             {"username", "officer", "id_number", newcomerNumber, "document_seen", "yes"},
		"no number":         {"username", "newcomer", "document_seen", "yes"},
	} {
		got := confirm(fields...)
		if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, `role="alert"`) {
			t.Errorf("%s: %d %s", name, got.status, got.location)
		}
	}
	if holder.seesCertificates() {
		t.Fatal("refused confirmations show certificates")
	}
	done := v.expect(confirm("username", "newcomer", "id_number", newcomerNumber, "document_seen", "yes"), http.StatusSeeOther)
	if page := v.get(done.location); !strings.Contains(page.body, "newcomer") || page.status != http.StatusOK {
		t.Errorf("%s: %d", done.location, page.status)
	}
	if !holder.seesCertificates() {
		t.Error("the confirmed holder sees nothing")
	}
}
