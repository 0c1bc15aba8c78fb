package console

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/approval"
	"yinxin.example/yinxin/internal/blob"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/identity"
	"yinxin.example/yinxin/internal/issuing"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/view"
)

// Certificates (证书) finds an authority's certificates and proposes what shall
// become of them.
type Certificates struct {
	*Office
	Issuing  *issuing.Service
	Identity *identity.Service
	Approval *approval.Service
	Blobs    blob.Store // where photos lie
}

const (
	certificatesPath  = "/console/certificates"
	certificatesAPage = 50
)

// Entry implements Listed.
func (d *Certificates) Entry() Entry {
	return Entry{"certificates", certificatesPath, signin.SeeCertificates}
}

// Routes implements Desk.
func (d *Certificates) Routes(mux *http.ServeMux, guard Guard) {
	routes(mux, guard, map[string]route{
		"GET " + certificatesPath:                     {signin.SeeCertificates, d.list},
		"POST " + certificatesPath:                    {signin.SeeCertificates, d.search},
		"GET " + certificatesPath + "/{id}":           {signin.SeeCertificates, d.show},
		"GET " + certificatesPath + "/{id}/photo":     {signin.SeeCertificates, d.photo},
		"GET " + certificatesPath + "/{id}/{change}":  {signin.ProposeChange, d.form},
		"POST " + certificatesPath + "/{id}/{change}": {signin.ProposeChange, d.propose},
	})
}

func (d *Certificates) register(r *http.Request) view.Certificates {
	return view.Certificates{
		Desk: d.desk(r, "certificates"), IDType: person.ResidentCard,
		States: []cert.State{cert.Suspended, cert.Revoked, cert.Cancelled, cert.Lapsed, cert.Corrected},
	}
}

// list has the forms, and the certificates in a state (?state=).
func (d *Certificates) list(w http.ResponseWriter, r *http.Request) error {
	page := d.register(r)
	for _, state := range page.States {
		if string(state) == r.FormValue("state") {
			page.State = state
		}
	}
	if page.State == "" {
		return d.Page(w, r, http.StatusOK, page)
	}
	return d.found(w, r, page, store.CertificateQuery{State: page.State, After: cert.ID(r.FormValue("after"))})
}

// search answers a form. What it says of a person is in the body of the
// request alone, and the answer at the same address.
func (d *Certificates) search(w http.ResponseWriter, r *http.Request) error {
	page := d.register(r)
	query, err := asked(r, &page)
	if err != nil {
		return d.Refused(w, r, err, func(problems view.Problems) view.Page {
			page.Problems = problems
			return page
		})
	}
	return d.found(w, r, page, query)
}

func (d *Certificates) found(w http.ResponseWriter, r *http.Request, page view.Certificates, query store.CertificateQuery) error {
	query.Authority, query.Limit = Staff(r).Authority, certificatesAPage
	found, err := d.Issuing.Search(r.Context(), query)
	if err != nil {
		return err
	}
	page.Asked = true
	for _, c := range found {
		page.Rows = append(page.Rows, foundCertificate(c, d.Now()))
	}
	if query.State != "" && len(found) == certificatesAPage {
		page.NextURL = certificatesPath + "?" + url.Values{"state": {string(query.State)}, "after": {string(found[len(found)-1].ID)}}.Encode()
	}
	return d.Page(w, r, http.StatusOK, page)
}

// asked reads the form that was sent (field by) into the page and as a query.
func asked(r *http.Request, page *view.Certificates) (store.CertificateQuery, error) {
	const op = "console.search"
	text := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	switch r.PostFormValue("by") {
	case "name":
		page.FullName, page.Born = text("name"), text("born")
		if page.FullName == "" {
			return store.CertificateQuery{}, fault.New(op, fault.Invalid, "name_empty").At("name")
		}
		born, err := civil.Parse(page.Born)
		if err != nil {
			return store.CertificateQuery{}, fault.New(op, fault.Invalid, "date_invalid").At("born")
		}
		return store.CertificateQuery{Name: page.FullName, Born: born}, nil
	case "document":
		page.IDType, page.IDNumber = person.DocumentType(text("id_type")), text("id_number")
		document, err := person.ParseDocument(page.IDType, page.IDNumber)
		if err != nil {
			return store.CertificateQuery{}, fault.New(op, fault.Invalid, fault.ReasonOf(err)).At("id_number")
		}
		return store.CertificateQuery{Document: document}, nil
	default:
		page.Number = text("number")
		if page.Number == "" {
			return store.CertificateQuery{}, fault.New(op, fault.Invalid, "number_missing").At("number")
		}
		return store.CertificateQuery{Number: page.Number}, nil
	}
}

func certificateHead(c cert.Certificate) view.CertificateHead {
	return view.CertificateHead{
		ID: c.ID, Qualification: c.Qualification, EnglishName: c.EnglishName, Level: c.Level, Specialty: c.Specialty,
		Number: c.Number(), QueryNumber: c.ManagementNumber == "",
	}
}

func foundCertificate(c cert.Certificate, now time.Time) view.FoundCertificate {
	return view.FoundCertificate{
		Certificate: certificateHead(c), FullName: c.Holder.Name, BirthDate: c.Holder.BirthDate,
		IssuedOn: c.IssuedOn, State: c.State, Version: c.Version, NotPublic: !c.VisibleAt(now),
	}
}
