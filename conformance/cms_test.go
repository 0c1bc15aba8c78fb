package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// signed makes a file with a gap and the four numbers given, or the right ones.
func signed(gap string, numbers ...int) []byte {
	const head = "%%PDF-1.7\n/ByteRange [%04d %04d %04d %04d]\n"
	before := len(fmt.Sprintf(head, 0, 0, 0, 0))
	const tail = "\n%%EOF\n"
	if numbers == nil {
		numbers = []int{0, before, before + len(gap), len(tail)}
	}
	return []byte(fmt.Sprintf(head, numbers[0], numbers[1], numbers[2], numbers[3]) + gap + tail)
}

func TestSignaturesInAFile(t *testing.T) {
	file := signed("<3003020105000000>")
	found, err := signaturesIn(append(bytes.Clone(file), signed("<3000>", 0, len(file), len(file), 0)...))
	if err == nil || found != nil {
		t.Errorf("a gap of nothing is read: %v", found)
	}
	if found, err = signaturesIn(append(bytes.Clone(file), "more"...)); err != nil || len(found) != 1 {
		t.Fatalf("%v, %v", found, err)
	}
	s := found[0]
	if fmt.Sprintf("%x", s.der) != "3003020105" || s.end != len(file) {
		t.Errorf("%x, up to %d of %d", s.der, s.end, len(file))
	}
	if strings.Contains(string(s.content), "<") || !strings.HasSuffix(string(s.content), "%EOF\n") {
		t.Errorf("content = %q", s.content)
	}
}

func TestTakeApartRefuses(t *testing.T) {
	tests := map[string][]byte{
		"no range":             []byte("%PDF-1.7"),
		"two ranges":           append(signed("<3000>"), signed("<3000>")...),
		"bytes after":          append(signed("<3000>"), 'x'),
		"range behind the end": signed("<3000>", 0, 10, 20, 9999),
		"ranges that overlap":  signed("<3000>", 0, 30, 20, 30),
		"data after the CMS":   signed("<300001>"),
		"no hex":               signed("<zz>"),
	}
	for name, pdf := range tests {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a.pdf")
			if err := os.WriteFile(path, pdf, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, _, err := takeApart(path, t.TempDir()); err == nil {
				t.Error("accepted")
			}
		})
	}
}
