package document

import (
	"yinxin.example/yinxin/internal/document/page"
	"yinxin.example/yinxin/internal/document/pdf"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/statement"
)

// Report is a report of checks: what it prints, and what it says to machines.
type Report struct {
	Page      page.Report
	Statement statement.CheckReport
	Seal      *Seal // nil for none
}

// Report draws a report as a file with a hole for contentsLen hexadecimal
// digits of signature; without a seal it is complete as it is, and has no hole.
func (p *Press) Report(r Report, contentsLen int) (*Unsigned, error) {
	const op = "document.Report"
	edition, err := p.edition(current)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	spec := pdf.ReportSpec{Fonts: p.fonts, SealBox: page.ReportSealBox(), Statement: r.Statement}
	if r.Seal != nil {
		if contentsLen <= 0 || contentsLen > maxContents || contentsLen%2 != 0 {
			return nil, &fault.Error{Op: op, Err: errContentsLen}
		}
		// A demonstration's seal never stands on a page that could pass for real.
		r.Page.Demo = r.Page.Demo || r.Seal.Demo
		spec.Statement.Demo = spec.Statement.Demo || r.Seal.Demo
		if spec.Seal, err = edition.layout.ReportSeal(r.Seal.Authority, r.Page.Demo); err != nil {
			return nil, drawing(op, err)
		}
	}
	spec.Pages = edition.layout.Report(r.Page)
	file, err := pdf.WriteReport(spec, contentsLen)
	return file, fault.Wrap(op, err)
}
