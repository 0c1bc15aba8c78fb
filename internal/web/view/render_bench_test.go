package view

import (
	"bytes"
	"testing"

	"yinxin.example/yinxin/internal/locale"
)

// The page that most strangers ask for: cast, and by its template.
func BenchmarkCodePage(b *testing.B) {
	r := testRenderer(b)
	page := mouldedPage()
	for name, render := range map[string]func(out *bytes.Buffer) error{
		"cast":     func(out *bytes.Buffer) error { return r.Render(out, locale.Chinese, page) },
		"template": func(out *bytes.Buffer) error { return r.template(out, locale.Chinese, page) },
	} {
		b.Run(name, func(b *testing.B) {
			var out bytes.Buffer
			b.ReportAllocs()
			for b.Loop() {
				out.Reset()
				if err := render(&out); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
