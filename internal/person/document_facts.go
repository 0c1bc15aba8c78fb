package person

import (
	"log/slog"
	"strings"

	"yinxin.example/yinxin/internal/civil"
)

// Normal is the form a document is found by: equal for two notations of one
// document, different for two documents. It begins with the family of the
// number, so that a passport never equals a card with the same digits.
//
//   - citizen:  18 characters; an old number of 15 digits as the 18 it became,
//     residence permits and new foreigner's cards as they are (their first
//     digits keep them apart from citizens' and from each other)
//   - hkmo:     H or M and eight digits, without the count of reissues
//   - taiwan:   the holder's eight digits, without issues and issuing office
//   - resident: the foreigner's card of three letters and twelve digits
//   - passport: letters raised
//
// The two forms of a foreigner's card, and a document and its renewal under
// another number, share nothing that can be computed: who they belong to is
// known only to the authority, which ties them together (Ties).
//
// A Document that ParseDocument has not made gives no meaningful form.
func (d Document) Normal() string {
	n := strings.ToUpper(d.Number)
	switch d.Type {
	case ResidentCard, HongKongMacaoCard, TaiwanCard:
		return "citizen:" + eighteen(n)
	case ForeignerCard:
		if len(n) == citizenLength {
			return "citizen:" + n
		}
		return "resident:" + n
	case HongKongMacaoPass:
		return "hkmo:" + n[:min(len(n), 9)]
	case TaiwanPass:
		return "taiwan:" + n[:min(len(n), lifelong)]
	default:
		return "passport:" + n
	}
}

func eighteen(n string) string {
	if len(n) == oldCitizenLength && digits(n) {
		return widen(n)
	}
	return n
}

// citizenNumber returns the 18 characters where the number has that form.
func (d Document) citizenNumber() (string, bool) {
	if d.Type == HongKongMacaoPass || d.Type == TaiwanPass || d.Type == Passport {
		return "", false
	}
	n := strings.ToUpper(d.Number)
	if d.Type == ResidentCard {
		n = eighteen(n)
	}
	return n, len(n) == citizenLength && digits(n[:17])
}

// BirthDate returns the birth date the number states, false where it states
// none.
func (d Document) BirthDate() (civil.Date, bool) {
	n, ok := d.citizenNumber()
	if !ok {
		return civil.Date{}, false
	}
	return birthDate(n)
}

// Sex returns the sex the number states, false where it states none.
func (d Document) Sex() (Sex, bool) {
	n, ok := d.citizenNumber()
	if !ok {
		return "", false
	}
	if (n[16]-'0')%2 == 1 {
		return Male, true
	}
	return Female, true
}

// Masked is the number as pages show it: the first and last four characters
// with a star for each one between. Numbers of fewer than fifteen characters
// show two and two, of fewer than eight one and one, so that most stay hidden.
func (d Document) Masked() string {
	n := []rune(d.Number)
	shown := shownOf(n)
	return starred(n, shown, len(n)-shown)
}

// LastFour is the number with nothing of its beginning, for which stars stand:
// what Masked shows of its end, and no more.
func (d Document) LastFour() string {
	n := []rune(d.Number)
	return starred(n, 0, len(n)-shownOf(n))
}

// shownOf is how many characters of a number either end may show.
func shownOf(n []rune) int {
	switch {
	case len(n) < 2:
		return 0
	case len(n) < 8:
		return 1
	case len(n) < 15:
		return 2
	}
	return 4
}

func starred(n []rune, from, to int) string {
	for i := from; i < to; i++ {
		n[i] = '*'
	}
	return string(n)
}

// String gives type and masked number: a document printed by mistake tells no
// number.
func (d Document) String() string { return string(d.Type) + " " + d.Masked() }

// GoString is String, for %#v.
func (d Document) GoString() string { return d.String() }

// LogValue keeps the number out of logs, masked or not.
func (d Document) LogValue() slog.Value { return slog.StringValue(string(d.Type)) }

// LogValue keeps the person out of logs: only the type of their document is
// told.
func (i Identity) LogValue() slog.Value {
	return slog.GroupValue(slog.String("document_type", string(i.Document.Type)))
}
