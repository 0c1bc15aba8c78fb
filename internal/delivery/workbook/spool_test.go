package workbook

import (
	"bytes"
	"io"
	"testing"
)

func TestSpool(t *testing.T) {
	for _, size := range []int{0, 10, inMemory, inMemory + 1, 3*inMemory + 7} {
		want := make([]byte, size)
		for i := range want {
			want[i] = byte(i * 7)
		}
		s := &Spool{}
		for rest := want; len(rest) > 0; {
			n := min(len(rest), 100_000)
			if _, err := s.Write(rest[:n]); err != nil {
				t.Fatal(err)
			}
			rest = rest[n:]
		}
		got, err := io.ReadAll(s.Reader())
		if err != nil || !bytes.Equal(got, want) || s.Size() != int64(size) {
			t.Errorf("%d bytes: %d, %v", size, len(got), err)
		}
		if (s.file != nil) != (size > inMemory) {
			t.Errorf("%d bytes: file %v", size, s.file != nil)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// Texts come out as they went in, from memory and from a file.
func TestManyTexts(t *testing.T) {
	var b bytes.Buffer
	b.WriteString("<sst>")
	const many = 60_000
	text := func(i int) string { return string(rune(0x4E00+i%20000)) + "文字" + string(rune('a'+i%26)) }
	for i := range many {
		b.WriteString("<si><t>" + text(i) + text(i) + text(i) + text(i) + "</t></si>")
	}
	b.WriteString("</sst>")
	texts, err := readTexts(newMarkup(&b))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < many; i += 37 {
		at := i * 7919 % many
		if got, err := texts.get(int64(at)); err != nil || got != text(at)+text(at)+text(at)+text(at) {
			t.Fatalf("%d: %q, %v", at, got, err)
		}
	}
	for _, i := range []int64{-1, many} {
		if _, err := texts.get(i); err == nil {
			t.Errorf("text %d of %d", i, many)
		}
	}
	if texts.text.spool.file == nil {
		t.Error("nothing was written out")
	}
	if err := texts.close(); err != nil {
		t.Error(err)
	}
}
