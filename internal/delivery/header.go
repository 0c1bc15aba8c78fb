package delivery

import (
	"slices"
	"strings"

	"yinxin.example/yinxin/internal/fault"
)

// blanks are the spaces that spreadsheets and fixed-width exports leave around
// a value; around any value but a name they are no part of it.
const blanks = " \u00a0\u3000"

// trim drops the blanks around a value.
func trim(v string) string {
	const first, last = " \xc2\xe3", " \xa0\x80" // bytes a blank can begin and end with
	if v == "" || strings.IndexByte(first, v[0]) < 0 && strings.IndexByte(last, v[len(v)-1]) < 0 {
		return v
	}
	return strings.Trim(v, blanks)
}

// layout says which column stands at each place of a record.
type layout []column

// passedOver stands for a column that an error file adds: the office sends the
// corrected file back as it is.
const passedOver column = -1

// addedColumns are the columns that an error file adds at its end.
const (
	reasonColumn = "原因"
	textColumn   = "说明"
)

func (l layout) has(c column) bool { return slices.Contains(l, c) }

// columns are the columns of a delivery in the file's order.
func (l layout) columns() layout {
	return slices.DeleteFunc(slices.Clone(l), func(c column) bool { return c == passedOver })
}

// locate reads a header: exactly the columns of a delivery, each once, in any
// order; behind them may stand the two that an error file adds. Empty cells at
// its end, which spreadsheets leave, are ignored. It
// fails with delivery_header: Field is the column at fault, Args["problem"]
// one of missing, twice, unknown; where a column is missing and another is not
// known, Args["instead"] is that one, most likely a misspelling.
func locate(header []string) (layout, error) {
	names := trimHeader(header)
	added := 0
	if n := len(names); n >= 2 && names[n-2] == reasonColumn && names[n-1] == textColumn {
		names, added = names[:n-2], 2
	}
	known := make(map[string]column, columnCount)
	for c := range columnCount {
		known[c.String()] = c
	}
	var places layout
	var unknown []string
	seen := make(map[column]bool, columnCount)
	for _, name := range names {
		c, ok := known[name]
		if !ok {
			unknown = append(unknown, name)
			continue
		}
		if seen[c] {
			return nil, headerFault(name, "twice")
		}
		seen[c] = true
		places = append(places, c)
	}
	for c := range columnCount {
		if !seen[c] {
			missing := headerFault(c.String(), "missing")
			if len(unknown) > 0 {
				missing = missing.With("instead", shortened(unknown[0]))
			}
			return nil, missing
		}
	}
	if len(unknown) > 0 {
		return nil, headerFault(unknown[0], "unknown")
	}
	for range added {
		places = append(places, passedOver)
	}
	return places, nil
}

func trimHeader(header []string) []string {
	names := make([]string, len(header))
	last := 0
	for i, cell := range header {
		names[i] = trim(cell)
		if names[i] != "" {
			last = i + 1
		}
	}
	return names[:last]
}

func headerFault(name, problem string) *fault.Error {
	return fault.New("delivery.Open", fault.Invalid, ReasonHeader).At(shortened(name)).With("problem", problem)
}

// shortened keeps a cell of a file that is no delivery from filling a page.
func shortened(name string) string {
	const most = 40
	if shown := []rune(name); len(shown) > most {
		return string(shown[:most]) + "…"
	}
	return name
}
