package statement

import (
	"strconv"
	"time"

	"yinxin.example/yinxin/internal/civil"
)

// properties are the simple properties of ours that a packet has. They are
// looked for in the order in which they are written, so that finding the next
// takes one comparison.
type properties struct {
	all   []Property
	taken uint64 // one bit for each of all, which are fewer than 64
	next  int
}

func newProperties() *properties { return &properties{all: Statement{}.Properties()} }

// find gives the place of a property, -1 for one not known to this version.
func (p *properties) find(name string) int {
	for range p.all {
		at := p.next
		p.next = (p.next + 1) % len(p.all)
		if p.all[at].Name == name {
			return at
		}
	}
	return -1
}

// take keeps a property; ok is false for one that is not known, is there
// already, or has no value of ours.
func (p *properties) take(name, text []byte) (ok bool) {
	at := p.find(string(name))
	if at < 0 || p.taken&(1<<at) != 0 {
		return false
	}
	p.taken |= 1 << at
	value, ok := unescape(text)
	p.all[at].Value = value
	return ok && len(value) <= maxValue
}

// text gives the value of a property, "" where the packet has none.
func (p *properties) text(name string) string {
	if at := p.find(name); at >= 0 && p.taken&(1<<at) != 0 {
		return p.all[at].Value
	}
	return ""
}

// fields reads properties one by one and remembers that one is wrong.
type fields struct {
	*properties
	failed bool
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
// of its parts or none.
func fromProperties(p *properties) (Statement, error) {
	p.next = 0
	f := &fields{properties: p}
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
		Recipient:          f.text("recipient"),
		AppliedAt:          f.instant("appliedAt"),
		ValidUntil:         f.date("validUntil"),
		MadeAt:             f.instant("madeAt"),
		CertificateVersion: f.number("certificateVersion"),
		Policy:             f.number("policy"),
		Template:           f.text("template"),
		FontSet:            f.text("fontSet"),
		Demo:               f.flag("demo"),
	}
	partial := !s.Endorsed() && s.Recipient != "" || s.Endorsed() == s.AppliedAt.IsZero() || s.Endorsed() == s.ValidUntil.IsZero()
	if f.failed || version != Version || partial || s.IssuedOn.IsZero() || s.MadeAt.IsZero() {
		return Statement{}, ErrMalformed
	}
	return s, nil
}
