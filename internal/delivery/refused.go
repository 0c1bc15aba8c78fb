package delivery

import (
	"context"
	"errors"
	"io"
	"iter"

	"yinxin.example/yinxin/internal/fault"
)

// WriteRefused writes the rows of a delivery that were refused as the office
// delivered them: every column in its order, in the format and charset of the
// file (Reader.Format), with two columns more at the end, 原因 and 说明. A
// spreadsheet runs none of it. Corrected, the file is a delivery of its own:
// Open passes the two columns over.
//
// The rows are read again from the delivery, so that what they hold need not
// be stored twice. faults come by line, as Run finds them.
func WriteRefused(ctx context.Context, file io.ReadSeeker, limits Limits, faults iter.Seq2[Fault, error], l Language, w io.Writer) (err error) {
	const op = "delivery.WriteRefused"
	t, _, err := openTable(ctx, file, limits)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.close()) }()
	rows, err := t.rows(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.close()) }()
	out, err := newReturn(t.format(), w)
	if err != nil {
		return fault.Wrap(op, err)
	}
	if err := copyRefused(rows, faults, l, out); err != nil {
		return fault.Wrap(op, errors.Join(err, out.discard()))
	}
	return fault.Wrap(op, out.finish())
}

// copyRefused picks the refused rows out of all.
func copyRefused(in rows, faults iter.Seq2[Fault, error], l Language, out returning) error {
	header, err := in.next()
	if err != nil {
		return err
	}
	columns, err := locate(header.values)
	if err != nil {
		return err
	}
	width := len(columns.columns())
	if err := out.write(append(shown(header, columns, width), reasonColumn, textColumn)); err != nil {
		return err
	}
	days := dayCount{}
	if s, ok := in.(*sheetRows); ok {
		days.from1904 = s.table.book.Date1904()
	}
	for f, err := range faults {
		if err != nil {
			return err
		}
		row, err := lineOf(in, f.Line)
		if errors.Is(err, io.EOF) {
			return fault.New("delivery.copyRefused", fault.Conflict, "delivery_changed") // it is not the file that was checked
		}
		if err != nil {
			return err
		}
		if err := out.write(append(shown(days.written(row, columns), columns, width), string(f.Reason), Explain(f, l))); err != nil {
			return err
		}
	}
	return nil
}

// lineOf reads on to a line.
func lineOf(in rows, line int) (record, error) {
	for {
		row, err := in.next()
		if err != nil || row.line == line {
			return row, err
		}
		if row.line > line {
			return record{}, io.EOF
		}
	}
}

// shown gives the values of a row by place; a row that could not be taken
// apart stands in the first. Values beyond the header's are joined to the last.
func shown(row record, columns layout, width int) []string {
	values := make([]string, width, width+2)
	if row.values == nil {
		values[0] = row.raw
		return values
	}
	for i, v := range row.values {
		switch {
		case i < width:
			values[i] = unharmed(v)
		case i >= len(columns) && v != "" && width > 0:
			values[width-1] += "," + v
		}
	}
	return values
}
