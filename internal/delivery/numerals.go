package delivery

import (
	"math"
	"strconv"
	"strings"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
)

// exactDigits is how many decimal digits a spreadsheet's number keeps for
// certain (IEEE 754 binary64).
const exactDigits = 15

// unmarkedFrom is the first number taken for a day where the cell does not
// say that it is one: 1927-05-18. Below lie years, typed as such.
const unmarkedFrom = 10_000

// dayCount says from when a workbook counts its days (ECMA-376 part 1,
// 18.17.4.1).
type dayCount struct{ from1904 bool }

// read makes of a cell that is no text what the column needs, or a finding.
func (n dayCount) read(r *Record, c column, kind valueKind) {
	v := &r.Values[c]
	switch {
	case kind == formulaValue:
		r.find(c, ReasonCellFormula)
	case kind == dayValue:
		*v, _, _ = strings.Cut(*v, "T")
	case c.isDate():
		if day, ok := n.day(*v, kind == dateValue); ok {
			*v = day.String()
		}
	case c == colManagementNumber || c == colQueryNumber:
		if kind == paddedValue || !exact(*v) {
			r.find(c, ReasonNumberMangled)
		}
	case c == colDocumentNumber:
		if kind == paddedValue || !exact(*v) {
			r.find(c, person.ReasonIDMangled)
		}
	}
}

// written writes the days out that a row counts.
func (n dayCount) written(row record, columns layout) record {
	if row.kinds == nil {
		return row
	}
	for i, c := range columns {
		if i >= len(row.values) || !c.isDate() {
			continue
		}
		if kind := row.kinds[i]; kind == numberValue || kind == dateValue {
			if day, ok := n.day(row.values[i], kind == dateValue); ok {
				row.values[i] = day.String()
			}
		}
	}
	return row
}

func (c column) isDate() bool { return c == colBirthDate || c == colApprovedOn || c == colIssuedOn }

func (r *Record) find(c column, reason fault.Reason) {
	if r.found == nil {
		r.found = &findings{}
	}
	r.found.add(c, reason)
}

// exact reports a number whose digits are those that were typed.
func exact(v string) bool { return len(v) <= exactDigits && allIn(v, "0123456789") }

// day returns the day of a number. The calendar from 1900 has a 29 February
// that never was, so that its numbers below 61 are one ahead.
func (n dayCount) day(v string, marked bool) (civil.Date, bool) {
	const latest = 2_958_465 // 9999-12-31
	days, err := strconv.ParseFloat(v, 64)
	if err != nil || days != math.Trunc(days) || days < 0 || days > latest || !marked && days < unmarkedFrom {
		return civil.Date{}, false
	}
	if n.from1904 {
		return civil.Date{Year: 1904, Month: 1, Day: 1}.AddDays(int(days)), true
	}
	if days == 0 || days == 60 {
		return civil.Date{}, false
	}
	if days < 60 {
		days++
	}
	return civil.Date{Year: 1899, Month: 12, Day: 30}.AddDays(int(days)), true
}
