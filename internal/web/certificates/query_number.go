package certificates

import (
	"net/http"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// queryNumber shows the 查询编号 that was made of a certificate, to be printed
// as a 职业资格查询结果证明, or offers to make one.
func (p *Pages) queryNumber(w http.ResponseWriter, r *http.Request) error {
	page, err := p.queryNumberPage(r)
	if err != nil {
		return err
	}
	return p.Page(w, r, http.StatusOK, page)
}

func (p *Pages) queryNumberPage(r *http.Request) (view.QueryNumber, error) {
	item, err := p.item(r)
	if err != nil {
		return view.QueryNumber{}, err
	}
	c := item.Certificate
	page := view.QueryNumber{
		Chrome: p.Chrome(r), Certificate: head(c, item.Offering), State: c.State, Address: p.CheckAddress,
		Data: view.CertificateData{
			FullName: c.Holder.Name, Sex: string(c.Holder.Sex), BirthDate: c.Holder.BirthDate, MaskedNumber: c.Holder.Document.Masked(),
			Qualification: c.Qualification, EnglishName: c.EnglishName, Level: c.Level, Specialty: c.Specialty,
			ApprovedOn: c.ApprovedOn, IssuedOn: c.IssuedOn, Authority: c.Authority, ManagementNumber: c.ManagementNumber, QueryNumber: c.QueryNumber,
		},
	}
	n, err := p.Holding.QueryNumber(r.Context(), holder(r), c.ID)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return view.QueryNumber{}, err
	}
	if err == nil {
		page.Number, page.MadeAt = n.Number.String(), n.MadeAt
	}
	page.Square, err = respond.Square(p.CheckAddress)
	return page, err
}

// changeQueryNumber makes a number, in place of the one before, or takes it
// back with withdraw=yes.
func (p *Pages) changeQueryNumber(w http.ResponseWriter, r *http.Request) error {
	page, err := p.queryNumberPage(r) // whose certificate it is comes first
	if err != nil {
		return err
	}
	id := page.Certificate.ID
	if r.PostFormValue("withdraw") != "" {
		err = p.Holding.WithdrawQueryNumber(r.Context(), holder(r), id)
	} else {
		_, err = p.Holding.MakeQueryNumber(r.Context(), holder(r), id)
	}
	if err != nil {
		return p.Refused(w, r, err, func(problems view.Problems) view.Page {
			page.Problems = problems
			return page
		})
	}
	return respond.SeeOther(w, r, "/certificates/"+string(id)+"/query-number")
}
