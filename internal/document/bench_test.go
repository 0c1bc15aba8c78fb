package document_test

import (
	"context"
	"testing"

	"yinxin.example/yinxin/internal/document"
	"yinxin.example/yinxin/internal/signature/digest"
)

// BenchmarkPDF draws a real certificate and hashes it: all of a copy's work
// but the signature.
func BenchmarkPDF(b *testing.B) {
	d := sample(b)
	zeros := make([]byte, 4096)
	for i := range zeros {
		zeros[i] = '0'
	}
	names := []string{"林若溪", "张文强", "傅思玉", "吴𪻐", "JOHN ROBERT SMITH"}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		d.Statement.Name = names[i%len(names)]
		makeOne(b, d, zeros)
	}
}

func makeOne(b *testing.B, d document.Draft, contents []byte) {
	u, err := press.PDF(d, len(contents))
	if err != nil {
		b.Fatal(err)
	}
	_ = u.Sum(digest.SHA256)
	if _, err := u.Fill(contents); err != nil {
		b.Fatal(err)
	}
	u.Release()
}

// BenchmarkOpenPress is a start with the glyph records already cut.
func BenchmarkOpenPress(b *testing.B) {
	dir := b.TempDir()
	if _, err := document.OpenPress(context.Background(), dir, ""); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := document.OpenPress(context.Background(), dir, ""); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSVG(b *testing.B) {
	d := sample(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := press.SVG(d); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCoverage(b *testing.B) {
	for b.Loop() {
		if _, err := document.NewCoverage(""); err != nil {
			b.Fatal(err)
		}
	}
}

// TestAllocations holds the line that a page's allocations do not grow with
// what it says.
func TestAllocations(t *testing.T) {
	d := sample(t)
	zeros := make([]byte, 4096)
	for i := range zeros {
		zeros[i] = '0'
	}
	count := func() float64 {
		return testing.AllocsPerRun(200, func() {
			u, err := press.PDF(d, len(zeros))
			if err != nil {
				t.Fatal(err)
			}
			u.Sum(digest.SHA256)
			if _, err := u.Fill(zeros); err != nil {
				t.Fatal(err)
			}
			u.Release()
		})
	}
	usual := count()
	d.Statement.Name = "MARIA DA CONCEICAO FERNANDES-OLIVEIRA"
	d.Statement.Specialty, d.Statement.QueryNumber = "公用设备工程师(暖通空调)", "C494903813232"
	if full := count(); usual > 25 || full > usual+1 {
		t.Errorf("%v allocations for a page, %v for a full one", usual, full)
	}
}
