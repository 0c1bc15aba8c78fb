package delivery

import (
	"errors"
	"fmt"
	"strings"

	"yinxin.example/yinxin/internal/fault"
)

// Language is a language of texts for offices.
type Language string

// The languages there are texts in.
const (
	Chinese Language = "zh"
	English Language = "en"
)

// text is one explanation in both languages.
type text struct{ zh, en string }

func (t text) in(l Language) string {
	if l == English {
		return t.en
	}
	return t.zh
}

// The tables are never changed.
var (
	rowTable    = rowTexts()
	strayTable  = strayTexts()
	wholeTable  = wholeTexts()
	fileTable   = fileTexts()
	headerTable = headerTexts()
)

// Explain says what is wrong with a row and what to do about it, in one
// sentence or two.
func Explain(f Fault, l Language) string {
	t, ok := rowTable[f.Reason]
	if !ok {
		return string(f.Reason)
	}
	if f.Detail == "" {
		return t.in(l)
	}
	if l == English {
		return t.en + " (" + f.Detail + ")"
	}
	return t.zh + "(" + f.Detail + ")"
}

// ExplainStray says why a photo or e-file was not used and what to do.
func ExplainStray(s Stray, l Language) string {
	t, ok := strayTable[s.Reason]
	if !ok {
		return string(s.Reason)
	}
	return t.in(l)
}

// ExplainFile says why a file cannot be read as a delivery and what to do; it
// is "" for an error that Open does not give.
func ExplainFile(err error, l Language) string {
	var e *fault.Error
	if !errors.As(err, &e) {
		return ""
	}
	t, ok := fileTable[e.Reason]
	if !ok {
		return ""
	}
	said := []string{t.in(l)}
	if whole, ok := wholeTable[fmt.Sprint(e.Args["problem"])]; ok && e.Reason != ReasonHeader {
		said = append(said, strings.ReplaceAll(whole.in(l), "{name}", e.Field))
	}
	if problem, ok := headerTable[fmt.Sprint(e.Args["problem"])]; ok && e.Reason == ReasonHeader {
		said = append(said, strings.ReplaceAll(problem.in(l), "{column}", e.Field))
	}
	if instead, ok := e.Args["instead"]; ok {
		said = append(said, fmt.Sprintf(text{"不认识的列“%v”，可能是列名写错了。", "The column %v is not known; perhaps its name is misspelt."}.in(l), instead))
	}
	if found, ok := e.Args["found"]; ok {
		said = append(said, fmt.Sprintf(text{"这像是 %v 文件。", "This looks like a %v file."}.in(l), found))
	}
	if line, ok := e.Args["line"]; ok {
		said = append(said, fmt.Sprintf(text{"第 %v 行起有不能识别的字节。", "Line %v holds the first bytes that cannot be read."}.in(l), line))
	}
	if l == English {
		return strings.Join(said, " ")
	}
	return strings.Join(said, "")
}
