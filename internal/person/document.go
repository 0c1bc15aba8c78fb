package person

import (
	"strings"

	"yinxin.example/yinxin/internal/fault"
)

// The reasons ParseDocument refuses a document with.
const (
	ReasonIDEmpty      fault.Reason = "id_empty"
	ReasonIDType       fault.Reason = "id_type_unknown"
	ReasonIDMangled    fault.Reason = "id_mangled_by_spreadsheet"
	ReasonIDMalformed  fault.Reason = "id_malformed"
	ReasonIDCheckDigit fault.Reason = "id_check_digit"
)

// maxDocumentNumber is longer than any number of any kind, in bytes.
const maxDocumentNumber = 64

// blanks are the spaces that forms and spreadsheets leave around a value.
const blanks = " \u00a0\u3000"

// ParseDocument reads an identity document: its type by the word deliveries
// use and its number by that type's rules. Blanks around the number are
// dropped and letters raised, nothing else is mended. It fails with a
// fault.Error of kind Invalid whose reason is one of id_type_unknown,
// id_empty, id_mangled_by_spreadsheet, id_malformed and id_check_digit; the
// error never holds the number.
func ParseDocument(typ DocumentType, number string) (Document, error) {
	number = strings.Trim(number, blanks)
	if reason := checkDocument(typ, number); reason != "" {
		return Document{}, fault.New("person.ParseDocument", fault.Invalid, reason)
	}
	return Document{Type: typ, Number: strings.ToUpper(number)}, nil
}

func checkDocument(typ DocumentType, number string) fault.Reason {
	check := rule(typ)
	switch {
	case check == nil:
		return ReasonIDType
	case number == "":
		return ReasonIDEmpty
	case len(number) > maxDocumentNumber:
		return ReasonIDMalformed
	case mangled(number):
		return ReasonIDMangled
	}
	return check(strings.ToUpper(number))
}

// rule returns the check for a type, nil for a type that is unknown. A check
// takes the number with its letters raised and returns "" where it is right.
func rule(typ DocumentType) func(number string) fault.Reason {
	switch typ {
	case ResidentCard:
		return checkResidentCard
	case HongKongMacaoCard:
		return checkHongKongMacaoCard
	case TaiwanCard:
		return checkTaiwanCard
	case ForeignerCard:
		return checkForeignerCard
	case HongKongMacaoPass:
		return checkHongKongMacaoPass
	case TaiwanPass:
		return checkTaiwanPass
	case Passport:
		return checkPassport
	}
	return nil
}

// checkHongKongMacaoPass: H or M, the holder's eight digits for life, and two
// digits that count the reissues, absent on the newest passes.
func checkHongKongMacaoPass(n string) fault.Reason {
	if (len(n) == 9 || len(n) == 11) && (n[0] == 'H' || n[0] == 'M') && digits(n[1:]) {
		return ""
	}
	return ReasonIDMalformed
}

// lifelong is how many digits of a Taiwan pass its holder keeps for life.
const lifelong = 8

// checkTaiwanPass: the eight digits of the holder, alone since 25 September
// 2008. Booklets since May 1992 have two more, which count the issues, and the
// issuing office in brackets, a letter or a digit; some provinces left it out
// from June 2006.
func checkTaiwanPass(n string) fault.Reason {
	if len(n) == lifelong && digits(n) {
		return ""
	}
	if len(n) >= lifelong+2 && digits(n[:lifelong+2]) && issuingOffice(n[lifelong+2:]) {
		return ""
	}
	return ReasonIDMalformed
}

// issuingOffice takes nothing, a letter, or a letter or digit in brackets.
func issuingOffice(s string) bool {
	for _, pair := range [...][2]string{{"(", ")"}, {"\uff08", "\uff09"}} {
		inner, opened := strings.CutPrefix(s, pair[0])
		inner, closed := strings.CutSuffix(inner, pair[1])
		if opened && closed && len(inner) == 1 && (letters(inner) || digits(inner)) {
			return true
		}
	}
	return s == "" || len(s) == 1 && letters(s)
}

// checkPassport: states agree on no more than letters and digits, 5 to 17 in
// practice, and no state's numbers are letters only.
func checkPassport(n string) fault.Reason {
	if len(n) < 5 || len(n) > 17 || letters(n) {
		return ReasonIDMalformed
	}
	for i := range len(n) {
		if !digits(n[i:i+1]) && !letters(n[i:i+1]) {
			return ReasonIDMalformed
		}
	}
	return ""
}

// mangled reports a number that a spreadsheet took for a quantity and wrote
// back as one: 1.19901E+17, or with a fraction, 119905197504183229.0.
func mangled(n string) bool {
	return n[0] >= '0' && n[0] <= '9' && strings.ContainsAny(n, ".+") &&
		strings.Trim(n, "0123456789.+eE") == ""
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func letters(s string) bool {
	for i := range len(s) {
		if s[i] < 'A' || s[i] > 'Z' {
			return false
		}
	}
	return s != ""
}
