package console

import (
	"net/http"
	"slices"
	"strings"

	"yinxin.example/yinxin/internal/approval"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/issuing"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// form asks for what a change needs.
func (d *Certificates) form(w http.ResponseWriter, r *http.Request) error {
	page, _, err := d.changeForm(r)
	if err != nil {
		return err
	}
	return d.Page(w, r, http.StatusOK, page)
}

// changeForm is the empty form of the change in the address, and the
// certificate it is for.
func (d *Certificates) changeForm(r *http.Request) (view.ChangeForm, cert.Certificate, error) {
	kind := cert.ChangeKind(r.PathValue("change"))
	if !slices.Contains(cert.ChangeKinds(), kind) {
		return view.ChangeForm{}, cert.Certificate{}, fault.New("console.changeForm", fault.NotFound, "page_not_found")
	}
	dossier, err := d.dossier(r)
	if err != nil {
		return view.ChangeForm{}, cert.Certificate{}, err
	}
	c := dossier.Certificate
	today := civil.Of(d.Now())
	page := view.ChangeForm{
		Desk: d.desk(r, "certificates"), Request: r.URL.Query().Get("request"), Certificate: certificateHead(c), FullName: c.Holder.Name, State: c.State, Kind: kind,
		Earliest: c.IssuedOn, Latest: today.AddDays(cert.MaxAhead), MaxFiles: approval.MaxEvidence, MaxMB: approval.MaxEvidenceBytes >> 20,
	}
	if _, _, err := kind.Results(c.State); err != nil {
		page.Problems = view.ProblemsOf(err)
	}
	if kind != cert.Correction {
		return page, c, nil
	}
	for _, f := range c.Correctable() {
		if f.Field != cert.FieldPhoto { // a photo is no text
			page.Fields = append(page.Fields, view.CorrectableField{Name: f.Field, Now: f.Value, Value: f.Value})
		}
	}
	return page, c, nil
}

// propose takes the form, with its evidence, and shows the proposal.
func (d *Certificates) propose(w http.ResponseWriter, r *http.Request) error {
	page, c, err := d.changeForm(r)
	if err != nil {
		return err
	}
	p, err := d.proposeChange(w, r, c, &page)
	if err != nil {
		return d.Refused(w, r, err, func(problems view.Problems) view.Page {
			page.Problems = problems
			return page
		})
	}
	return respond.SeeOther(w, r, proposalsPath+"/"+p.ID)
}

func (d *Certificates) proposeChange(w http.ResponseWriter, r *http.Request, c cert.Certificate, page *view.ChangeForm) (store.Proposal, error) {
	if err := respond.ReadEvidenceForm(w, r); err != nil {
		return store.Proposal{}, err
	}
	defer respond.DropForm(r)
	request, err := changeRequest(r, c, page)
	if err != nil {
		return store.Proposal{}, err
	}
	if err := d.Issuing.Try(r.Context(), Staff(r), request); err != nil {
		return store.Proposal{}, err
	}
	if request.Evidence, err = respond.KeepEvidence(r, d.Approval); err != nil {
		return store.Proposal{}, err
	}
	return d.Issuing.Propose(r.Context(), Staff(r), request)
}

// changeRequest reads what was typed, into the page and as a request.
func changeRequest(r *http.Request, c cert.Certificate, page *view.ChangeForm) (issuing.Request, error) {
	text := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	page.Public, page.Internal, page.LegalBase, page.EffectiveOn = text("public"), text("internal"), text("legal_base"), text("effective_on")
	request := issuing.Request{
		Certificate: c.ID, Kind: page.Kind, Public: page.Public, Internal: page.Internal, LegalBase: page.LegalBase,
		Corrections: issuing.Corrections{}, Asked: page.Request,
	}
	for i, f := range page.Fields {
		if !r.PostForm.Has(f.Name) {
			continue
		}
		page.Fields[i].Value = text(f.Name)
		if page.Fields[i].Value != f.Now {
			request.Corrections[f.Name] = page.Fields[i].Value
		}
	}
	if page.EffectiveOn == "" {
		return request, nil
	}
	on, err := civil.Parse(page.EffectiveOn)
	if err != nil {
		return request, fault.New("console.propose", fault.Invalid, "effective_malformed").At("effective_on")
	}
	request.EffectiveOn = on
	return request, nil
}
