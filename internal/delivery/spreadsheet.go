package delivery

import (
	"context"
	"errors"
	"io"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
)

// SheetRow is a row of a spreadsheet that is no delivery; good until the next.
type SheetRow struct {
	Line   int // as people count: records of CSV, rows of a sheet, from 1
	Values []string
	Fault  fault.Reason // why the row as a whole cannot be taken
	// Rounded reports whether the value at a place is a number of more digits
	// than spreadsheets keep, or a formula: what is shown is not what was typed.
	Rounded func(place int) bool
}

// ReadSheet reads a spreadsheet, CSV in UTF-8 or GB18030 or XLSX, row by row,
// the header first. It fails as Open does for what is none, and as take does.
func ReadSheet(ctx context.Context, file io.ReadSeeker, limits Limits, take func(SheetRow) error) (err error) {
	t, beside, err := openTable(ctx, file, limits)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.close()) }()
	if beside != nil {
		return archiveProblem("no_table", "")
	}
	rows, err := t.rows(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.close()) }()
	for {
		row, err := rows.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fault.Wrap("delivery.ReadSheet", err)
		}
		if err := take(SheetRow{Line: row.line, Values: row.values, Fault: row.fault, Rounded: row.rounded}); err != nil {
			return err
		}
	}
}

func (r record) rounded(place int) bool {
	if place >= len(r.kinds) {
		return false
	}
	switch r.kinds[place] {
	case plainValue, dayValue:
		return false
	case numberValue:
		return !exact(r.values[place])
	}
	return true
}

// SheetWriter writes a spreadsheet that runs nothing, whatever its values say.
type SheetWriter struct{ out returning }

// NewSheetWriter begins a spreadsheet in a format.
func NewSheetWriter(f Format, w io.Writer) (*SheetWriter, error) {
	out, err := newReturn(f, w)
	return &SheetWriter{out}, fault.Wrap("delivery.NewSheetWriter", err)
}

// Write adds a row. Where the format is CSV, and in a workbook too, an
// apostrophe goes before what a spreadsheet would run: a workbook may be saved
// as CSV again.
func (s *SheetWriter) Write(values []string) error {
	harmless := make([]string, len(values))
	for i, v := range values {
		harmless[i] = person.Harmless(v)
	}
	return s.out.write(harmless)
}

// Finish writes the end. Without it the file is not whole.
func (s *SheetWriter) Finish() error { return s.out.finish() }

// Discard gives up a spreadsheet after a failure.
func (s *SheetWriter) Discard() error { return s.out.discard() }
