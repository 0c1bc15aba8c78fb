package catalogue

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
)

// listSeparator parts the values of a list in a file.
const listSeparator = "、"

// Encode writes a catalogue as Parse reads it, with every column, in UTF-8 with
// a byte order mark, by which spreadsheets know it. A value that a spreadsheet
// would take for a formula cannot be in it: Parse lets none in.
func Encode(w io.Writer, entries []Entry) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(columns()); err != nil {
		return err
	}
	for _, e := range entries {
		if err := out.Write(record(e)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// record is an entry in the order of columns.
func record(e Entry) []string {
	return []string{e.Qualification, e.EnglishName, e.Level, e.Specialty, e.Authority, e.Seal, e.EndorsedFrom.String(),
		year(e.OnlineFrom), year(e.OnlineUntil), e.SealFrom.String(), strings.Join(e.Scenarios, listSeparator), e.Template}
}

func year(y int) string {
	if y == 0 {
		return ""
	}
	return strconv.Itoa(y)
}
