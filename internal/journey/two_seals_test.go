package journey_test

import (
	"net/http"
	"strings"
	"testing"

	"yinxin.example/yinxin/verify"
)

// A copy of one authority's qualification bears two seals: a stranger is told of
// each, on a phone and at a desk, and so is a program.
func TestACopyWithTwoSeals(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "holder2")
	file := []byte(v.expect(v.get(v.endorse(v.endorsable("翻译专业资格"))), http.StatusOK).body)
	stranger := d.visitor(t)
	report := stranger.judge(file)
	if report.Verdict != verify.Valid || report.Certificate != verify.CertificateValid || len(report.Signers) != 2 ||
		report.Signers[0].Level != "B-B" || report.Signers[0].ElectronicSeal != nil ||
		report.Signers[1].ElectronicSeal == nil || report.Signers[1].ElectronicSeal.Maker != "印信演示制章中心" {
		t.Errorf("%s %v %+v", report.Verdict, report.Reasons, report.Signers)
	}
	first := stranger.judge(file[:report.Signers[0].Covers])
	if first.Verdict != verify.Valid || len(first.Signers) != 1 {
		t.Errorf("the first revision alone: %s %v", first.Verdict, first.Reasons)
	}
	for _, m := range []manner{{"phone", 390, "zh-CN", false, true}, {"desk-en-dark", 1280, "en", true, true}} {
		t.Run(m.name, func(t *testing.T) {
			b := d.browse(t, m)
			b.open("/verify")
			b.resize(m.width)
			b.attach("copy.pdf", file)
			b.press(`main form[action="/verify"] button`)
			b.waitFor("#seals")
			said := ask[string](b, `document.querySelector("#seals").parentElement.innerText`)
			for _, must := range []string{"ECDSA P-256 with SHA-256", "SM2 with SM3", "GB/T 38540", "印信演示制章中心"} {
				if !strings.Contains(said, must) {
					t.Errorf("no %q in:\n%s", must, said)
				}
			}
			b.inspect("two-seals")
		})
	}
}
