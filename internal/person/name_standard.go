package person

import (
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// gbkUserArea are the characters that GBK and GB 18030-2000 and -2005 let lie
// at private code points, U+E815 to U+E864 in this order, for want of standard
// ones: those of the two-byte codes FE50 to FEA0. GB 18030-2022 gives each its
// standard code point (table of changed mappings), and so does this string.
const (
	gbkUserArea = "⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱" +
		"䎬⺻䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻"
	firstOfUserArea = '\ue815'
	lastOfUserArea  = '\ue864'
)

// standardPoints writes characters at the code points that the standards in
// force give them: those of GBK's user area, and the radical signs of the
// Kangxi block (U+2F00 to U+2FD5), which is what copying a name out of a PDF
// often yields, as the ideographs that the Unicode Character Database says they
// are another form of. Compatibility ideographs (U+F900 to U+FAFF) need
// nothing: NFC writes them so.
func standardPoints(name string) string {
	var area []rune
	written := []rune(name)
	for i, r := range written {
		switch {
		case r >= firstOfUserArea && r <= lastOfUserArea:
			if area == nil {
				area = []rune(gbkUserArea)
			}
			written[i] = area[r-firstOfUserArea]
		case r >= '\u2f00' && r <= '\u2fd5':
			written[i] = []rune(norm.NFKC.String(string(r)))[0]
		case r == unicode.ReplacementChar:
			return name // not all of it is text: nothing is to be read into it
		}
	}
	return string(written)
}
