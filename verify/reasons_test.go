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

// The table of EN 319 102-1 in docs/reasons.md is the code's: every code in it
// leads to its row, and one that is not leads nowhere.
func TestIndicationsAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../docs/reasons.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile(`(?m)^\| ((?:TOTAL|INDET)[A-Z-]+) \| ([A-Z_]+) \| (.+) \|$`).FindAllStringSubmatch(string(page), -1)
	documented := map[string][2]string{}
	for _, row := range rows {
		for _, code := range strings.Split(row[3], ", ") {
			documented[code] = [2]string{row[1], row[2]}
		}
	}
	codes := []string{string(verify.NotPDF), string(verify.NeedsPassword), string(verify.LimitExceeded)}
	for _, r := range verify.Reasons() {
		codes = append(codes, r.Code)
	}
	for _, code := range codes {
		want, ok := documented[code]
		if !ok {
			want = [2]string{string(verify.TotalPassed), ""}
		}
		r := verify.Report{Reasons: []string{code}}
		if got := [2]string{string(r.Indication()), string(r.SubIndication())}; got != want {
			t.Errorf("%s: %v, documented %v", code, got, want)
		}
	}
	worst := verify.Report{Reasons: []string{"seal_untrusted", "digest_mismatch"}, Notes: []string{"revocation_not_checked"}}
	if worst.SubIndication() != verify.HashFailure {
		t.Errorf("the worst of several is %s", worst.SubIndication())
	}
}
