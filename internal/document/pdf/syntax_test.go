package pdf

import (
	"encoding/binary"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/document/page"
)

func TestNumbers(t *testing.T) {
	for u, want := range map[page.Unit]string{
		0: "0", 1: "0.01", 10: "0.1", 100: "1", -5: "-0.05", -150: "-1.5", 84189: "841.89", 59528: "595.28",
	} {
		if got := string(appendUnit(nil, u)); got != want {
			t.Errorf("unit %d is %s, want %s", u, got, want)
		}
	}
	for v, want := range map[int32]string{
		0: "0", 1: "0.000001", 1_000_000: "1", -500_000: "-0.5", 913_545: "0.913545", 12_340_000: "12.34",
	} {
		if got := string(appendMillionth(nil, v)); got != want {
			t.Errorf("millionth %d is %s, want %s", v, got, want)
		}
	}
	for n := range 100 {
		if got, want := string(appendSmall(nil, n)), string(appendInt(nil, n)); got != want {
			t.Errorf("%d is %s", n, got)
		}
	}
	if got := string(appendColor(nil, 0xFF8000, "rg")); got != "1 0.502 0 rg\n" {
		t.Errorf("colour is %q", got)
	}
}

func TestTextBeyondTheFirstPlaneTakesSurrogates(t *testing.T) {
	if got := string(appendText(nil, "A张𪻐𰻞")); got != "<FEFF00415F20D86BDED0D883DEDE>" {
		t.Errorf("text is %s", got)
	}
}

func TestToUnicodeBlocksHoldAHundred(t *testing.T) {
	texts := make([]string, 250)
	for i := range texts {
		texts[i] = string(rune(0x4E00 + i))
	}
	cmap := string(appendToUnicode(nil, texts))
	for _, want := range []string{"\n100 beginbfchar\n<0001> <4E00>\n", "\n100 beginbfchar\n<0065> <4E64>\n", "\n50 beginbfchar\n<00C9> <4EC8>\n", "\n<00FA> <4EF9>\nendbfchar\n"} {
		if !strings.Contains(cmap, want) {
			t.Errorf("the map lacks %q", want)
		}
	}
}

func TestTrailerSize(t *testing.T) {
	for _, count := range []int{2, 10, 38, 100} {
		for _, xref := range []int{15, 99_999, 100_000, 1_234_567} {
			b := appendTrailer(make([]byte, xref), make([]int, count), [16]byte{})
			if got := len(b) - xref; got != trailerSize(count, xref) {
				t.Errorf("%d objects, table at %d: %d bytes, trailerSize says %d", count, xref, got, trailerSize(count, xref))
			}
		}
	}
}

func TestProfileSaysItsSize(t *testing.T) {
	p := srgbProfile()
	if n := binary.BigEndian.Uint32(p); int(n) != len(p) || len(p)%4 != 0 {
		t.Errorf("a profile of %d bytes says %d", len(p), n)
	}
	if string(p[36:40]) != "acsp" || string(p[12:24]) != "mntrRGB XYZ " {
		t.Errorf("header is %q", p[:40])
	}
	// The columns of an RGB profile add up to its white, D50.
	for i, want := range []int32{0xF6D6, 0x10000, 0xD32D} {
		var sum int32
		for _, tag := range []string{"rXYZ", "gXYZ", "bXYZ"} {
			at := strings.Index(string(p[128:]), tag) + 128
			off := binary.BigEndian.Uint32(p[at+4:])
			sum += int32(binary.BigEndian.Uint32(p[off+8+uint32(4*i):]))
		}
		if d := sum - want; d < -3 || d > 3 {
			t.Errorf("column %d adds up to %#x, want %#x", i, sum, want)
		}
	}
}
