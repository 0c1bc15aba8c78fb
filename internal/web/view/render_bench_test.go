package view_test

import (
	"bytes"
	"testing"

	"yinxin.example/yinxin/internal/locale"
)

// BenchmarkCodePage renders the page that most strangers ask for.
func BenchmarkCodePage(b *testing.B) {
	r := newRenderer(b)
	page := samplePages()["code-valid"]
	var out bytes.Buffer
	b.ReportAllocs()
	for b.Loop() {
		out.Reset()
		if err := r.Render(&out, locale.Chinese, page); err != nil {
			b.Fatal(err)
		}
	}
}
