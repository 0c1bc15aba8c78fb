package main

import (
	"strings"
	"testing"
)

func TestDisagreements(t *testing.T) {
	agreed := []verdict{{"a.pdf", "qpdf", true, true, "fine"}, {"changed.pdf", "pdfsig", false, false, "digest"}}
	if err := disagreements(agreed); err != nil {
		t.Error(err)
	}
	for _, odd := range []verdict{{"a.pdf", "qpdf", false, true, "bad"}, {"changed.pdf", "pdfsig", true, false, "fine"}} {
		if err := disagreements(append(agreed, odd)); err == nil {
			t.Errorf("%v passes", odd)
		}
	}
}

func TestTableKeepsItsColumns(t *testing.T) {
	rows := strings.Split(table([]verdict{{"a.pdf", "tool", false, true, "one | two"}}), "\n")
	if got, want := rows[2], `| a.pdf | tool | **refuses** | one \| two |`; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}
