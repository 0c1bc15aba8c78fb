package document_test

import (
	"testing"

	"yinxin.example/yinxin/internal/document"
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
	_ = u.Digest()
	if _, err := u.Fill(contents); err != nil {
		b.Fatal(err)
	}
	u.Release()
}
