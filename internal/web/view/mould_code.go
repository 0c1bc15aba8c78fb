package view

import (
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/locale"
)

// codeShape is what of a copy's page its mould depends on.
type codeShape struct {
	demo, noIndex, demoSeal, online, photo bool
	phones                                 *Telephone // of the installation
	verdict, reasons                       string
	answers                                [4]Answer
	numberHidden                           bool
	host                                   string
	ask                                    bool       // after a day
	today                                  civil.Date // the last that can be asked about
	there                                  uint64     // which of its values are not empty
}

// markCode stands for a copy's code: in addresses as it is, else as it is
// printed.
const markCode cert.Code = "QZQZQZQZQZQZQ"

// shape implements moulded for strangers who ask for a copy and no day.
func (p CodeResult) shape(h *holes) (Page, any, bool) {
	if p.Name != "" || p.SignedIn || p.Staff || p.Checker || p.Standing != nil || p.Data == nil {
		return nil, nil, false
	}
	if !p.Day.IsZero() || !p.NotIssued.IsZero() || p.Earlier || p.Ask.Value != "" || len(p.Ask.Problems) > 0 {
		return nil, nil, false
	}
	code := p.Data.Code
	if p.Ask.Code != "" && p.Ask.Code != code {
		return nil, nil, false
	}
	if code == "" || p.Path != address(code) || p.PhotoSrc != "" && p.PhotoSrc != photoOf(code) {
		return nil, nil, false
	}
	h.add(string(markCode), string(code))
	h.add(markCode.String(), code.String())
	if h.marking {
		data := *p.Data
		data.Code = markCode
		p.Data, p.Path = &data, address(markCode)
		if p.Ask.Code != "" {
			p.Ask.Code = markCode
		}
		if p.PhotoSrc != "" {
			p.PhotoSrc = photoOf(markCode)
		}
	}
	p.Data.fill(h)
	h.instant(&p.CheckedAt, locale.Moment)
	shape := codeShape{
		demo: p.Demo, noIndex: p.NoIndex, demoSeal: p.DemoSeal, online: p.Online, photo: p.PhotoSrc != "",
		verdict: p.Verdict, answers: [4]Answer{p.Integrity, p.Seal, p.Certificate, p.Endorsement},
		numberHidden: p.Data.NumberHidden, host: p.Host, ask: p.Ask.Code != "", today: p.Ask.Today, there: h.there,
	}
	for _, r := range p.Reasons {
		shape.reasons += string(r) + " "
	}
	if len(p.Phones) > 0 {
		shape.phones = &p.Phones[0]
	}
	return p, shape, true
}

func address(code cert.Code) string { return "/v/" + string(code) }

func photoOf(code cert.Code) string { return address(code) + "/photo" }

// fill tells the holes what a copy says.
func (d *CopyData) fill(h *holes) {
	for _, text := range [...]*string{
		&d.FullName, &d.Sex, &d.DocumentType, &d.MaskedNumber, &d.Qualification, &d.EnglishName, &d.Level, &d.Specialty,
		&d.Authority, &d.ManagementNumber, &d.QueryNumber, &d.Scenario, &d.Recipient, &d.Maker,
	} {
		h.text(text)
	}
	h.date(&d.BirthDate)
	h.date(&d.ApprovedOn)
	h.date(&d.IssuedOn)
	h.date(&d.ValidUntil)
	h.instant(&d.MadeAt, locale.Second)
}
