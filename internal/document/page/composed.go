package page

import (
	"strconv"
	"strings"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/signature/statement"
)

// composed are the texts that are printed otherwise than the statement holds
// them. They share one string: a page allocates once for all of them.
type composed struct {
	birthDate, approvedOn, issuedOn, validUntil string // 2027年2月19日
	madeAt                                      string // 2026年11月22日 12:31:07, in Beijing
	code                                        string // XXXX-XXXX-XXXX-X
}

func (p *Page) compose(s *statement.Statement) composed {
	var ends [6]int
	b := p.words[:0]
	for i, d := range [...]civil.Date{s.BirthDate, s.ApprovedOn, s.IssuedOn, s.ValidUntil} {
		b = appendDate(b, d)
		ends[i] = len(b)
	}
	made := s.MadeAt.In(civil.Shanghai())
	b = made.AppendFormat(appendDate(b, civil.Of(made)), " 15:04:05")
	ends[4] = len(b)
	b = appendCode(b, s.Code)
	ends[5] = len(b)
	p.words = b
	all := string(b)
	return composed{
		all[:ends[0]], all[ends[0]:ends[1]], all[ends[1]:ends[2]], all[ends[2]:ends[3]],
		all[ends[3]:ends[4]], all[ends[4]:],
	}
}

// appendDate writes a date as civil.Date.Chinese does, nothing for no date.
func appendDate(b []byte, d civil.Date) []byte {
	if d.IsZero() {
		return b
	}
	b = append(strconv.AppendInt(b, int64(d.Year), 10), "年"...)
	b = append(strconv.AppendInt(b, int64(d.Month), 10), "月"...)
	return append(strconv.AppendInt(b, int64(d.Day), 10), "日"...)
}

// appendCode groups a code in fours.
func appendCode(b []byte, code string) []byte {
	for i := range len(code) {
		if i > 0 && i%4 == 0 {
			b = append(b, '-')
		}
		b = append(b, code[i])
	}
	return b
}

// host is the part of an address that people recognise: scheme and path cut off.
func host(address string) string {
	_, rest, found := strings.Cut(address, "://")
	if !found {
		rest = address
	}
	name, _, _ := strings.Cut(rest, "/")
	return name
}
