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

func (v *visitor) deliver(name string, fields ...string) answer {
	v.t.Helper()
	got := v.expect(v.upload("/console/deliveries", "text/html", name, sampleFile(v.t, name), fields...), http.StatusSeeOther)
	return v.expect(v.get(got.location), http.StatusOK)
}

func TestDeliveryThroughTheConsole(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "officer")
	want, err := csv.NewReader(strings.NewReader(string(sampleFile(t, "certificates-faulty.expected.csv")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	refused := len(want) - 1

	dry := v.deliver("certificates-faulty.csv", "dry_run", "yes")
	errors := dry.links(`/console/deliveries/[^/]+/errors\.csv`)
	if len(errors) != 1 {
		t.Fatalf("no error file: %v", dry.links(".*"))
	}
	file := v.expect(v.get(errors[0]), http.StatusOK)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != refused+1 || strings.Join(rows[0], ",") != "行号,字段,原因,说明" {
		t.Errorf("the error file has %d rows, want %d (%v)", len(rows)-1, refused, err)
	}
	if !strings.HasPrefix(file.header.Get("Content-Disposition"), "attachment") || !strings.HasPrefix(file.header.Get("Content-Type"), "text/csv") {
		t.Errorf("the error file: %v", file.header)
	}
	done := v.deliver("certificates-faulty.csv")
	if got, dried := done.numbers(), dry.numbers(); len(got) != 4 || strings.Join(got, " ") != strings.Join(dried, " ") {
		t.Errorf("the dry run said %v, the delivery %v", dried, got)
	}
	again := v.deliver("certificates-faulty.csv")
	if got := again.numbers(); len(got) != 4 || got[1] != "0" || got[2] != done.numbers()[1] {
		t.Errorf("the same file again: %v after %v", got, done.numbers())
	}

	for name, content := range map[string]string{"": "", "empty.csv": "", "notes.csv": "hello\n", "binary.csv": "\x00\x01\x02"} {
		got := v.upload("/console/deliveries", "text/html", name, []byte(content))
		if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, `role="alert"`) {
			t.Errorf("%q: %d %s", name, got.status, got.location)
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
