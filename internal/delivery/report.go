package delivery

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"yinxin.example/yinxin/internal/person"
)

// report writes the error file: CSV in UTF-8 with a byte order mark, which
// spreadsheets need, one line for each refused row.
type report struct {
	out      *csv.Writer
	language Language
}

// newReport begins an error file; where w is nil it writes nothing.
func newReport(w io.Writer, l Language) *report {
	if w == nil {
		return &report{}
	}
	r := &report{out: csv.NewWriter(w), language: l}
	// The writer keeps its first failure for close.
	_ = r.out.Write([]string{"\ufeff行号", "字段", "原因", "说明"})
	return r
}

func (r *report) write(faults []Fault) error {
	if r.out == nil {
		return nil
	}
	for _, f := range faults {
		line := []string{strconv.Itoa(f.Line), person.Harmless(f.Field), person.Harmless(string(f.Reason)), person.Harmless(Explain(f, r.language))}
		if err := r.out.Write(line); err != nil {
			return err
		}
	}
	return nil
}

func (r *report) close() error {
	if r.out == nil {
		return nil
	}
	r.out.Flush()
	return r.out.Error()
}

// unharmed is the value that person.Harmless was given.
func unharmed(value string) string {
	if plain, marked := strings.CutPrefix(value, "'"); marked && person.StartsFormula(plain) {
		return plain
	}
	return value
}
