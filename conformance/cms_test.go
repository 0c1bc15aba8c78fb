package main

import (
	"fmt"
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

func TestSignedParts(t *testing.T) {
	content, cms, err := signedParts(signed("<3003020105000000>"))
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprintf("%x", cms) != "3003020105" {
		t.Errorf("cms = %x", cms)
	}
	if strings.Contains(string(content), "<") || !strings.HasSuffix(string(content), "%EOF\n") {
		t.Errorf("content = %q", content)
	}
}

func TestSignedPartsRefuses(t *testing.T) {
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
			if _, _, err := signedParts(pdf); err == nil {
				t.Error("accepted")
			}
		})
	}
}
