package delivery

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"

	"yinxin.example/yinxin/internal/fault"
)

// Group is the refused rows that share a cause.
type Group struct {
	Reason fault.Reason
	Field  string
	Count  int
	Lines  []int // the first few
}

// shownLines is how many rows of a group are named.
const shownLines = 12

// reportColumns are 行号, 字段, 原因 and 说明.
const reportColumns = 4

// ReadReport groups the lines of an error file by field and reason, the
// largest group first.
func ReadReport(r io.Reader) ([]Group, error) {
	in := csv.NewReader(r)
	in.ReuseRecord = true
	in.FieldsPerRecord = reportColumns
	if _, err := in.Read(); err != nil {
		return nil, fault.Wrap("delivery.ReadReport", err)
	}
	var groups []Group
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fault.Wrap("delivery.ReadReport", err)
		}
		line, err := strconv.Atoi(record[0])
		if err != nil {
			return nil, fault.Wrap("delivery.ReadReport", err)
		}
		groups = addTo(groups, record[1], fault.Reason(record[2]), line)
	}
	slices.SortStableFunc(groups, func(a, b Group) int { return b.Count - a.Count })
	return groups, nil
}

func addTo(groups []Group, field string, reason fault.Reason, line int) []Group {
	i := slices.IndexFunc(groups, func(g Group) bool { return g.Field == field && g.Reason == reason })
	if i < 0 {
		i = len(groups)
		groups = append(groups, Group{Reason: reason, Field: field})
	}
	groups[i].Count++
	if len(groups[i].Lines) < shownLines {
		groups[i].Lines = append(groups[i].Lines, line)
	}
	return groups
}
