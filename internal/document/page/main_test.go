package page

import (
	"context"
	"fmt"
	"os"
	"testing"

	"yinxin.example/yinxin/internal/document/font"
)

// layout is made once: cutting the fonts takes seconds.
var layout *Layout

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "glyphs-*")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	fonts, err := font.Open(context.Background(), dir, "")
	if err == nil {
		layout, err = NewLayout(fonts)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}
