package person

import (
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
)

// A citizen number (GB 11643-1999) is 18 characters: six digits of area, the
// birth date as YYYYMMDD, three digits of order (odd for men, even for women)
// and a check character, 0 to 9 or X. Residence permits and the foreigner's
// permanent residence card since 2023 have the same form, told apart by their
// first digits.
const citizenLength = 18

// oldCitizenLength is that of numbers given before 1999: no century, no check.
const oldCitizenLength = 15

// earliestBirthYear bounds the birth dates that numbers state.
const earliestBirthYear = 1850

func checkResidentCard(n string) fault.Reason {
	switch {
	case n[0] == '9', n[0] == '0': // 9 is a foreigner's card; no area begins with 0
		return ReasonIDMalformed
	case len(n) == oldCitizenLength && digits(n):
		return checkBirthDate(widen(n))
	}
	return checkCitizenForm(n)
}

func checkHongKongMacaoCard(n string) fault.Reason {
	if len(n) >= 2 && n[:2] != "81" && n[:2] != "82" {
		return ReasonIDMalformed
	}
	return checkCitizenForm(n)
}

func checkTaiwanCard(n string) fault.Reason {
	if len(n) >= 2 && n[:2] != "83" {
		return ReasonIDMalformed
	}
	return checkCitizenForm(n)
}

// checkForeignerCard takes both forms in use: since December 2023 a citizen
// form that begins with 9; before, three letters of the country and twelve
// digits.
func checkForeignerCard(n string) fault.Reason {
	switch {
	case len(n) == 15 && letters(n[:3]) && digits(n[3:]):
		return ""
	case n[0] != '9':
		return ReasonIDMalformed
	}
	return checkCitizenForm(n)
}

func checkCitizenForm(n string) fault.Reason {
	if len(n) != citizenLength || !digits(n[:17]) || (n[17] != 'X' && !digits(n[17:])) {
		return ReasonIDMalformed
	}
	if CheckCharacter(n[:17]) != n[17] {
		if n[15:] == "000" {
			// A spreadsheet keeps 15 digits and writes zeros for the rest.
			return ReasonIDMangled
		}
		return ReasonIDCheckDigit
	}
	return checkBirthDate(n)
}

func checkBirthDate(n string) fault.Reason {
	if _, ok := birthDate(n); !ok {
		return ReasonIDMalformed
	}
	return ""
}

// birthDate reads the birth date of a number of 18 characters.
func birthDate(n string) (civil.Date, bool) {
	d, err := civil.Parse(n[6:10] + "-" + n[10:12] + "-" + n[12:14])
	return d, err == nil && d.Year >= earliestBirthYear
}

// widen gives the 18 characters that an old number of 15 digits stands for:
// with its century, which is the twentieth, and its check character.
func widen(n string) string {
	body := n[:6] + "19" + n[6:]
	return body + string(rune(CheckCharacter(body)))
}

// CheckCharacter computes the last character of a citizen number from the 17
// digits before it: ISO 7064 MOD 11-2, as GB 11643-1999 has it. It is 0
// for anything but 17 digits.
func CheckCharacter(body string) byte {
	if len(body) != citizenLength-1 || !digits(body) {
		return 0
	}
	weights := [...]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += int(body[i]-'0') * w
	}
	return "10X98765432"[sum%11]
}
