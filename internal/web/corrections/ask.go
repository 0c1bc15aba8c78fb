package corrections

import (
	"net/http"

	"yinxin.example/yinxin/internal/approval"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/requests"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// form asks what is wrong; ?certificate= chooses one, ?qualification= and
// ?year= name one that is missing.
func (p *Pages) form(w http.ResponseWriter, r *http.Request) error {
	page, _, err := p.blank(r)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	page.Qualification, page.Year, page.Subject = q.Get("qualification"), q.Get("year"), q.Get("subject")
	for _, c := range page.Certificates {
		if string(c.ID) == q.Get("certificate") {
			page.Certificate = string(c.ID)
		}
	}
	return p.Page(w, r, http.StatusOK, page)
}

// blank is the form with what can be chosen, and the holder's certificates.
func (p *Pages) blank(r *http.Request) (view.CorrectionForm, map[string]cert.Certificate, error) {
	page := view.CorrectionForm{
		Chrome: p.Chrome(r), Certificate: view.MissingCertificate, Subjects: requests.Subjects(),
		Days: p.Requests.AnswerDays, MaxFiles: approval.MaxEvidence, MaxMB: approval.MaxEvidenceBytes >> 20,
	}
	items, err := p.Holding.List(r.Context(), holder(r))
	if err != nil {
		return page, nil, err
	}
	own := map[string]cert.Certificate{}
	for _, item := range items {
		c := item.Certificate
		if c.State == cert.Corrected {
			continue
		}
		own[string(c.ID)] = c
		page.Certificates = append(page.Certificates, view.CertificateHead{
			ID: c.ID, Qualification: c.Qualification, EnglishName: c.EnglishName, Level: c.Level, Specialty: c.Specialty,
			Number: c.Number(), QueryNumber: c.ManagementNumber == "",
		})
	}
	page.Authorities, err = p.Holding.Authorities(r.Context())
	return page, own, err
}

func (p *Pages) ask(w http.ResponseWriter, r *http.Request) error {
	page, own, err := p.blank(r)
	if err != nil {
		return err
	}
	made, err := p.asked(w, r, &page, own)
	if err != nil {
		return p.Refused(w, r, err, func(problems view.Problems) view.Page {
			page.Problems = problems
			return page
		})
	}
	return respond.SeeOther(w, r, "/corrections/"+made.ID)
}

// asked reads the form into the page, keeps its files, and asks.
func (p *Pages) asked(w http.ResponseWriter, r *http.Request, page *view.CorrectionForm, own map[string]cert.Certificate) (store.Request, error) {
	if err := p.Requests.Ready(r.Context(), holder(r)); err != nil {
		return store.Request{}, err
	}
	if err := respond.ReadEvidenceForm(w, r); err != nil {
		return store.Request{}, err
	}
	defer respond.DropForm(r)
	page.Authority, page.Qualification, page.Year = r.PostFormValue("authority"), r.PostFormValue("qualification"), r.PostFormValue("year")
	page.Subject, page.Wrong, page.Right = r.PostFormValue("subject"), r.PostFormValue("wrong"), r.PostFormValue("right")
	asked := requests.Asked{
		Authority: page.Authority, Qualification: page.Qualification, Year: page.Year,
		Subject: page.Subject, Wrong: page.Wrong, Right: page.Right,
	}
	if c, ok := own[r.PostFormValue("certificate")]; ok {
		asked.Certificate, page.Certificate = &c, string(c.ID)
		asked.Year = ""
	}
	if err := asked.Check(page.Authorities); err != nil {
		return store.Request{}, err
	}
	evidence, err := respond.KeepEvidence(r, p.Approval)
	if err != nil {
		return store.Request{}, err
	}
	return p.Requests.Ask(r.Context(), holder(r), asked, evidence)
}
