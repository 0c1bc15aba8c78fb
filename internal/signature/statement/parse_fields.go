package statement

import (
	"strconv"
	"time"

	"yinxin.example/yinxin/internal/civil"
)

// fields reads properties one by one and remembers the first that is wrong.
type fields struct {
	left   map[string]string
	failed bool
}

func (f *fields) text(name string) string {
	v := f.left[name]
	delete(f.left, name)
	return v
}

func (f *fields) required(name string) string {
	v := f.text(name)
	f.failed = f.failed || v == ""
	return v
}

func (f *fields) date(name string) civil.Date {
	v := f.text(name)
	if v == "" {
		return civil.Date{}
	}
	d, err := civil.Parse(v)
	f.failed = f.failed || err != nil
	return d
}

func (f *fields) instant(name string) time.Time {
	v := f.text(name)
	if v == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, v)
	f.failed = f.failed || err != nil || instant(t) != v
	return t
}

func (f *fields) number(name string) int {
	v := f.text(name)
	if v == "" {
		return 0
	}
	n, err := strconv.Atoi(v)
	f.failed = f.failed || err != nil || n < 0 || number(n) != v
	return n
}

func (f *fields) flag(name string) bool {
	v := f.text(name)
	f.failed = f.failed || v != "" && v != flag(true)
	return v != ""
}

// fromProperties is the inverse of Properties. Version, code, name, issue
// date, authority and time of making are never absent; an endorsement has all
// of its parts or none; a name not known to this version is refused.
func fromProperties(properties map[string]string) (Statement, error) {
	f := &fields{left: properties}
	version := f.text("v")
	s := Statement{
		Code:               f.required("code"),
		Address:            f.text("address"),
		ManagementNumber:   f.text("managementNumber"),
		QueryNumber:        f.text("queryNumber"),
		Name:               f.required("name"),
		Sex:                f.text("sex"),
		BirthDate:          f.date("birthDate"),
		DocumentType:       f.text("documentType"),
		MaskedNumber:       f.text("maskedNumber"),
		Qualification:      f.required("qualification"),
		EnglishName:        f.text("englishName"),
		Level:              f.text("level"),
		Specialty:          f.text("specialty"),
		ApprovedOn:         f.date("approvedOn"),
		IssuedOn:           f.date("issuedOn"),
		Authority:          f.required("authority"),
		EndorsedFrom:       f.date("endorsedFrom"),
		Scenario:           f.text("scenario"),
		AppliedAt:          f.instant("appliedAt"),
		ValidUntil:         f.date("validUntil"),
		MadeAt:             f.instant("madeAt"),
		CertificateVersion: f.number("certificateVersion"),
		Policy:             f.number("policy"),
		Template:           f.text("template"),
		FontSet:            f.text("fontSet"),
		Demo:               f.flag("demo"),
	}
	partial := s.Endorsed() == s.AppliedAt.IsZero() || s.Endorsed() == s.ValidUntil.IsZero()
	if f.failed || version != Version || len(f.left) > 0 || partial || s.IssuedOn.IsZero() || s.MadeAt.IsZero() {
		return Statement{}, ErrMalformed
	}
	return s, nil
}
