package delivery

import (
	"context"
	"errors"
	"io"

	"yinxin.example/yinxin/internal/fault"
)

// Record is one row of a delivery as it was read. Values are by column,
// whatever the file's order, blanks around them dropped but for the name.
type Record struct {
	Line   int // the header of CSV being 1; of a sheet, the row's own number
	Values [columnCount]string
	Fault  fault.Reason // why the row as a whole cannot be taken; Values is empty then
	found  *findings    // what its cells are, where that is a fault
}

// Reader reads a delivery row by row in memory that does not grow with it, but
// by the numbers that the file holds twice and the names of what came with it.
type Reader struct {
	table    table
	rows     rows
	layout   layout
	numbers  dayCount
	repeats  repeats
	archive  *archive // nil where the table came alone
	returned bool     // it has the columns that an error file adds
}

// Open reads what a delivery is: a table in CSV, in UTF-8 with or without a
// byte order mark or in GB18030; in XLSX; or a ZIP of one of these with photos
// and e-files. What a file is, its content says, never its name. Open fails
// with a fault.Error of kind Invalid for a file that cannot be a delivery:
// delivery_unreadable, delivery_encoding, delivery_header, delivery_empty,
// delivery_too_large, delivery_workbook or delivery_archive. The caller closes
// the reader.
func Open(ctx context.Context, r io.ReadSeeker, limits Limits) (*Reader, error) {
	t, enclosed, err := openTable(ctx, r, limits)
	if err != nil {
		return nil, err
	}
	d, err := prepare(ctx, t)
	if err != nil {
		return nil, errors.Join(err, t.close())
	}
	d.archive = enclosed
	return d, nil
}

// prepare reads a table once for its repeats and begins it again.
func prepare(ctx context.Context, t table) (*Reader, error) {
	first, err := begin(ctx, t)
	if err != nil {
		return nil, err
	}
	repeated, err := findRepeats(ctx, first)
	if err = errors.Join(err, first.rows.close()); err != nil {
		return nil, err
	}
	d, err := begin(ctx, t)
	if err != nil {
		return nil, err
	}
	d.repeats = repeated
	return d, nil
}

// begin reads the header of a table.
func begin(ctx context.Context, t table) (*Reader, error) {
	rows, err := t.rows(ctx)
	if err != nil {
		return nil, err
	}
	d := &Reader{table: t, rows: rows}
	if err := d.header(); err != nil {
		return nil, errors.Join(err, rows.close())
	}
	return d, nil
}

func (d *Reader) header() error {
	header, err := d.rows.next()
	if errors.Is(err, io.EOF) {
		return fault.New("delivery.Open", fault.Invalid, ReasonEmpty)
	}
	if err != nil {
		return fault.Wrap("delivery.Open", err)
	}
	if header.values == nil {
		return headerFault("", "quotes")
	}
	if d.layout, err = locate(header.values); err != nil {
		return err
	}
	d.returned = d.layout.has(passedOver)
	if s, ok := d.rows.(*sheetRows); ok {
		d.numbers = dayCount{from1904: s.table.book.Date1904()}
		return s.inSight(header.values)
	}
	return nil
}

// Close gives back what reading took.
func (d *Reader) Close() error {
	return fault.Wrap("delivery.Close", errors.Join(d.rows.close(), d.table.close()))
}

// Format is how the table is written.
func (d *Reader) Format() Format { return d.table.format() }

// Next returns the next row that holds anything, io.EOF after the last.
func (d *Reader) Next() (Record, error) {
	for {
		row, err := d.rows.next()
		if errors.Is(err, io.EOF) {
			return Record{}, io.EOF
		}
		if err != nil {
			return Record{}, fault.Wrap("delivery.Next", err)
		}
		if r, filled := d.record(row); filled {
			return r, nil
		}
	}
}

// record puts values in the order of columns; it reports false for a row of
// empty cells, which spreadsheets leave below a table.
func (d *Reader) record(row record) (Record, bool) {
	r := Record{Line: row.line, Fault: row.fault}
	filled := row.values == nil
	for i, v := range row.values {
		trimmed := trim(v)
		blank := trimmed == "" && (row.kinds == nil || row.kinds[i] != formulaValue)
		switch {
		case i >= len(d.layout):
			filled = filled || !blank
			if !blank && r.Fault == "" {
				r.Fault = ReasonRowMalformed
			}
			continue
		case d.layout[i] == passedOver:
			continue
		case d.layout[i] == colName:
			r.Values[colName] = d.plain(v)
		default:
			r.Values[d.layout[i]] = d.plain(trimmed)
		}
		filled = filled || !blank
		if row.kinds != nil && row.kinds[i] != plainValue {
			d.numbers.read(&r, d.layout[i], row.kinds[i])
		}
	}
	if len(row.values) < len(d.layout) && r.Fault == "" {
		r.Fault = ReasonRowMalformed
	}
	if r.Fault != "" {
		r.Values = [columnCount]string{}
	}
	return r, filled
}

// plain takes back the apostrophe that an error file puts before what a
// spreadsheet would run.
func (d *Reader) plain(v string) string {
	if d.returned {
		return unharmed(v)
	}
	return v
}

// Progress tells how many bytes of how many have been read, of the table when
// it is unpacked.
func (d *Reader) Progress() (read, size int64) { return d.rows.read(), d.table.size() }
