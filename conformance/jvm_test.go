package main

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"testing"
)

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

func TestAsk(t *testing.T) {
	tests := map[string]struct {
		answers  string
		said     string
		accepted bool
	}{
		"accepted":   {"accepts\tTOTAL_PASSED; fine\n", "TOTAL_PASSED; fine", true},
		"refused":    {"refuses\tTOTAL_FAILED\n", "TOTAL_FAILED", false},
		"no verdict": {"accepts\n", "", false},
		"no process": {"", "no answer", false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var asked bytes.Buffer
			j := &jvm{questions: nopCloser{&asked}, answers: bufio.NewScanner(strings.NewReader(test.answers))}
			said, accepted := j.ask("bouncycastle", "content", "cms")
			if said != test.said || accepted != test.accepted {
				t.Errorf("ask = %q, %t; want %q, %t", said, accepted, test.said, test.accepted)
			}
			if got, want := asked.String(), "bouncycastle\tcontent\tcms\n"; got != want {
				t.Errorf("asked %q, want %q", got, want)
			}
		})
	}
}

func TestGistKeepsTheGround(t *testing.T) {
	tests := map[string]string{
		"TOTAL_FAILED; HASH_FAILURE; PAdES-BASELINE-B":                  "TOTAL_FAILED; HASH_FAILURE",
		"Signing Time: Nov 22 - Not total document signed - is Trusted": "Not total document signed",
		"something nobody foresaw":                                      "something nobody foresaw",
	}
	for said, want := range tests {
		if got := gist(said); got != want {
			t.Errorf("gist(%q) = %q, want %q", said, got, want)
		}
	}
}
