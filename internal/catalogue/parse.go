package catalogue

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
)

// The limits of a catalogue file: the national list is some hundred lines.
const (
	maxFile = 4 << 20 // bytes
	maxText = 100     // code points of one value
	maxRows = 20_000
)

// required is how many of the columns a file must have.
const required = 8

// columns of the catalogue, the required ones first.
func columns() []string {
	return []string{"资格名称", "英文名称", "级别", "专业", "签发单位", "印章", "加注起始日期", "上线起始年度",
		"上线截止年度", "印章启用日期", "使用场景", "模板"}
}

// Parse reads a catalogue: CSV (RFC 4180) with a header, in UTF-8 with or
// without a byte order mark, or GB18030; columns in any order, those after the
// eighth only where they are used; several scenarios are parted by 、. It fails
// as a whole, with a fault.Error of kind Invalid: catalogue_unreadable,
// catalogue_encoding, catalogue_header (Field is the column), catalogue_value
// (Field is the column, Args["line"] the record, the header being 1),
// catalogue_duplicate or catalogue_too_large.
func Parse(r io.Reader) ([]Entry, error) {
	text, err := readText(r)
	if err != nil {
		return nil, err
	}
	records := csv.NewReader(bytes.NewReader(text))
	records.ReuseRecord = true
	header, err := records.Read()
	if err != nil {
		return nil, unreadable(err)
	}
	places, err := locate(header)
	if err != nil {
		return nil, err
	}
	return parseRecords(records, places)
}

// readText returns the whole file as UTF-8 without its mark.
func readText(r io.Reader) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("catalogue: read: %w", err)
	}
	if len(raw) > maxFile {
		return nil, fault.New("catalogue.Parse", fault.Invalid, "catalogue_too_large")
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	if !utf8.Valid(raw) {
		raw, err = simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
	}
	if err != nil || bytes.ContainsRune(raw, utf8.RuneError) || bytes.IndexByte(raw, 0) >= 0 {
		return nil, fault.New("catalogue.Parse", fault.Invalid, "catalogue_encoding")
	}
	return raw, nil
}

// locate returns the place of each column in the header.
func locate(header []string) ([]int, error) {
	names := columns()
	places := make([]int, len(names))
	known := 0
	for i, name := range names {
		places[i] = -1
		for j, h := range header {
			if strings.TrimSpace(h) != name {
				continue
			}
			if places[i] >= 0 {
				return nil, fault.New("catalogue.Parse", fault.Invalid, "catalogue_header").At(name).With("problem", "twice")
			}
			places[i] = j
		}
		if places[i] >= 0 {
			known++
		} else if i < required {
			return nil, fault.New("catalogue.Parse", fault.Invalid, "catalogue_header").At(name).With("problem", "missing")
		}
	}
	if len(header) > known {
		return nil, fault.New("catalogue.Parse", fault.Invalid, "catalogue_header").With("problem", "unknown")
	}
	return places, nil
}

func parseRecords(records *csv.Reader, places []int) ([]Entry, error) {
	var entries []Entry
	type key struct{ qualification, level, specialty, authority string }
	seen := make(map[key]bool)
	for line := 2; ; line++ {
		record, err := records.Read()
		if errors.Is(err, io.EOF) {
			return entries, nil
		}
		if err != nil {
			return nil, unreadable(err)
		}
		if len(entries) == maxRows {
			return nil, fault.New("catalogue.Parse", fault.Invalid, "catalogue_too_large")
		}
		e, err := parseEntry(record, places, line)
		if err != nil {
			return nil, err
		}
		k := key{e.Qualification, e.Level, e.Specialty, e.Authority}
		if seen[k] {
			return nil, fault.New("catalogue.Parse", fault.Invalid, "catalogue_duplicate").With("line", line)
		}
		seen[k] = true
		entries = append(entries, e)
	}
}

func parseEntry(record []string, places []int, line int) (Entry, error) {
	names := columns()
	values := make([]string, len(names))
	for i, place := range places {
		if place < 0 {
			continue
		}
		values[i] = strings.TrimSpace(record[place])
		if !plain(values[i]) {
			return Entry{}, badValue(names[i], line)
		}
	}
	e := Entry{
		Qualification: values[0], EnglishName: values[1], Level: values[2],
		Specialty: values[3], Authority: values[4], Seal: values[5], Template: values[11],
	}
	for _, i := range []int{0, 4, 5} {
		if values[i] == "" {
			return Entry{}, badValue(names[i], line)
		}
	}
	for _, date := range []struct {
		column int
		into   *civil.Date
	}{{6, &e.EndorsedFrom}, {9, &e.SealFrom}} {
		if err := date.into.UnmarshalText([]byte(values[date.column])); err != nil {
			return Entry{}, badValue(names[date.column], line)
		}
	}
	var ok bool
	if e.OnlineFrom, ok = parseYear(values[7]); !ok {
		return Entry{}, badValue(names[7], line)
	}
	if e.OnlineUntil, ok = parseYear(values[8]); !ok || e.OnlineUntil != 0 && e.OnlineUntil < e.OnlineFrom {
		return Entry{}, badValue(names[8], line)
	}
	if e.Scenarios, ok = parseList(values[10]); !ok {
		return Entry{}, badValue(names[10], line)
	}
	return e, nil
}

// parseList reads values parted by 、, none of them empty or there twice.
func parseList(s string) ([]string, bool) {
	if s == "" {
		return nil, true
	}
	var list []string
	for one := range strings.SplitSeq(s, listSeparator) {
		one = strings.TrimSpace(one)
		if one == "" || slices.Contains(list, one) {
			return nil, false
		}
		list = append(list, one)
	}
	return list, true
}

// plain reports a value that can stand on a certificate and in a spreadsheet.
func plain(s string) bool {
	return utf8.RuneCountInString(s) <= maxText &&
		!strings.ContainsFunc(s, func(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) }) &&
		(s == "" || !strings.ContainsRune("=+-@", rune(s[0])))
}

func parseYear(s string) (int, bool) {
	if s == "" {
		return 0, true
	}
	year, err := strconv.Atoi(s)
	return year, err == nil && year >= 1949 && year <= 2999
}

func badValue(column string, line int) error {
	return fault.New("catalogue.Parse", fault.Invalid, "catalogue_value").At(column).With("line", line).With("column", column)
}

func unreadable(err error) error {
	e := fault.New("catalogue.Parse", fault.Invalid, "catalogue_unreadable")
	e.Err = err
	return e
}
