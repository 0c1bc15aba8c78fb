package delivery

import (
	"encoding/csv"
	"errors"
	"io"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"

	"yinxin.example/yinxin/internal/person"
)

// returning writes a table that goes back to an office.
type returning interface {
	write(values []string) error
	finish() error  // the file is whole
	discard() error // after a failure
}

func newReturn(f Format, w io.Writer) (returning, error) {
	switch f {
	case XLSX:
		return newReturnedSheet(w)
	case GB18030:
		text := transform.NewWriter(w, encoding.ReplaceUnsupported(simplifiedchinese.GB18030.NewEncoder()))
		return &returnedLines{csv.NewWriter(text), text}, nil
	}
	// Spreadsheets need the mark to know UTF-8.
	_, err := io.WriteString(w, "\ufeff")
	return &returnedLines{csv.NewWriter(w), nil}, err
}

// returnedLines is CSV. Spreadsheets run what looks like a formula there, so
// that an apostrophe goes before it.
type returnedLines struct {
	out  *csv.Writer
	text io.Closer // nil where nothing is to be flushed
}

func (r *returnedLines) write(values []string) error {
	for i, v := range values {
		values[i] = person.Harmless(v)
	}
	return r.out.Write(values)
}

func (r *returnedLines) finish() error {
	r.out.Flush()
	if r.text == nil {
		return r.out.Error()
	}
	return errors.Join(r.out.Error(), r.text.Close())
}

func (*returnedLines) discard() error { return nil }

// returnedSheet is a workbook whose every cell is a text, which no spreadsheet
// runs or rewrites.
type returnedSheet struct {
	book  *excelize.File
	sheet *excelize.StreamWriter
	style int
	row   int
	w     io.Writer
}

func newReturnedSheet(w io.Writer) (_ *returnedSheet, err error) {
	r := &returnedSheet{book: excelize.NewFile(), w: w}
	const textFormat = 49 // "@", ECMA-376 part 1, 18.8.30
	if r.style, err = r.book.NewStyle(&excelize.Style{NumFmt: textFormat}); err == nil {
		r.sheet, err = r.book.NewStreamWriter("Sheet1")
	}
	return r, err
}

func (r *returnedSheet) write(values []string) error {
	r.row++
	cells := make([]any, len(values))
	for i, v := range values {
		cells[i] = excelize.Cell{StyleID: r.style, Value: v}
	}
	at, err := excelize.CoordinatesToCellName(1, r.row)
	if err != nil {
		return err
	}
	return r.sheet.SetRow(at, cells)
}

func (r *returnedSheet) finish() error {
	err := r.sheet.Flush()
	if err == nil {
		err = r.book.Write(r.w)
	}
	return errors.Join(err, r.book.Close())
}

func (r *returnedSheet) discard() error { return r.book.Close() }
