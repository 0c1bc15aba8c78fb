package person_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
)

func TestParseDocument(t *testing.T) {
	tests := []struct {
		name   string
		typ    person.DocumentType
		number string
		want   fault.Reason
	}{
		{"citizen", person.ResidentCard, "119945198805178925", ""},
		{"citizen with X", person.ResidentCard, "11990519690803713X", ""},
		{"citizen with x", person.ResidentCard, "11990519690803713x", ""},
		{"citizen with blanks around", person.ResidentCard, " 119945198805178925\u3000", ""},
		{"old citizen", person.ResidentCard, "119905690803713", ""},
		{"old citizen, no such day", person.ResidentCard, "119905690230713", person.ReasonIDMalformed},
		{"wrong check character", person.ResidentCard, "119972198212169540", person.ReasonIDCheckDigit},
		{"X for a digit", person.ResidentCard, "11994519880517892X", person.ReasonIDCheckDigit},
		{"right check, no such day", person.ResidentCard, withCheck("11994519880230892"), person.ReasonIDMalformed},
		{"right check, no such century", person.ResidentCard, withCheck("11994518000101892"), person.ReasonIDMalformed},
		{"foreigner's number as a citizen's", person.ResidentCard, "999643198502100025", person.ReasonIDMalformed},
		{"17 digits", person.ResidentCard, "11994519880517892", person.ReasonIDMalformed},
		{"full-width digits", person.ResidentCard, "\uff11\uff11\uff19\uff19\uff14\uff15\uff11\uff19\uff18\uff18\uff10\uff15\uff11\uff17\uff18\uff19\uff12\uff15", person.ReasonIDMalformed},
		{"apostrophe", person.ResidentCard, "'119945198805178925", person.ReasonIDMalformed},
		{"inner space", person.ResidentCard, "119945 19880517 8925", person.ReasonIDMalformed},
		{"as a float", person.ResidentCard, "1.19901E+17", person.ReasonIDMangled},
		{"as a lower-case float", person.ResidentCard, "1.1990119840227e+17", person.ReasonIDMangled},
		{"with a fraction", person.ResidentCard, "119945198805178925.0", person.ReasonIDMangled},
		{"cut to 15 places", person.ResidentCard, "119945198805178000", person.ReasonIDMangled},
		{"empty", person.ResidentCard, "", person.ReasonIDEmpty},
		{"blanks only", person.ResidentCard, " \u3000", person.ReasonIDEmpty},
		{"very long", person.ResidentCard, strings.Repeat("1", 100000), person.ReasonIDMalformed},

		{"pass of Hong Kong", person.HongKongMacaoPass, "H01234567", ""},
		{"pass of Macao, reissued", person.HongKongMacaoPass, "m0123456701", ""},
		{"pass with another letter", person.HongKongMacaoPass, "K01234567", person.ReasonIDMalformed},
		{"pass cut short", person.HongKongMacaoPass, "H0123456", person.ReasonIDMalformed},
		{"pass with one digit of reissue", person.HongKongMacaoPass, "H012345670", person.ReasonIDMalformed},

		{"Taiwan pass", person.TaiwanPass, "01234567", ""},
		{"Taiwan booklet", person.TaiwanPass, "0123456701(B)", ""},
		{"Taiwan booklet, wide brackets", person.TaiwanPass, "0123456701\uff08B\uff09", ""},
		{"Taiwan booklet, no brackets", person.TaiwanPass, "0123456701B", ""},
		{"Taiwan booklet, unbalanced", person.TaiwanPass, "0123456701(B", person.ReasonIDMalformed},
		{"Taiwan booklet, no issuing office", person.TaiwanPass, "0123456701", ""},
		{"Taiwan booklet, a digit for the office", person.TaiwanPass, "0123456701(7)", ""},
		{"Taiwan booklet, one digit more", person.TaiwanPass, "01234567011", person.ReasonIDMalformed},
		{"Taiwan pass cut short", person.TaiwanPass, "0123456", person.ReasonIDMalformed},

		{"permit of Hong Kong", person.HongKongMacaoCard, withCheck("81000019900101001"), ""},
		{"permit of Macao", person.HongKongMacaoCard, withCheck("82000019900101001"), ""},
		{"permit of Taiwan", person.TaiwanCard, withCheck("83000019900101001"), ""},
		{"permit of Taiwan as Macao's", person.HongKongMacaoCard, withCheck("83000019900101001"), person.ReasonIDMalformed},
		{"citizen's number as a permit", person.TaiwanCard, "119945198805178925", person.ReasonIDMalformed},
		{"permit, wrong check", person.TaiwanCard, flipLast(withCheck("83000019900101001")), person.ReasonIDCheckDigit},
		{"permit, one digit", person.TaiwanCard, "8", person.ReasonIDMalformed},

		{"foreigner's card of 2023", person.ForeignerCard, "999643198502100025", ""},
		{"foreigner's card of 2017", person.ForeignerCard, "kor110012345678", ""},
		{"foreigner's card, wrong check", person.ForeignerCard, "999643198502100026", person.ReasonIDCheckDigit},
		{"citizen's number as a foreigner's", person.ForeignerCard, "119945198805178925", person.ReasonIDMalformed},

		{"passport", person.Passport, "P01234567", ""},
		{"passport of digits", person.Passport, "01234567", ""},
		{"passport that looks like a float", person.Passport, "5E10123", ""},
		{"passport too short", person.Passport, "P012", person.ReasonIDMalformed},
		{"passport too long", person.Passport, "P01234567890123456", person.ReasonIDMalformed},
		{"passport of letters", person.Passport, "PASSPORT", person.ReasonIDMalformed},
		{"passport with a hyphen", person.Passport, "P0123-4567", person.ReasonIDMalformed},

		{"unknown type", "学生证", "119945198805178925", person.ReasonIDType},
		{"no type", "", "", person.ReasonIDType},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, err := person.ParseDocument(tt.typ, tt.number)
			if got := fault.ReasonOf(err); got != tt.want {
				t.Fatalf("reason = %q, want %q", got, tt.want)
			}
			if tt.want != "" {
				if !fault.Is(err, fault.Invalid) {
					t.Errorf("kind = %v, want Invalid", fault.KindOf(err))
				}
				if len(tt.number) > 4 && strings.Contains(err.Error(), tt.number) {
					t.Errorf("error tells the number: %v", err)
				}
				return
			}
			if want := strings.ToUpper(strings.Trim(tt.number, " \u3000")); d.Number != want {
				t.Errorf("Number = %q, want %q", d.Number, want)
			}
		})
	}
}

func TestNormalJoinsNotationsOfOneDocument(t *testing.T) {
	tests := []struct {
		name     string
		a, b     person.Document
		wantSame bool
	}{
		{"15 and 18 digits",
			person.Document{Type: person.ResidentCard, Number: "119905690803713"},
			person.Document{Type: person.ResidentCard, Number: "11990519690803713X"}, true},
		{"X in either case",
			person.Document{Type: person.ResidentCard, Number: "11990519690803713x"},
			person.Document{Type: person.ResidentCard, Number: "11990519690803713X"}, true},
		{"pass before and after a reissue",
			person.Document{Type: person.HongKongMacaoPass, Number: "H0123456701"},
			person.Document{Type: person.HongKongMacaoPass, Number: "H01234567"}, true},
		{"brackets of a booklet",
			person.Document{Type: person.TaiwanPass, Number: "0123456701(B)"},
			person.Document{Type: person.TaiwanPass, Number: "0123456701B"}, true},
		{"Taiwan booklet and the pass after it",
			person.Document{Type: person.TaiwanPass, Number: "0123456701(B)"},
			person.Document{Type: person.TaiwanPass, Number: "01234567"}, true},
		{"passport with the digits of a Taiwan pass",
			person.Document{Type: person.Passport, Number: "01234567"},
			person.Document{Type: person.TaiwanPass, Number: "01234567"}, false},
		{"passport with the digits of an old citizen number",
			person.Document{Type: person.Passport, Number: "119905690803713"},
			person.Document{Type: person.ResidentCard, Number: "119905690803713"}, false},
		{"old foreigner's card and a passport",
			person.Document{Type: person.ForeignerCard, Number: "KOR110012345678"},
			person.Document{Type: person.Passport, Number: "KOR110012345678"}, false},
		{"H and M",
			person.Document{Type: person.HongKongMacaoPass, Number: "H01234567"},
			person.Document{Type: person.HongKongMacaoPass, Number: "M01234567"}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if same := tt.a.Normal() == tt.b.Normal(); same != tt.wantSame {
				t.Errorf("%q and %q: same = %v, want %v", tt.a.Normal(), tt.b.Normal(), same, tt.wantSame)
			}
		})
	}
}

func TestFactsInTheNumber(t *testing.T) {
	tests := []struct {
		doc      person.Document
		birth    string
		sex      person.Sex
		stated   bool
		masked   string
		testName string
	}{
		{person.Document{Type: person.ResidentCard, Number: "119945198805178925"}, "1988-05-17", person.Female, true, "1199**********8925", "citizen"},
		{person.Document{Type: person.ResidentCard, Number: "119905690803713"}, "1969-08-03", person.Male, true, "1199*******3713", "old citizen"},
		{person.Document{Type: person.ForeignerCard, Number: "999643198502100025"}, "1985-02-10", person.Female, true, "9996**********0025", "foreigner, new"},
		{person.Document{Type: person.ForeignerCard, Number: "KOR110012345678"}, "", "", false, "KOR1*******5678", "foreigner, old"},
		{person.Document{Type: person.HongKongMacaoPass, Number: "H0123456701"}, "", "", false, "H0*******01", "pass"},
		{person.Document{Type: person.TaiwanPass, Number: "01234567"}, "", "", false, "01****67", "Taiwan pass"},
		{person.Document{Type: person.Passport, Number: "P0123"}, "", "", false, "P***3", "short passport"},
		{person.Document{Type: person.Passport, Number: "P"}, "", "", false, "*", "one character"},
		{person.Document{Type: person.Passport, Number: "119945198805178"}, "", "", false, "1199*******5178", "passport of digits"},
		{person.Document{}, "", "", false, "", "zero"},
	}
	for _, tt := range tests {
		t.Run(tt.testName, func(t *testing.T) {
			birth, ok := tt.doc.BirthDate()
			if ok != tt.stated || birth.String() != tt.birth {
				t.Errorf("BirthDate = %v, %v; want %v, %v", birth, ok, tt.birth, tt.stated)
			}
			sex, ok := tt.doc.Sex()
			if ok != tt.stated || sex != tt.sex {
				t.Errorf("Sex = %v, %v; want %v, %v", sex, ok, tt.sex, tt.stated)
			}
			if got := tt.doc.Masked(); got != tt.masked {
				t.Errorf("Masked = %q, want %q", got, tt.masked)
			}
		})
	}
}

func TestNumbersStayOutOfLogs(t *testing.T) {
	const number = "119945198805178925"
	id := person.Identity{Name: "林若溪", Mobile: "19900007963", Document: person.Document{Type: person.ResidentCard, Number: number}}
	var log bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&log, nil))
	logger.Info("structured", "identity", id, "document", id.Document)
	logger.Info(fmt.Sprintf("%v %+v %#v %s", id.Document, id.Document, id.Document, id.Document))
	for _, secret := range []string{number, "8925\",\"", "19900007963\"", "林若溪"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("log tells %q:\n%s", secret, log.String())
		}
	}
}

func TestCheckCharacterFindsEveryChangedDigit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := citizenNumber().Draw(t, "number")
		if _, err := person.ParseDocument(person.ResidentCard, n); err != nil {
			t.Fatalf("generated number refused: %v", err)
		}
		i := rapid.IntRange(1, 16).Draw(t, "place")
		d := byte('0' + rapid.IntRange(0, 9).Draw(t, "digit"))
		if n[i] == d {
			return
		}
		changed := n[:i] + string(rune(d)) + n[i+1:]
		if _, err := person.ParseDocument(person.ResidentCard, changed); err == nil {
			t.Fatalf("a changed digit at %d passed", i)
		}
	})
}

func TestFactsAreThoseTheNumberWasMadeOf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := civil.MustParse("1900-01-01").AddDays(rapid.IntRange(0, 45000).Draw(t, "day"))
		order := rapid.IntRange(0, 999).Draw(t, "order")
		n := withCheck(fmt.Sprintf("119945%04d%02d%02d%03d", day.Year, day.Month, day.Day, order))
		d, err := person.ParseDocument(person.ResidentCard, n)
		if err != nil {
			t.Fatal(err)
		}
		birth, _ := d.BirthDate()
		sex, _ := d.Sex()
		if birth != day || (sex == person.Male) != (order%2 == 1) {
			t.Fatalf("birth %v sex %v from day %v order %d", birth, sex, day, order)
		}
		if day.Year < 1900 || day.Year > 1999 {
			return
		}
		old, err := person.ParseDocument(person.ResidentCard, n[:6]+n[8:17])
		if err != nil || old.Normal() != d.Normal() {
			t.Fatalf("old form: %v, %q and %q differ", err, old.Normal(), d.Normal())
		}
	})
}

func FuzzParseDocument(f *testing.F) {
	for _, seed := range []string{"119945198805178925", "11990519690803713x", "119905690803713", "H0123456701", "0123456701(B)", "KOR110012345678", "P01234567", "1.19901E+17", "", "9", "\u3000"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, number string) {
		for _, typ := range person.DocumentTypes() {
			d, err := person.ParseDocument(typ, number)
			if err != nil {
				continue
			}
			again, err := person.ParseDocument(typ, d.Number)
			if err != nil || again != d {
				t.Errorf("%s: reading the number again: %v, %v", typ, again, err)
			}
			if d.Masked() == d.Number {
				t.Errorf("%s: mask hides nothing", typ)
			}
			if _, number, ok := strings.Cut(d.Normal(), ":"); !ok || number == "" {
				t.Errorf("%s: normal form %q", typ, d.Normal())
			}
			_, _ = d.BirthDate()
			_, _ = d.Sex()
		}
	})
}

func citizenNumber() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		day := civil.MustParse("1930-01-01").AddDays(rapid.IntRange(0, 30000).Draw(t, "day"))
		area := rapid.IntRange(110000, 659999).Draw(t, "area")
		order := rapid.IntRange(1, 999).Draw(t, "order")
		return withCheck(fmt.Sprintf("%06d%04d%02d%02d%03d", area, day.Year, day.Month, day.Day, order))
	})
}

func withCheck(body string) string {
	return body + string(rune(person.CheckCharacter(body)))
}

func flipLast(n string) string {
	if n[17] == '1' {
		return n[:17] + "2"
	}
	return n[:17] + "1"
}
