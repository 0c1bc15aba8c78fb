package console

import (
	"net/http"
	"strings"

	"yinxin.example/yinxin/internal/approval"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/identity"
	"yinxin.example/yinxin/internal/issuing"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/requests"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// Identity proposes what an authority says about who is who. Its forms are
// reached from a certificate, a request or a proposal: ?certificate=, ?request=
// and ?made= say which.
type Identity struct {
	*Office
	Identity *identity.Service
	Requests *requests.Service
	Issuing  *issuing.Service
	Approval *approval.Service // keeps evidence
}

const identityPath = "/console/identity"

// Routes implements Desk.
func (d *Identity) Routes(mux *http.ServeMux, guard Guard) {
	routes(mux, guard, map[string]route{
		"GET " + identityPath + "/link":     {signin.ProposeChange, d.form("link")},
		"POST " + identityPath + "/link":    {signin.ProposeChange, d.propose("link")},
		"GET " + identityPath + "/name":     {signin.ProposeChange, d.form("name")},
		"POST " + identityPath + "/name":    {signin.ProposeChange, d.propose("name")},
		"GET " + identityPath + "/correct":  {signin.ProposeChange, d.form("correct")},
		"POST " + identityPath + "/correct": {signin.ProposeChange, d.propose("correct")},
		"GET " + identityPath + "/untie":    {signin.ProposeChange, d.form("untie")},
		"POST " + identityPath + "/untie":   {signin.ProposeChange, d.propose("untie")},
	})
}

func (d *Identity) form(kind string) respond.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		page, q, err := d.blank(r, kind)
		if err != nil {
			return err
		}
		prefill(&page, q)
		return d.Page(w, r, http.StatusOK, page)
	}
}

// blank is the form of a kind, about what the address names.
func (d *Identity) blank(r *http.Request, kind string) (view.IdentityForm, store.Request, error) {
	page := view.IdentityForm{
		Desk: d.desk(r, "certificates"), Kind: kind, Made: r.URL.Query().Get("made"),
		MaxFiles: approval.MaxEvidence, MaxMB: approval.MaxEvidenceBytes >> 20,
	}
	var q store.Request
	if id := r.URL.Query().Get("request"); id != "" {
		var err error
		if q, err = d.Requests.FindFor(r.Context(), Staff(r).Authority, id); err != nil {
			return page, q, err
		}
		page.Desk = d.desk(r, "requests")
		page.Request, page.Enclosed = q.ID, q.Content.Evidence
	}
	id := cert.ID(r.URL.Query().Get("certificate"))
	if id == "" {
		id = q.Certificate
	}
	switch {
	case id != "":
		if err := d.about(r, &page, id); err != nil {
			return page, q, err
		}
	case kind == "name" || kind == "correct":
		return page, q, fault.New("console.identity", fault.NotFound, "not_found")
	}
	if kind == "untie" {
		// Whether it is a tie that stands is asked when it is proposed; whose it
		// is, before anything is shown.
		if _, err := d.Approval.Find(r.Context(), Staff(r).Authority, page.Made); err != nil {
			return page, q, err
		}
	}
	return page, q, nil
}

// about fills in what a certificate of the authority says.
func (d *Identity) about(r *http.Request, page *view.IdentityForm, id cert.ID) error {
	dossier, err := d.Issuing.Find(r.Context(), Staff(r).Authority, id)
	if err != nil {
		return err
	}
	c := dossier.Certificate
	found := foundCertificate(c, d.Now())
	page.Certificate = &found
	page.IDType, page.IDNumber = string(c.Holder.Document.Type), c.Holder.Document.Number
	if page.Kind != "correct" {
		return nil
	}
	now := map[string]string{}
	for _, f := range c.Correctable() {
		now[f.Field] = f.Value
	}
	for _, field := range identity.Fields() {
		page.Fields = append(page.Fields, view.CorrectableField{Name: field, Now: now[field], Value: now[field]})
	}
	return nil
}

// prefill takes over what a holder says is right, for an officer to compare.
func prefill(page *view.IdentityForm, q store.Request) {
	if q.ID == "" {
		return
	}
	page.Reason = q.Content.Right
	switch {
	case page.Kind == "name" && q.Content.Subject != "document":
		page.FullName = q.Content.Right
	case page.Kind == "correct":
		wrong := map[string]string{"name": cert.FieldName, "document": cert.FieldDocumentNumber}[q.Content.Subject]
		for i, f := range page.Fields {
			if f.Name == wrong {
				page.Fields[i].Value = q.Content.Right
			}
		}
	}
}

// propose takes the form, with its evidence, and shows the proposal.
func (d *Identity) propose(kind string) respond.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		page, _, err := d.blank(r, kind)
		if err != nil {
			return err
		}
		p, err := d.proposed(w, r, &page)
		if err != nil {
			return d.Refused(w, r, err, func(problems view.Problems) view.Page {
				page.Problems = problems
				return page
			})
		}
		return respond.SeeOther(w, r, proposalsPath+"/"+p.ID)
	}
}

// proposed reads the form into the page, keeps its files, and proposes.
func (d *Identity) proposed(w http.ResponseWriter, r *http.Request, page *view.IdentityForm) (store.Proposal, error) {
	if err := respond.ReadEvidenceForm(w, r); err != nil {
		return store.Proposal{}, err
	}
	defer respond.DropForm(r)
	text := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	page.Reason, page.LegalBase, page.Public, page.FullName = text("reason"), text("legal_base"), text("public"), text("name")
	if page.Kind == "link" && page.Certificate == nil {
		page.IDType, page.IDNumber = text("id_type"), text("id_number")
	}
	page.OtherType, page.OtherNumber = text("other_type"), text("other_number")
	evidence, err := respond.KeepEvidence(r, d.Approval)
	if err != nil {
		return store.Proposal{}, err
	}
	why := identity.Grounds{
		Reason: page.Reason, LegalBase: page.LegalBase, Evidence: append(evidence, page.Enclosed...), Request: page.Request,
	}
	switch page.Kind {
	case "link":
		return d.proposeLink(r, page, why)
	case "name":
		return d.Identity.ProposeName(r.Context(), Staff(r), page.CertificateID(), page.FullName, why)
	case "correct":
		return d.proposeCorrection(r, page, why)
	default:
		return d.Identity.ProposeUntie(r.Context(), Staff(r), page.Made, why)
	}
}

func (d *Identity) proposeLink(r *http.Request, page *view.IdentityForm, why identity.Grounds) (store.Proposal, error) {
	documents := [2]person.Document{}
	for i, one := range []struct{ kind, number, field string }{
		{page.IDType, page.IDNumber, "id_number"}, {page.OtherType, page.OtherNumber, "other_number"},
	} {
		document, err := person.ParseDocument(person.DocumentType(one.kind), one.number)
		if err != nil {
			return store.Proposal{}, fault.New("console.link", fault.Invalid, fault.ReasonOf(err)).At(one.field)
		}
		documents[i] = document
	}
	return d.Identity.ProposeLink(r.Context(), Staff(r), documents[0], documents[1], why)
}

func (d *Identity) proposeCorrection(r *http.Request, page *view.IdentityForm, why identity.Grounds) (store.Proposal, error) {
	corrections := issuing.Corrections{}
	for i, f := range page.Fields {
		if !r.PostForm.Has(f.Name) {
			continue
		}
		page.Fields[i].Value = strings.TrimSpace(r.PostFormValue(f.Name))
		if page.Fields[i].Value != f.Now {
			corrections[f.Name] = page.Fields[i].Value
		}
	}
	return d.Identity.ProposeCorrection(r.Context(), Staff(r), identity.Correction{
		Certificate: page.CertificateID(), Corrections: corrections, Public: page.Public,
	}, why)
}
