package workbook

import (
	"errors"
	"strconv"
	"strings"
)

// readCell reads from a cell's start tag through its end and returns its
// column.
func (r *Rows) readCell(last int) (int, error) {
	column := last + 1
	if at := r.m.attr("r"); at != "" {
		c, _, ok := place(at)
		if !ok {
			return 0, errMarkup
		}
		column = c
	}
	if column <= last || column >= maxColumn {
		return 0, errors.Join(ErrDamaged, errors.New("cells out of order"))
	}
	kind, style := r.m.attr("t"), r.m.attr("s")
	cell := Cell{Column: column}
	var value []byte
	var inline content
	inValue := false
	for {
		e, err := r.m.next()
		if err != nil {
			return 0, damaged(err)
		}
		switch {
		case e == text && inValue:
			if value = append(value, r.m.body...); len(value) > maxText {
				return 0, ErrTooLarge
			}
			continue
		case e == text:
		case string(r.m.name) == "v":
			inValue = e == startTag
			continue
		case string(r.m.name) == "f":
			cell.Formula = true
			continue
		case e == endTag && string(r.m.name) == "c":
			if len(value) == 0 && len(inline.text) == 0 && !cell.Formula {
				return column, nil
			}
			if err := r.fill(&cell, kind, style, value, inline.text); err != nil {
				return 0, err
			}
			r.row.Cells = append(r.row.Cells, cell)
			return column, nil
		}
		if err := inline.take(e, r.m); err != nil {
			return 0, err
		}
	}
}

// fill gives a cell its value by its type (18.18.11 ST_CellType).
func (r *Rows) fill(cell *Cell, kind, style string, value, inline []byte) (err error) {
	switch kind {
	case "s":
		i, bad := strconv.ParseInt(strings.TrimSpace(string(value)), 10, 64)
		if bad != nil {
			return errMarkup
		}
		cell.Text, err = r.book.texts.get(i)
	case "inlineStr":
		cell.Text = string(inline)
	case "str":
		cell.Text = string(plain(value))
	case "b":
		cell.Text, cell.Kind = string(value), Boolean
	case "e":
		cell.Text, cell.Kind = string(value), Failure
	case "d":
		cell.Text, cell.Kind = string(value), Day
	case "", "n":
		cell.Text, cell.Kind = strings.TrimSpace(string(value)), r.number(style)
	default:
		return errMarkup
	}
	return err
}

// number says how a style shows numbers.
func (r *Rows) number(style string) Kind {
	i, err := strconv.Atoi(style)
	if err != nil || i < 0 || i >= len(r.book.formats) {
		return Number
	}
	switch f := r.book.formats[i]; {
	case f.date:
		return DateNumber
	case f.padded:
		return PaddedNumber
	}
	return Number
}

// place reads a cell's reference such as AB12: its column from 0 and its row
// from 1.
func place(ref string) (column, row int, ok bool) {
	i := 0
	for i < len(ref) && ref[i]|0x20 >= 'a' && ref[i]|0x20 <= 'z' && i < 4 {
		column = column*26 + int(ref[i]|0x20-'a') + 1
		i++
	}
	row, err := strconv.Atoi(ref[i:])
	return column - 1, row, i > 0 && err == nil && row > 0 && row <= maxRow && column <= maxColumn
}

// reach reads the rows of a range such as A2:C3.
func reach(ref string) (first, last int, ok bool) {
	from, to, ranged := strings.Cut(ref, ":")
	if !ranged {
		to = from
	}
	_, first, ok1 := place(from)
	_, last, ok2 := place(to)
	return first, last, ok1 && ok2 && first <= last
}
