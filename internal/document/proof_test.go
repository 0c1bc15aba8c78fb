package document_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/document"
	"yinxin.example/yinxin/internal/fault"
)

// A proof sheet has a page for each certificate, each marked, none with a seal
// or a signature, and what the pages share once.
func TestProofSheet(t *testing.T) {
	long := sample(t)
	long.Statement.Name = "阿卜杜热合曼·麦麦提敏"
	drafts := []document.Draft{sample(t), long, sample(t), sample(t)}
	notes := []string{"批次 2026-1 样张 1/4 随机", "批次 2026-1 样张 2/4 最长的姓名", "三", "四"}
	sheet, err := press.Proof(drafts, notes)
	if err != nil {
		t.Fatal(err)
	}
	again, err := press.Proof(drafts, notes)
	if err != nil || !bytes.Equal(sheet, again) {
		t.Errorf("the same sheet differs: %v", err)
	}
	if one := len(draw(t, drafts[0])); len(sheet) > 3*one {
		t.Errorf("%d bytes for four pages of %d: the ground is in it again and again", len(sheet), one)
	}
	for _, sign := range []string{"/Sig", "/AcroForm", "ETSI", "/Annots"} {
		if bytes.Contains(sheet, []byte(sign)) {
			t.Errorf("%s in a proof sheet", sign)
		}
	}
	file := filepath.Join(t.TempDir(), "proof.pdf")
	if err := os.WriteFile(file, sheet, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "qpdf", "--check", file).CombinedOutput(); err != nil {
		t.Errorf("qpdf --check: %v\n%s", err, out)
	}
	text, err := exec.CommandContext(t.Context(), "pdftotext", "-layout", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	pages := strings.Split(strings.TrimSuffix(string(text), "\f"), "\f")
	if len(pages) != len(drafts) {
		t.Fatalf("%d pages, want %d", len(pages), len(drafts))
	}
	if !strings.Contains(pages[1], long.Statement.Name) || !strings.Contains(strings.ReplaceAll(pages[1], " ", ""), "样张2/4最长的姓名") {
		t.Errorf("the second page:\n%s", pages[1])
	}
	for i, page := range pages {
		if flat := strings.Join(strings.Fields(page), ""); strings.Count(flat, "样")+strings.Count(flat, "张") < 10 {
			t.Errorf("page %d is not marked all over:\n%s", i+1, page)
		}
	}
}

// A certificate that cannot be laid out says so on its page, and spoils no other.
func TestAProofSheetNamesWhatCannotBeLaidOut(t *testing.T) {
	missing, long, broken := sample(t), sample(t), sample(t)
	missing.Statement.Name = "林\U000F0001溪"
	long.Statement.Specialty = strings.Repeat("港口与航道工程", 40)
	broken.Photo = []byte("no picture")
	sheet, err := press.Proof([]document.Draft{missing, long, broken, sample(t)}, []string{"一", "二", "三", "四"})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "proof.pdf")
	if err := os.WriteFile(file, sheet, 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := exec.CommandContext(t.Context(), "pdftotext", "-layout", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	pages := strings.Split(strings.TrimSuffix(string(text), "\f"), "\f")
	for i, want := range []string{"这一页不能排版：姓名，字体中没有U+F0001", "这一页不能排版：专业，内容太长", "这一页不能排版：照片", ""} {
		flat := strings.Join(strings.Fields(pages[i]), "")
		if want == "" && strings.Contains(flat, "不能排版") || !strings.Contains(flat, want) {
			t.Errorf("page %d lacks %q:\n%s", i+1, want, pages[i])
		}
	}
}

func TestProofSheetsAreBounded(t *testing.T) {
	drafts := make([]document.Draft, document.MaxProofs+1)
	if _, err := press.Proof(drafts, make([]string, len(drafts))); fault.ReasonOf(err) != "proof_too_long" {
		t.Errorf("%d proofs: %v", len(drafts), err)
	}
}
