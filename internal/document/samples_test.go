package document_test

import (
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/document"
)

// rows reads a delivery of the samples.
func rows(t testing.TB, name string) []map[string]string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(b), "\uFEFF"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var list []map[string]string
	for _, r := range records[1:] {
		row := map[string]string{}
		for i, column := range records[0] {
			row[column] = r[i]
		}
		list = append(list, row)
	}
	return list
}

// draft is the sample draft with a row's values.
func draft(t testing.TB, row map[string]string) document.Draft {
	t.Helper()
	d := sample(t)
	s := &d.Statement
	s.Name, s.Sex, s.Qualification, s.Level, s.Specialty = row["姓名"], row["性别"], row["资格名称"], row["级别"], row["专业"]
	s.ManagementNumber, s.QueryNumber, s.DocumentType = row["管理号"], row["查询编号"], row["证件类型"]
	s.BirthDate, s.ApprovedOn, s.IssuedOn = civil.MustParse(row["出生日期"]), civil.MustParse(row["批准日期"]), civil.MustParse(row["签发日期"])
	s.Authority = row["签发单位"]
	d.Seal.Authority = s.Authority
	n := row["证件号码"]
	s.MaskedNumber = n[:2] + strings.Repeat("*", len(n)-4) + n[len(n)-2:]
	return d
}

// extract is what poppler reads from a file's pages.
func extract(t testing.TB, file []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "copy.pdf")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "pdftotext", "-enc", "UTF-8", path, "-").CombinedOutput()
	if err != nil {
		t.Fatalf("pdftotext: %v: %s", err, out)
	}
	return string(out)
}

// TestSamplesAreDrawn draws every good row and reads the rare names, and one
// in twenty of the others, back from the page.
func TestSamplesAreDrawn(t *testing.T) {
	t.Parallel()
	read := 0
	for i, row := range rows(t, "certificates.csv") {
		d := draft(t, row)
		file := draw(t, d)
		if len(file) > 160_000 {
			t.Errorf("%s: a copy of %d bytes", row["姓名"], len(file))
		}
		if !rare(row["姓名"]) && i%20 != 0 {
			continue
		}
		read++
		text := extract(t, file)
		for _, want := range []string{
			row["姓名"], row["资格名称"], row["专业"], row["管理号"], row["查询编号"], d.Statement.MaskedNumber,
			"姓名", "性别", "管理号", d.Statement.BirthDate.Chinese(), d.Statement.ApprovedOn.Chinese(), d.Statement.IssuedOn.Chinese(), row["签发单位"],
		} {
			if !strings.Contains(text, want) {
				t.Errorf("row %d: the page's text lacks %q", i+2, want)
			}
		}
	}
	if read < 30 {
		t.Errorf("only %d pages were read back", read)
	}
}

// rare reports whether a name has a character outside the first block of
// ideographs, letters and the interpunct among them.
func rare(name string) bool {
	return strings.ContainsFunc(name, func(r rune) bool { return r < 0x4E00 || r > 0x9FFF })
}

func TestStatementIsDrawnAsItIsKept(t *testing.T) {
	t.Parallel()
	d := sample(t)
	d.Statement.Level, d.Statement.Specialty, d.Statement.QueryNumber = "一级", "土木工程(岩土)", "C494903813232"
	d.Statement.Recipient = "示例建设集团有限公司"
	text := extract(t, draw(t, d))
	for _, p := range d.Statement.Properties() {
		want := p.Value
		switch p.Name {
		case "v", "endorsedFrom", "appliedAt", "certificateVersion", "policy", "template", "fontSet":
			continue // about the copy, not on it
		case "birthDate", "approvedOn", "issuedOn", "validUntil":
			want = civil.MustParse(p.Value).Chinese()
		case "madeAt":
			want = "2026年11月22日 12:31:07"
		case "code":
			want = "YX7K-4M2Q-9TWH-C"
		case "address":
			want = "yinxin.example"
		case "demo":
			want = "演"
		}
		if want == "" || !strings.Contains(text, want) {
			t.Errorf("%s: the page's text lacks %q", p.Name, want)
		}
	}
	if utf8.RuneCountInString(text) < 200 {
		t.Errorf("the page's text is short: %q", text)
	}
}
