package workbook

import "strings"

// format is how a cell style shows numbers.
type format struct {
	date   bool // as a day
	padded bool // with leading zeros, which the number itself has not
}

// readFormats reads the styles part (18.8): the number formats of cellXfs, by
// the index that cells give.
func readFormats(m *markup) ([]format, error) {
	custom := map[string]format{}
	list := []format{}
	inCells := false
	err := elements(m, func(name string) error {
		switch name {
		case "numFmt":
			custom[m.attr("numFmtId")] = formatOf(m.attr("formatCode"))
		case "cellXfs":
			inCells = true
		case "cellStyles", "dxfs":
			inCells = false
		case "xf":
			if inCells {
				id := m.attr("numFmtId")
				f, ok := custom[id]
				if !ok {
					f = format{date: builtInDate(id)}
				}
				list = append(list, f)
			}
		}
		return nil
	})
	return list, err
}

// builtInDate reports the numbers of the formats that show a day without
// being written down (18.8.30, those of East Asian languages included).
func builtInDate(id string) bool {
	switch id {
	case "14", "15", "16", "17", "22",
		"27", "28", "29", "30", "31", "36", "50", "51", "52", "53", "54", "57", "58":
		return true
	}
	return false
}

// formatOf judges a format code by what is outside its quotes and brackets.
func formatOf(code string) format {
	var plain strings.Builder
	quoted, bracketed, escaped := false, false, false
	for _, r := range strings.ToLower(code) {
		switch {
		case escaped:
			escaped = false
		case r == '\\' || r == '_' || r == '*':
			escaped = true
		case r == '"':
			quoted = !quoted
		case quoted:
		case r == '[':
			bracketed = true
		case r == ']':
			bracketed = false
		case !bracketed:
			plain.WriteRune(r)
		}
	}
	first, _, _ := strings.Cut(plain.String(), ";")
	whole, _, _ := strings.Cut(first, ".")
	return format{
		date:   strings.ContainsAny(first, "yd") && !strings.Contains(first, "general"),
		padded: strings.Contains(whole, "00"),
	}
}
