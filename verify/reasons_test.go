package verify_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"yinxin.example/yinxin/verify"
)

// docs/reasons.md is the closed list of codes: the same codes, effects and
// texts as in the code.
func TestReasonsAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../docs/reasons.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\| ([a-z]+) \\| (.+) \\|$").FindAllStringSubmatch(string(page), -1)
	var documented []string
	for _, row := range rows {
		documented = append(documented, row[1])
		r, ok := verify.ReasonOf(row[1])
		if !ok {
			t.Errorf("%s is documented and unknown", row[1])
			continue
		}
		cells := []string{r.Text("zh-CN"), r.Text("en"), r.Advice("zh-CN"), r.Advice("en")}
		if row[2] != string(r.Effect()) || row[3] != strings.Join(cells, " | ") {
			t.Errorf("%s: %q, in the code %s %q", r.Code, row[0], r.Effect(), cells)
		}
	}
	var known []string
	for _, r := range verify.Reasons() {
		known = append(known, r.Code)
		if slices.Contains([]string{r.Text("zh-CN"), r.Text("en"), r.Advice("zh-CN"), r.Advice("en")}, "") {
			t.Errorf("%s lacks a text", r.Code)
		}
	}
	if !slices.Equal(documented, known) {
		t.Errorf("documented %v\nknown %v", documented, known)
	}
	for _, code := range []verify.ErrorCode{verify.NotPDF, verify.NeedsPassword, verify.LimitExceeded} {
		if !strings.Contains(string(page), "`"+string(code)+"`") {
			t.Errorf("%s is not documented", code)
		}
	}
}
