package workbook

import (
	"context"
	"errors"
	"io"
	"slices"
	"strconv"
)

// The bounds of a sheet (Excel's own).
const (
	maxRow    = 1 << 20
	maxColumn = 1 << 14
	maxMerges = 100_000
)

// Kind is what a cell holds.
type Kind int

// The kinds of cell.
const (
	Text Kind = iota
	Number
	DateNumber // a number that is shown as a day
	PaddedNumber
	Boolean
	Failure // such as #N/A
	Day     // a date in the form of ISO 8601
)

// Cell is one cell. A number's text is as the file has it, not as it is shown.
type Cell struct {
	Column  int // from 0
	Text    string
	Kind    Kind
	Formula bool
}

// Row is one row that is written down, with those of its cells that are.
type Row struct {
	Number int // from 1, as the margin shows it
	Hidden bool
	Cells  []Cell // good until the next row
}

// Span is a range of rows or columns, both ends included.
type Span struct{ First, Last int }

// Rows reads a sheet. One goroutine uses it.
type Rows struct {
	book   *Workbook
	part   *bounded
	m      *markup
	row    Row
	last   int
	hidden []Span
	merged []Span
	within bool // sheetData
	ended  bool
}

// Rows begins to read a sheet. The caller closes it.
func (w *Workbook) Rows(ctx context.Context, s Sheet) (*Rows, error) {
	r, err := w.open(ctx, s.part)
	if err != nil {
		return nil, err
	}
	part, _ := r.(*bounded)
	return &Rows{book: w, part: part, m: newMarkup(part)}, nil
}

// Close ends the reading.
func (r *Rows) Close() error { return r.part.Close() }

// Read tells how many bytes of the unpacked sheet have been read.
func (r *Rows) Read() int64 { return r.part.read }

// Size is the length that a sheet claims to have when unpacked.
func (s Sheet) Size() int64 { return int64(min(s.part.UncompressedSize64, 1<<62)) }

// HiddenColumns are the columns, from 0, that the user does not see. They are
// known from the first row on.
func (r *Rows) HiddenColumns() []Span { return r.hidden }

// Merged are the rows that merged cells touch, by their first row. They are
// known at the end of the sheet.
func (r *Rows) Merged() []Span { return r.merged }

// Next returns the next row, io.EOF after the last.
func (r *Rows) Next() (Row, error) {
	for !r.ended {
		e, err := r.m.next()
		if err != nil {
			return Row{}, told(damaged(err))
		}
		name := string(r.m.name)
		switch {
		case e == text:
		case e == endTag && name == "worksheet":
			return Row{}, r.end()
		case e == endTag && name == "sheetData":
			r.within = false
		case e == endTag:
		case name == "sheetData":
			r.within = true
		case name == "row" && r.within:
			err := r.readRow()
			return r.row, told(err)
		case name == "col":
			r.column()
		case name == "mergeCell":
			if err := r.merge(); err != nil {
				return Row{}, err
			}
		}
	}
	return Row{}, io.EOF
}

// end reads on to the end of the part, whose checksum is only known there.
func (r *Rows) end() error {
	slices.SortFunc(r.merged, func(a, b Span) int { return a.First - b.First })
	if _, err := io.Copy(io.Discard, r.m.in); err != nil {
		return told(err)
	}
	r.ended = true
	return io.EOF
}

func (r *Rows) column() {
	first, err1 := strconv.Atoi(r.m.attr("min"))
	last, err2 := strconv.Atoi(r.m.attr("max"))
	if truth(r.m.attr("hidden")) && err1 == nil && err2 == nil && len(r.hidden) < maxColumn {
		r.hidden = append(r.hidden, Span{first - 1, last - 1})
	}
}

func (r *Rows) merge() error {
	first, last, ok := reach(r.m.attr("ref"))
	if !ok {
		return ErrDamaged
	}
	if r.merged = append(r.merged, Span{first, last}); len(r.merged) > maxMerges {
		return ErrTooLarge
	}
	return nil
}

// readRow reads from a row's start tag through its end.
func (r *Rows) readRow() error {
	number := r.last + 1
	if at := r.m.attr("r"); at != "" {
		n, err := strconv.Atoi(at)
		if err != nil {
			return errMarkup
		}
		number = n
	}
	if number <= r.last || number > maxRow {
		return errors.Join(ErrDamaged, errors.New("rows out of order"))
	}
	r.last = number
	r.row = Row{Number: number, Hidden: truth(r.m.attr("hidden")), Cells: r.row.Cells[:0]}
	column := -1
	for {
		e, err := r.m.next()
		if err != nil {
			return damaged(err)
		}
		switch {
		case e == endTag && string(r.m.name) == "row":
			return nil
		case e == startTag && string(r.m.name) == "c":
			if column, err = r.readCell(column); err != nil {
				return err
			}
		}
	}
}
