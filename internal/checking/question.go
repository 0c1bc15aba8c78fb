package checking

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
)

// Question is what the asker knows, as it was typed.
type Question struct {
	DocumentType   person.DocumentType // "" where it is not known: whichever the number may be of
	DocumentNumber string
	Name           string
	Number         string // 管理号 or 查询编号
}

// maxNumber is the longest management or query number, in code points.
const maxNumber = 32

// query is a question as the store is asked.
type query struct {
	documents []person.Document
	name      string
	number    string
	made      cert.QueryNumber // "" where the number is none that a holder made
}

// Check refuses a question that no certificate can answer, whatever is in the
// register. The errors are joined, each of kind Invalid at its field: id_number
// (id_empty, id_check_digit and what else person.ParseDocument says), name
// (name_empty, name_too_long) and number (number_missing, number_too_long).
func (q Question) Check() error {
	_, err := q.read()
	return err
}

func (q Question) read() (query, error) {
	const op = "checking.Question"
	var bad []error
	refuse := func(field string, reason fault.Reason) {
		bad = append(bad, fault.New(op, fault.Invalid, reason).At(field))
	}
	read := query{name: q.Name, number: plainNumber(q.Number)}
	var err error
	if read.documents, err = q.documents(); err != nil {
		refuse("id_number", fault.ReasonOf(err))
	}
	switch {
	case len(q.Name) > person.MaxNameLength*utf8.UTFMax || utf8.RuneCountInString(q.Name) > person.MaxNameLength:
		refuse("name", person.ReasonNameTooLong)
	case person.MatchKey(q.Name) == "" || !utf8.ValidString(q.Name):
		refuse("name", person.ReasonNameEmpty)
	}
	switch {
	case read.number == "":
		refuse("number", "number_missing")
	case utf8.RuneCountInString(read.number) > maxNumber:
		refuse("number", "number_too_long")
	}
	if len(bad) > 0 {
		return query{}, errors.Join(bad...)
	}
	read.made, _ = cert.ParseQueryNumber(read.number)
	return read, nil
}

// documents are those that the number may be of; with a type, one.
func (q Question) documents() ([]person.Document, error) {
	possible, err := person.PossibleDocuments(q.DocumentNumber)
	if q.DocumentType == "" || err != nil && fault.ReasonOf(err) == person.ReasonIDEmpty {
		return possible, err
	}
	d, err := person.ParseDocument(q.DocumentType, plainNumber(q.DocumentNumber))
	if err != nil {
		return nil, err
	}
	return []person.Document{d}, nil
}

// plainNumber is a number without the spaces people type into it and the wide
// forms their keyboards write.
func plainNumber(typed string) string {
	const longest = 256 // bytes: no number of any width and spacing has more
	if len(typed) > longest {
		typed = typed[:longest]
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, width.Fold.String(typed))
}
