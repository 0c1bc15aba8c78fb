package journey_test

import (
	"bytes"
	"net/http"
	"net/url"
	"os/exec"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/sealing"
	"yinxin.example/yinxin/internal/testenv"
	"yinxin.example/yinxin/verify"
)

// What a holder says of a copy stands on its page, under its seal, and wherever
// it is checked; the whole number in the file alone.
func TestACopyForAPurpose(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "holder")
	page := v.endorsable("建造师")
	const recipient = `示例建设集团<b>有限公司`
	masked, whole := "1199**********8925", "119945198805178925"
	for form, number := range map[cert.NumberForm]string{
		cert.NumberMasked: masked, cert.NumberLastFour: strings.Repeat("*", 14) + "8925", cert.NumberFull: whole,
	} {
		shown := v.expect(v.get(page+"?scenario="+url.QueryEscape("注册执业")), http.StatusOK)
		if until := shown.value("valid_until"); until != d.today().AddDays(59).String() {
			t.Errorf("the form offers %s", until)
		}
		before := len(v.get(page).links(anyPDF))
		v.expect(v.post(page, "scenario", "注册执业", "valid_until", shown.value("valid_until"), "recipient", recipient, "number", string(form)), http.StatusSeeOther)
		pdf := v.newCopy(page, before)
		file := []byte(v.expect(v.get(pdf), http.StatusOK).body)
		report := d.visitor(t).judge(file)
		if report.Verdict != verify.Valid || report.Data.Recipient != recipient || report.Data.Scenario != "注册执业" || report.Data.MaskedNumber != number {
			t.Errorf("%s: %s for %q, %q, number %s", form, report.Verdict, report.Data.Scenario, report.Data.Recipient, report.Data.MaskedNumber)
		}
		if text := textOf(t, file); !strings.Contains(text, recipient) || !strings.Contains(text, number) {
			t.Errorf("%s: the page says\n%s", form, text)
		}
		code := strings.Split(pdf, "/")[2]
		looked := d.visitor(t).get("/v/" + code)
		if !strings.Contains(looked.body, "示例建设集团&lt;b&gt;有限公司") || strings.Contains(looked.body, whole) || strings.Contains(looked.body, "<b>有限") {
			t.Errorf("%s: the code's page says\n%s", form, plain(looked.body))
		}
		parsed, err := cert.ParseCode(code)
		if err != nil {
			t.Fatal(err)
		}
		var rebuilt sealing.Rebuilt
		if rebuilt, err = d.App.Pipeline.Rebuild(t.Context(), parsed); err != nil || !rebuilt.Same {
			t.Errorf("%s: drawn again: same %v, %v", form, rebuilt.Same, err)
		}
		if picture := v.get(strings.TrimSuffix(pdf, "pdf") + "svg"); !strings.Contains(picture.body, number) || strings.Contains(picture.body, "<b>") {
			t.Errorf("%s: the preview lacks the number, or has markup", form)
		}
	}
}

// A refused form keeps what was typed, and unfolds it.
func TestARefusedPurposeKeepsWhatWasTyped(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "holder")
	page := v.endorsable("建造师")
	got := v.expect(v.post(page, "scenario", "应聘", "valid_until", d.today().String(), "recipient", "示例\ue000", "number", "full"), http.StatusUnprocessableEntity)
	for _, kept := range []string{`value="应聘"`, `<details class="more" open>`, "示例\ue000"} {
		if !strings.Contains(got.body, kept) {
			t.Errorf("the form lacks %s:\n%s", kept, plain(got.body))
		}
	}
}

func textOf(t *testing.T, pdf []byte) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), testenv.Tool(t, "pdftotext"), "-raw", "-", "-")
	command.Stdin = bytes.NewReader(pdf)
	out, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
