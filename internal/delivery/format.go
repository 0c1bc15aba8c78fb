package delivery

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
)

// maxNumber is the longest management or query number, in code points.
const maxNumber = 32

// earliestYear bounds every date of a delivery.
const earliestYear = 1900

// format judges each value of a row by itself, against the calendar, the
// catalogue and the fonts, and returns the certificate they make.
func (c *Checker) format(r Record, today civil.Date) (cert.Certificate, findings) {
	var f findings
	if r.found != nil {
		f = *r.found
	}
	v := &r.Values
	for col := range columnCount {
		// CheckName judges names, and + begins an international telephone number.
		if col != colName && col != colMobile && person.StartsFormula(v[col]) {
			f.add(col, person.ReasonFormula)
		}
	}
	c.numbers(v, &f)
	out := cert.Certificate{
		ManagementNumber: v[colManagementNumber],
		QueryNumber:      v[colQueryNumber],
		Holder:           c.holder(v, today, &f),
		Qualification:    v[colQualification],
		Level:            v[colLevel],
		Specialty:        v[colSpecialty],
		ApprovedOn:       date(v, colApprovedOn, today, &f),
		IssuedOn:         date(v, colIssuedOn, today, &f),
		Authority:        v[colAuthority],
		Kind:             cert.DocumentKind(v[colKind]),
		State:            cert.InForce,
		Version:          1,
	}
	c.catalogued(&out, &f)
	if out.Kind != cert.ECertificate && out.Kind != cert.FileRecord {
		f.add(colKind, ReasonKind)
	}
	return out, f
}

// numbers judges the two numbers: one is needed, and both are taken as they
// are, being opaque.
func (c *Checker) numbers(v *[columnCount]string, f *findings) {
	if v[colManagementNumber] == "" && v[colQueryNumber] == "" {
		f.add(colManagementNumber, ReasonNumberMissing)
	}
	for _, col := range [...]column{colManagementNumber, colQueryNumber} {
		f.add(col, c.number(v[col]))
	}
}

func (c *Checker) number(n string) fault.Reason {
	if utf8.RuneCountInString(n) > maxNumber {
		return ReasonNumberTooLong
	}
	if mangled(n) {
		return ReasonNumberMangled
	}
	if strings.ContainsFunc(n, foreignToNumbers) || strings.HasPrefix(n, "'") {
		return ReasonNumberMalformed
	}
	if _, missing := c.Fonts.Missing(n); missing {
		return ReasonNumberMalformed
	}
	return ""
}

// mangled reports a number that a spreadsheet wrote as a quantity, such as
// 2.02286E+18.
func mangled(n string) bool {
	e := strings.IndexAny(n, "eE")
	return e > 0 && strings.HasPrefix(n[e+1:], "+") && allIn(n[:e], "0123456789.") && allIn(n[e+2:], "0123456789")
}

func allIn(s, set string) bool { return s != "" && strings.Trim(s, set) == "" }

// foreignToNumbers reports characters nobody can type again as they were:
// spaces, controls, invisible ones, and the full-width twins of ASCII.
func foreignToNumbers(r rune) bool {
	if ' ' < r && r <= '~' {
		return false
	}
	return r == utf8.RuneError || ('\uff01' <= r && r <= '\uff5e') ||
		unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co)
}

func (c *Checker) holder(v *[columnCount]string, today civil.Date, f *findings) person.Identity {
	f.add(colName, fault.ReasonOf(person.CheckName(v[colName])))
	if r, missing := c.Fonts.Missing(v[colName]); missing {
		f.addDetail(colName, ReasonNameUnrenderable, fmt.Sprintf("U+%04X", r))
	}
	sex := person.Sex(v[colSex])
	if sex != person.Male && sex != person.Female {
		f.add(colSex, ReasonSexUnknown)
	}
	document, err := person.ParseDocument(person.DocumentType(v[colDocumentType]), v[colDocumentNumber])
	if reason := fault.ReasonOf(err); reason == person.ReasonIDType {
		f.add(colDocumentType, reason)
	} else {
		f.add(colDocumentNumber, reason)
	}
	if !mobile(v[colMobile]) {
		f.add(colMobile, ReasonMobileMalformed)
	}
	return person.Identity{
		Name:      v[colName],
		Sex:       sex,
		BirthDate: date(v, colBirthDate, today, f),
		Document:  document,
		Mobile:    v[colMobile],
	}
}

// date reads YYYY-MM-DD; no other way of writing a date is guessed at.
func date(v *[columnCount]string, col column, today civil.Date, f *findings) civil.Date {
	d, err := civil.Parse(v[col])
	switch {
	case err != nil || d.Year < earliestYear:
		f.add(col, ReasonDateInvalid)
	case d.After(today):
		f.add(col, ReasonDateInFuture)
	}
	return d
}

// mobile accepts nothing, a mainland number, or one with its country code
// (ITU-T E.164: at most fifteen digits).
func mobile(n string) bool {
	if n == "" {
		return true
	}
	plain := strings.ReplaceAll(strings.ReplaceAll(n, " ", ""), "-", "")
	number, international := strings.CutPrefix(plain, "+")
	if !allIn(number, "0123456789") || len(number) < 7 || len(number) > 15 {
		return false
	}
	return international || number[0] != '1' || len(number) == 11
}

// catalogued judges what the certificate is for and who issued it. A level is
// judged only within a known qualification, a specialty within a known level.
func (c *Checker) catalogued(out *cert.Certificate, f *findings) {
	k := c.Catalogue
	if !k.HasQualification(out.Qualification) {
		f.add(colQualification, ReasonQualification)
		return
	}
	if !k.Issues(out.Authority, out.Qualification) {
		f.add(colAuthority, ReasonIssuer)
	}
	if c.MayHold != nil && !c.MayHold(out.Authority) {
		f.add(colAuthority, ReasonNotYours)
	}
	if !k.HasLevel(out.Qualification, out.Level) {
		f.add(colLevel, ReasonLevel)
		return
	}
	if !k.HasSpecialty(out.Qualification, out.Level, out.Specialty) {
		f.add(colSpecialty, ReasonSpecialty)
	}
	out.EnglishName = k.EnglishName(out.Qualification, out.Level, out.Specialty)
}
