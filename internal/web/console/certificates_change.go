package console

import (
	"errors"
	"io"
	"mime/multipart"
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

// maxChange bounds the form of a change with its evidence, in bytes.
const maxChange = approval.MaxEvidence*approval.MaxEvidenceBytes + 1<<20

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
		Desk: d.desk(r, "certificates"), Certificate: certificateHead(c), FullName: c.Holder.Name, State: c.State, Kind: kind,
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
	if err := readForm(w, r, maxChange); err != nil {
		return store.Proposal{}, err
	}
	defer func() {
		if r.MultipartForm != nil {
			_ = r.MultipartForm.RemoveAll()
		}
	}()
	request, err := changeRequest(r, c, page)
	if err != nil {
		return store.Proposal{}, err
	}
	if err := d.Issuing.Try(r.Context(), Staff(r), request); err != nil {
		return store.Proposal{}, err
	}
	if request.Evidence, err = d.keepEvidence(r); err != nil {
		return store.Proposal{}, err
	}
	return d.Issuing.Propose(r.Context(), Staff(r), request)
}

// readForm reads a form, with files or without.
func readForm(w http.ResponseWriter, r *http.Request, limit int64) error {
	const op = "console.readForm"
	r.Body = http.MaxBytesReader(w, r.Body, limit)
	err := r.ParseMultipartForm(inMemory)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return fault.New(op, fault.Invalid, "evidence_too_large").At("evidence").With("limit", approval.MaxEvidenceBytes>>20)
	case err != nil && !errors.Is(err, http.ErrNotMultipart):
		return fault.New(op, fault.Invalid, "form_malformed")
	}
	return nil
}

// changeRequest reads what was typed, into the page and as a request.
func changeRequest(r *http.Request, c cert.Certificate, page *view.ChangeForm) (issuing.Request, error) {
	text := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	page.Public, page.Internal, page.LegalBase, page.EffectiveOn = text("public"), text("internal"), text("legal_base"), text("effective_on")
	request := issuing.Request{
		Certificate: c.ID, Kind: page.Kind, Public: page.Public, Internal: page.Internal, LegalBase: page.LegalBase,
		Corrections: issuing.Corrections{},
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

func (d *Certificates) keepEvidence(r *http.Request) ([]store.Evidence, error) {
	if r.MultipartForm == nil {
		return nil, nil
	}
	files := r.MultipartForm.File["evidence"]
	if len(files) > approval.MaxEvidence {
		return nil, fault.New("console.keepEvidence", fault.Invalid, "evidence_too_many").At("evidence").With("limit", approval.MaxEvidence)
	}
	var kept []store.Evidence
	for _, file := range files {
		if file.Filename == "" && file.Size == 0 {
			continue // no file was chosen
		}
		content, err := readFile(file)
		if err != nil {
			return nil, err
		}
		e, err := d.Approval.KeepEvidence(r.Context(), file.Filename, content)
		if err != nil {
			return nil, err
		}
		kept = append(kept, e)
	}
	return kept, nil
}

// readFile reads an uploaded file, and one byte more than is taken.
func readFile(file *multipart.FileHeader) ([]byte, error) {
	f, err := file.Open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, approval.MaxEvidenceBytes+1))
}
