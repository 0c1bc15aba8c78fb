package document_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/document"
	"yinxin.example/yinxin/internal/fault"
)

// babelStone is where Debian's fonts-babelstone-han lies: a real operator's
// folder, with characters that the project's own fonts lack.
const babelStone = "/usr/share/fonts/truetype/babelstone"

func TestCoverageOfSamples(t *testing.T) {
	c, err := document.NewCoverage("")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows(t, "certificates.csv") {
		for column, text := range row {
			if r, missing := c.Missing(text); missing {
				t.Errorf("%s %q: %U is missing", column, text, r)
			}
		}
	}
}

func TestMissing(t *testing.T) {
	c, err := document.NewCoverage("")
	if err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string]struct {
		text string
		want rune // 0 for none
	}{
		"empty":                       {"", 0},
		"common":                      {"张三", 0},
		"Extension B":                 {"吴𪻐", 0},
		"accents":                     {"José Ángel Núñez", 0},
		"accents apart":               {"Jose\u0301", 0},
		"interpunct":                  {"迪丽努尔·艾合买提", 0},
		"sequence the font maps":      {"葛\U000E0100", 0},
		"sequence it does not":        {"张\U000E01EF", '张'},
		"selector alone":              {"\U000E0100", '\U000E0100'},
		"mark nothing composes with":  {"张\u0301", '\u0301'},
		"private use":                 {"李\U000F0001", '\U000F0001'},
		"private use that fonts have": {"\uE000", '\uE000'},
		"control":                     {"张\t三", '\t'},
		"zero width":                  {"张\u200B三", '\u200B'},
		"not UTF-8":                   {"张\xff", '\uFFFD'},
		"unassigned":                  {"\u0378", '\u0378'},
		"Extension G":                 {"陈𰻞", '𰻞'},
		"jamo":                        {"\u1100\u1161", '\u1100'},
	} {
		r, missing := c.Missing(x.text)
		if missing != (x.want != 0) || r != x.want {
			t.Errorf("%s: Missing = %U, %t; want %U", name, r, missing, x.want)
		}
		d := sample(t)
		d.Statement.Name = x.text
		if x.text == "" {
			continue
		}
		_, err := press.PDF(d, 1024)
		if (err != nil) != missing || missing && fault.ReasonOf(err) != "text_unrenderable" {
			t.Errorf("%s: the press says %v where coverage says missing=%t", name, err, missing)
		}
	}
}

// TestOperatorsFolder needs the package fonts-babelstone-han.
func TestOperatorsFolder(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat(babelStone); err != nil {
		t.Fatalf("this test needs Debian's fonts-babelstone-han: %v", err)
	}
	c, err := document.NewCoverage(babelStone)
	if err != nil {
		t.Fatal(err)
	}
	extended, err := document.OpenPress(context.Background(), t.TempDir(), babelStone)
	if err != nil {
		t.Fatal(err)
	}
	if extended.FontSet() == press.FontSet() {
		t.Error("another set of fonts has the same digest")
	}
	for _, row := range rows(t, "certificates-needs-font.csv") {
		if _, missing := c.Missing(row["姓名"]); missing {
			t.Errorf("%s is missing", row["姓名"])
		}
		u, err := extended.PDF(draft(t, row), 1024)
		if err != nil {
			t.Fatal(err)
		}
		file, err := u.Fill([]byte(strings.Repeat("0", 1024)))
		if err != nil {
			t.Fatal(err)
		}
		if text := extract(t, file); !strings.Contains(text, row["姓名"]) {
			t.Errorf("the page's text lacks %s", row["姓名"])
		}
	}
}

func TestUnusableFolderIsAnError(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/broken.ttf", []byte("OTTO is not for us"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := document.NewCoverage(dir); err == nil {
		t.Error("a folder with a broken font was accepted")
	}
	if _, err := document.NewCoverage(dir + "/none"); err == nil {
		t.Error("a folder that is not there was accepted")
	}
}
