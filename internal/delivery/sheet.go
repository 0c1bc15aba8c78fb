package delivery

import (
	"archive/zip"
	"context"
	"errors"
	"io"
	"strings"

	"yinxin.example/yinxin/internal/delivery/workbook"
	"yinxin.example/yinxin/internal/fault"
)

// sheet is a table in a workbook: its one sheet that holds anything.
type sheet struct {
	book   *workbook.Workbook
	chosen workbook.Sheet
	merged []workbook.Span // known once the sheet was read to its end
}

// openSheet finds the sheet of the rows. It fails with delivery_workbook for a
// workbook that holds rows on several sheets, or hidden from its user.
func openSheet(ctx context.Context, z *zip.Reader, limits Limits) (_ *sheet, err error) {
	book, err := workbook.Open(ctx, z, workbook.Limits{PartBytes: limits.Unpacked, Ratio: limits.Ratio})
	if err != nil {
		return nil, workbookFault(err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, book.Close())
		}
	}()
	t := &sheet{book: book}
	filled := 0
	for _, s := range book.Sheets() {
		switch holds, err := holdsAnything(ctx, book, s); {
		case err != nil:
			return nil, workbookFault(err)
		case !holds:
		case s.Hidden:
			return nil, workbookProblem("hidden_sheet", s.Name)
		default:
			if filled++; filled > 1 {
				return nil, workbookProblem("several_sheets", s.Name)
			}
			t.chosen = s
		}
	}
	if filled == 0 {
		return nil, fault.New("delivery.Open", fault.Invalid, ReasonEmpty)
	}
	return t, nil
}

func holdsAnything(ctx context.Context, book *workbook.Workbook, s workbook.Sheet) (holds bool, err error) {
	rows, err := book.Rows(ctx, s)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for {
		row, err := rows.Next()
		if errors.Is(err, io.EOF) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		for _, c := range row.Cells {
			if trim(c.Text) != "" || c.Formula {
				return true, nil
			}
		}
	}
}

// workbookFault gives an error of the workbook its reason.
func workbookFault(err error) error {
	switch {
	case errors.Is(err, workbook.ErrTooLarge):
		return &fault.Error{Op: "delivery.Open", Kind: fault.Invalid, Reason: ReasonTooLarge, Err: err}
	case errors.Is(err, workbook.ErrDamaged):
		return &fault.Error{Op: "delivery.Open", Kind: fault.Invalid, Reason: ReasonWorkbook, Err: err,
			Args: map[string]any{"problem": "damaged"}}
	}
	return fault.Wrap("delivery.Open", err)
}

// workbookProblem is a fault of the whole workbook; name is the sheet or
// column it lies in.
func workbookProblem(problem, name string) error {
	return fault.New("delivery.Open", fault.Invalid, ReasonWorkbook).At(shortened(name)).With("problem", problem)
}

func (t *sheet) size() int64 { return t.chosen.Size() }

func (*sheet) format() Format { return XLSX }

func (t *sheet) close() error { return t.book.Close() }

func (t *sheet) rows(ctx context.Context) (rows, error) {
	in, err := t.book.Rows(ctx, t.chosen)
	if err != nil {
		return nil, workbookFault(err)
	}
	return &sheetRows{table: t, in: in, merged: t.merged}, nil
}

// sheetRows is one reading of a sheet.
type sheetRows struct {
	table  *sheet
	in     *workbook.Rows
	merged []workbook.Span // that may touch rows to come
	width  int             // of the header
	values []string
	kinds  []valueKind
}

func (s *sheetRows) read() int64 { return s.in.Read() }

func (s *sheetRows) close() error { return s.in.Close() }

func (s *sheetRows) next() (record, error) {
	for {
		row, err := s.in.Next()
		if errors.Is(err, io.EOF) {
			s.table.merged = s.in.Merged()
			return record{}, io.EOF
		}
		if err != nil {
			return record{}, workbookFault(err)
		}
		if len(row.Cells) > 0 {
			return s.record(row), nil
		}
	}
}

// record lays the cells of a row out by place, as many as the header has or
// more.
func (s *sheetRows) record(row workbook.Row) record {
	width := max(s.width, row.Cells[len(row.Cells)-1].Column+1)
	if s.width == 0 {
		s.width = width
	}
	s.values, s.kinds = sized(s.values, width), sized(s.kinds, width)
	for _, c := range row.Cells {
		s.values[c.Column], s.kinds[c.Column] = c.Text, kindOf(c)
	}
	r := record{line: row.Number, values: s.values, kinds: s.kinds}
	switch {
	case row.Hidden:
		r.fault = ReasonRowHidden
	case s.isMerged(row.Number):
		r.fault = ReasonCellsMerged
	}
	return r
}

// sized gives a slice of n zero values.
func sized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	s = s[:n]
	clear(s)
	return s
}

func (s *sheetRows) isMerged(row int) bool {
	for len(s.merged) > 0 && s.merged[0].Last < row {
		s.merged = s.merged[1:]
	}
	for _, m := range s.merged {
		if m.First > row {
			return false
		}
		if m.Last >= row {
			return true
		}
	}
	return false
}

func kindOf(c workbook.Cell) valueKind {
	switch {
	case c.Formula || c.Kind == workbook.Failure || c.Kind == workbook.Boolean:
		return formulaValue
	case c.Kind == workbook.Number:
		return numberValue
	case c.Kind == workbook.DateNumber:
		return dateValue
	case c.Kind == workbook.PaddedNumber:
		return paddedValue
	case c.Kind == workbook.Day:
		return dayValue
	}
	return plainValue
}

// inSight refuses columns that the user of the workbook does not see: what
// stands in them, nobody has looked at.
func (s *sheetRows) inSight(header []string) error {
	for _, span := range s.in.HiddenColumns() {
		for i := max(span.First, 0); i <= span.Last && i < len(header); i++ {
			if name := strings.TrimSpace(header[i]); name != "" {
				return workbookProblem("hidden_column", name)
			}
		}
	}
	return nil
}
