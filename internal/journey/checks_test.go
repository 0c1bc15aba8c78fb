package journey_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/verify"
)

// judge hands a file in as a program does.
func (v *visitor) judge(file []byte) verify.Report {
	v.t.Helper()
	got := v.upload("/verify", "application/json", "x.pdf", file)
	var report verify.Report
	if err := json.Unmarshal([]byte(got.body), &report); err != nil {
		v.t.Fatalf("%d %v: %s", got.status, err, got.body)
	}
	if got.header.Get("Content-Type") != "application/json" || got.header.Get("Cache-Control") != "no-store" {
		v.t.Errorf("%v", got.header)
	}
	return report
}

func TestVerdictsForPrograms(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "holder")
	genuine := []byte(v.get(v.endorse(v.endorsable("建造师"))).body)
	stranger := d.visitor(t)

	report := stranger.judge(genuine)
	if report.Verdict != verify.Valid || report.Integrity != verify.Intact || report.Seal != verify.SealTrusted ||
		report.Certificate != verify.CertificateValid || report.Endorsement != verify.EndorsementValid {
		t.Errorf("genuine: %+v", report)
	}
	if report.Data == nil || report.Data.Name != "林若溪" || report.Data.Scenario != "本人调用" || strings.Contains(report.Data.MaskedNumber, number) {
		t.Errorf("its data: %+v", report.Data)
	}
	for name, file := range map[string][]byte{
		"changed":   forged(genuine),
		"appended":  append(bytes.Clone(genuine), '\n'),
		"prepended": append([]byte("\n"), genuine...),
		"cut":       genuine[:len(genuine)-1],
	} {
		if report := stranger.judge(file); report.Verdict != verify.Invalid || report.Integrity == verify.Intact || len(report.Reasons) == 0 {
			t.Errorf("%s: %+v", name, report)
		}
	}
	if report := stranger.judge(unsignedPDF()); report.Verdict != verify.Invalid || report.Integrity != verify.Unsigned {
		t.Errorf("unsigned: %+v", report)
	}
	for name, file := range map[string][]byte{
		"no PDF":    []byte("hello"),
		"empty":     {},
		"too large": append(bytes.Clone(genuine), make([]byte, 10<<20)...),
	} {
		got := stranger.upload("/verify", "application/json", "x.pdf", file)
		var report verify.Report
		if err := json.Unmarshal([]byte(got.body), &report); err != nil || got.status != http.StatusUnprocessableEntity ||
			report.Integrity != verify.Unreadable || len(report.Reasons) == 0 {
			t.Errorf("%s: %d %v %s", name, got.status, err, got.body)
		}
		page := stranger.upload("/verify", "text/html", "x.pdf", file)
		if page.status != http.StatusUnprocessableEntity || !strings.Contains(page.body, `role="alert"`) {
			t.Errorf("%s, as a page: %d", name, page.status)
		}
	}
	if got := stranger.post("/verify", "file", "x"); got.status != http.StatusUnprocessableEntity {
		t.Errorf("a form without a file: %d", got.status)
	}
}

// unsignedPDF is a whole document of one empty page that nobody signed.
func unsignedPDF() []byte {
	objects := []string{
		"<</Type/Catalog/Pages 2 0 R>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>",
	}
	file := []byte("%PDF-1.7\n")
	table := []byte("xref\n0 4\n0000000000 65535 f \n")
	for i, object := range objects {
		table = fmt.Appendf(table, "%010d 00000 n \n", len(file))
		file = fmt.Appendf(file, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	return fmt.Appendf(file, "%strailer\n<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", table, len(file))
}

// What is handed in to be checked stays nowhere: not in the data folder, not
// in the log.
func TestCheckedFilesAreNotKept(t *testing.T) {
	d := start(t)
	mark := "7f3c9e-handed-in-to-be-checked"
	d.visitor(t).upload("/verify", "text/html", mark+".pdf", []byte("%PDF-1.7\n"+mark))
	if strings.Contains(d.Log.String(), mark) {
		t.Error("the log has the file's name or content")
	}
	err := filepath.WalkDir(d.App.Config.Data, func(path string, entry os.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		if bytes.Contains(content, []byte(mark)) {
			t.Errorf("%s has the file's name or content", entry.Name())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A code that could be one and a code that could not are answered alike.
func TestCodesOfNothingAnswerAlike(t *testing.T) {
	d := start(t)
	v := d.visitor(t)
	unknown := string(cert.NewCode())
	want := v.get("/v/" + unknown)
	if want.status != http.StatusNotFound || want.header.Get("Cache-Control") != "no-store" || !strings.Contains(want.header.Get("X-Robots-Tag"), "noindex") {
		t.Errorf("unknown: %d %v", want.status, want.header)
	}
	for _, malformed := range []string{"0000-0000-0000-1", "x", strings.Repeat("A", 300)} {
		got := v.get("/v/" + malformed)
		same := strings.ReplaceAll(want.body, unknown, malformed)
		if got.status != want.status || got.body != same {
			t.Errorf("%.20s: %d, and a page that differs", malformed, got.status)
		}
	}
}

func TestCodeLookup(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "holder")
	code := strings.Split(v.endorse(v.endorsable("建造师")), "/")[2]
	stranger := d.visitor(t)
	for _, typed := range []string{code, strings.ToLower(code), strings.ReplaceAll(code, "-", ""), strings.ReplaceAll(code, "0", "O"), strings.ReplaceAll(code, "1", "l")} {
		got := stranger.get("/v/" + typed)
		if got.status != http.StatusOK || got.header.Get("Cache-Control") != "no-store" || !strings.Contains(got.header.Get("X-Robots-Tag"), "noindex") {
			t.Errorf("%s: %d %v", typed, got.status, got.header)
		}
		if !strings.Contains(got.body, "林若溪") || !strings.Contains(got.body, maskedNumber) || strings.Contains(got.body, number) {
			t.Errorf("%s:\n%s", typed, plain(got.body))
		}
	}
	plainCode := strings.ReplaceAll(code, "-", "")
	if got := stranger.get("/v?code=" + strings.ToLower(code)); got.status != http.StatusSeeOther || got.location != "/v/"+plainCode {
		t.Errorf("the form leads to %s", got.location)
	}
	// The same page without the copy's data is what a flood of guesses meets.
	status := 0
	for range 100 {
		if status = stranger.get("/v/x").status; status == http.StatusTooManyRequests {
			break
		}
	}
	if status != http.StatusTooManyRequests {
		t.Error("a hundred look-ups in a row, and none refused")
	}
}
