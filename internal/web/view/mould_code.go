package view

import (
	"strings"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/locale"
)

// codeShape is what of a copy's page its mould depends on.
type codeShape struct {
	demo, noIndex, demoSeal, online, photo bool
	phones                                 *Telephone // of the installation
	verdict, reasons                       string
	answers                                [4]Answer
	data                                   CopyData // with marks in place of values
}

// markCode stands for a copy's code: in addresses as it is, else as it is
// printed.
const markCode cert.Code = "QZQZQZQZQZQZQ"

// shape implements moulded for strangers who ask for a copy and no day.
func (p CodeResult) shape(h *holes) (Page, any, bool) {
	if p.Name != "" || p.SignedIn || p.Staff || p.Checker || p.Standing != nil || p.Data == nil {
		return nil, nil, false
	}
	data := *p.Data
	code := data.Code
	address := "/v/" + string(code)
	if p.Path != address || code == "" || p.PhotoSrc != "" && p.PhotoSrc != address+"/photo" {
		return nil, nil, false
	}
	h.add(string(markCode), string(code))
	h.add(markCode.String(), code.String())
	data.Code = markCode
	p.Path = "/v/" + string(markCode)
	if p.PhotoSrc != "" {
		p.PhotoSrc = p.Path + "/photo"
	}
	data.mark(h)
	h.instant(&p.CheckedAt, locale.Moment)
	p.Data = &data

	reasons := make([]string, len(p.Reasons))
	for i, r := range p.Reasons {
		reasons[i] = string(r)
	}
	shape := codeShape{
		demo: p.Demo, noIndex: p.NoIndex, demoSeal: p.DemoSeal, online: p.Online, photo: p.PhotoSrc != "",
		verdict: p.Verdict, reasons: strings.Join(reasons, " "),
		answers: [4]Answer{p.Integrity, p.Seal, p.Certificate, p.Endorsement}, data: data,
	}
	if len(p.Phones) > 0 {
		shape.phones = &p.Phones[0]
	}
	return p, shape, true
}

// mark puts marks in place of what a copy says.
func (d *CopyData) mark(h *holes) {
	for _, text := range []*string{
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
