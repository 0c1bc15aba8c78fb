package delivery

import (
	"context"

	"yinxin.example/yinxin/internal/fault"
)

// table is the rows of a delivery, whatever file they came in. It can be read
// any number of times.
type table interface {
	// rows reads from the beginning, the header first. Rows that hold nothing
	// may be left out.
	rows(ctx context.Context) (rows, error)
	// size is how many bytes reading it takes.
	size() int64
	// format is how the office wrote it.
	format() Format
	close() error
}

// rows is one reading of a table.
type rows interface {
	next() (record, error) // io.EOF after the last
	read() int64           // bytes read so far
	close() error
}

// record is one row as it stands in a table; good until the next.
type record struct {
	line   int // as the office counts: records of CSV, rows of a sheet
	values []string
	kinds  []valueKind  // by place; nil where all are plain
	fault  fault.Reason // why the row as a whole cannot be taken
	raw    string       // of a row that could not be taken apart
}

// valueKind is what a table says of a value.
type valueKind int8

const (
	plainValue  valueKind = iota
	numberValue           // what a spreadsheet computes with
	dateValue             // a number shown as a day
	paddedValue           // a number shown with leading zeros
	dayValue              // ISO 8601
	formulaValue
)

// Format is how a delivery's table is written.
type Format string

// The formats.
const (
	UTF8    Format = "csv-utf-8"
	GB18030 Format = "csv-gb18030"
	XLSX    Format = "xlsx"
)

// Suffix is how the name of a file in the format ends.
func (f Format) Suffix() string {
	if f == XLSX {
		return ".xlsx"
	}
	return ".csv"
}
