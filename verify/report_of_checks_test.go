package verify_test

import (
	"slices"
	"testing"

	"yinxin.example/yinxin/internal/document"
	"yinxin.example/yinxin/internal/document/page"
	"yinxin.example/yinxin/internal/signature/statement"
	"yinxin.example/yinxin/verify"
)

// reportOf is a report of one check, sealed by the world's seal.
func (w world) reportOf(t *testing.T) []byte {
	t.Helper()
	r := document.Report{
		Page: page.Report{Title: "查验报告", Rows: []page.ReportRow{{What: "a.pdf", Verdict: "有效"}}, PageOf: "%d/%d"},
		Statement: statement.CheckReport{
			Number: "0123456789ABC", Organisation: "示例招标有限公司", InputDigest: "00", Rows: 1,
			Counts: []statement.ReportCount{{Outcome: "valid", Rows: 1}}, CheckedAt: noon(), MadeAt: noon(), Authority: said().Authority,
		},
		Seal: &document.Seal{Authority: said().Authority},
	}
	unsigned := must(openPress(t).Report(r, w.pen.ContentsLen()))(t)
	contents := must(w.pen.Contents(t.Context(), unsigned.Sum(w.pen.DigestAlgorithm())))(t)
	return slices.Clone(must(unsigned.Fill(contents))(t))
}

// No byte of a report can be changed without being noticed, and none of its
// changed forms is still called a report.
func TestEveryByteOfAReport(t *testing.T) {
	w := newWorld(t, false)
	file := w.reportOf(t)
	for i := 0; i < len(file); i += 97 {
		changed := slices.Clone(file)
		changed[i] ^= 1
		r, err := verify.Check(t.Context(), changed, verify.Options{Trust: w.trust(t), At: dayAfter()})
		if err == nil && (r.Verdict == verify.Valid || r.CheckReport != nil) {
			t.Errorf("byte %d: %s, report %v", i, r.Verdict, r.CheckReport)
		}
	}
}
