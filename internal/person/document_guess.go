package person

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"yinxin.example/yinxin/internal/fault"
)

// PossibleDocuments reads a number whose kind of document is not told, as
// people type it: in either width, with spaces. It returns every document whose
// rules the number follows, each normal form once, in the order of
// DocumentTypes. Where there is none it fails as ParseDocument does: with
// id_check_digit for what would be a citizen's number but for its last
// character, else with id_malformed or id_empty.
func PossibleDocuments(number string) ([]Document, error) {
	const op = "person.PossibleDocuments"
	if len(number) > 4*maxDocumentNumber {
		return nil, fault.New(op, fault.Invalid, ReasonIDMalformed)
	}
	plain := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, width.Fold.String(number))
	if plain == "" {
		return nil, fault.New(op, fault.Invalid, ReasonIDEmpty)
	}
	var possible []Document
	known := map[string]bool{}
	reason := ReasonIDMalformed
	for _, typ := range DocumentTypes() {
		d, err := ParseDocument(typ, plain)
		switch {
		case fault.ReasonOf(err) == ReasonIDCheckDigit:
			reason = ReasonIDCheckDigit
		case err == nil && !known[d.Normal()]:
			known[d.Normal()] = true
			possible = append(possible, d)
		}
	}
	if len(possible) == 0 {
		return nil, fault.New(op, fault.Invalid, reason)
	}
	return possible, nil
}
