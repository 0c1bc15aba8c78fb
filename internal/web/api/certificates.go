package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/apikeys"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/issuing"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

// Certificate (证书) is one version of a certificate. The number of the
// holder's document is never given out whole.
type Certificate struct {
	ID               string `json:"id"`
	ManagementNumber string `json:"management_number,omitempty" doc:"管理号"`
	QueryNumber      string `json:"query_number,omitempty" doc:"查询编号"`
	Name             string `json:"name"`
	Sex              string `json:"sex,omitempty"`
	BirthDate        string `json:"birth_date,omitempty" format:"date"`
	DocumentType     string `json:"document_type"`
	DocumentMasked   string `json:"document_masked" doc:"The number of the document, its middle hidden"`
	Qualification    string `json:"qualification"`
	EnglishName      string `json:"english_name,omitempty"`
	Level            string `json:"level,omitempty"`
	Specialty        string `json:"specialty,omitempty"`
	ApprovedOn       string `json:"approved_on,omitempty" format:"date"`
	IssuedOn         string `json:"issued_on,omitempty" format:"date"`
	Kind             string `json:"kind"`
	State            string `json:"state" enum:"valid,corrected,suspended,revoked,cancelled,lapsed"`
	Version          int    `json:"version"`
}

// Change is one step in a certificate's history.
type Change struct {
	Certificate string    `json:"certificate" doc:"ID of the version that changed"`
	Kind        string    `json:"kind" enum:"correct,suspend,lift,revoke,cancel,lapse,reissue"`
	From        string    `json:"from"`
	To          string    `json:"to"`
	Reason      string    `json:"reason" doc:"As the public is told"`
	LegalBase   string    `json:"legal_base,omitempty"`
	EffectiveOn string    `json:"effective_on" format:"date"`
	Successor   string    `json:"successor,omitempty" doc:"ID of the version that took its place"`
	Fields      []string  `json:"fields,omitempty" nullable:"false" doc:"What a correction changed"`
	Proposal    string    `json:"proposal,omitempty"`
	At          time.Time `json:"at"`
}

// History is all that became of a certificate.
type History struct {
	Versions  []Certificate `json:"versions" nullable:"false" doc:"Oldest first"`
	Changes   []Change      `json:"changes" nullable:"false" doc:"Of all versions, oldest first"`
	Proposals []string      `json:"proposals" nullable:"false" doc:"IDs of the undecided proposals about it"`
}

// Search says which certificates to find: by a number, by a document, by name
// and day of birth, or by a state. One of the four.
type Search struct {
	Number         string `json:"number,omitempty" maxLength:"64" doc:"管理号 or 查询编号"`
	DocumentType   string `json:"document_type,omitempty" maxLength:"64"`
	DocumentNumber string `json:"document_number,omitempty" maxLength:"64"`
	Name           string `json:"name,omitempty" maxLength:"200"`
	BirthDate      string `json:"birth_date,omitempty" maxLength:"10"`
	State          string `json:"state,omitempty" enum:"corrected,suspended,revoked,cancelled,lapsed"`
	Cursor         string `json:"cursor,omitempty" maxLength:"1000" doc:"next_cursor of the page before, with the same state"`
}

// Certificates is a page of them.
type Certificates struct {
	Certificates []Certificate `json:"certificates" nullable:"false"`
	Page
}

type searchInput struct{ Body Search }

type certificatesOutput struct{ Body Certificates }

type certificateInput struct {
	ID string `path:"id" maxLength:"64"`
}

type certificateOutput struct{ Body Certificate }

type historyOutput struct{ Body History }

// certificatesAPage is how many certificates a search gives at most.
const certificatesAPage = 50

func (r *routes) certificates() {
	add(r, operation{
		method: http.MethodPost, path: "/certificates/search", id: "searchCertificates", tag: "certificates", summary: "Find certificates",
		about: "What is asked for lies in the body, never in an address. At most 50 are found; those in a state come in pages.", rule: reads(apikeys.ReadCertificates),
	}, r.search)
	add(r, operation{
		method: http.MethodGet, path: "/certificates/{id}", id: "getCertificate", tag: "certificates", summary: "One certificate", rule: reads(apikeys.ReadCertificates),
	}, func(ctx context.Context, c apikeys.Caller, in *certificateInput) (*certificateOutput, error) {
		found, err := r.Issuing.Certificate(ctx, c.Key.Authority, cert.ID(in.ID))
		return &certificateOutput{certificateOf(found)}, err
	})
	add(r, operation{
		method: http.MethodGet, path: "/certificates/{id}/history", id: "getCertificateHistory", tag: "certificates", summary: "Its versions and changes", rule: reads(apikeys.ReadCertificates),
	}, func(ctx context.Context, c apikeys.Caller, in *certificateInput) (*historyOutput, error) {
		d, err := r.Issuing.Find(ctx, c.Key.Authority, cert.ID(in.ID))
		return &historyOutput{historyOf(d)}, err
	})
}

func (a *API) search(ctx context.Context, c apikeys.Caller, in *searchInput) (*certificatesOutput, error) {
	const list = "certificates"
	q, err := in.Body.query()
	if err != nil {
		return nil, err
	}
	if err := a.cursor(list+string(q.State), c.Key.Authority, in.Body.Cursor, &q.After); err != nil {
		return nil, err
	}
	q.Authority, q.Limit = c.Key.Authority, certificatesAPage
	found, err := a.Issuing.Search(ctx, q)
	if err != nil {
		return nil, err
	}
	out := Certificates{Certificates: make([]Certificate, len(found))}
	for i, one := range found {
		out.Certificates[i] = certificateOf(one)
	}
	more, last := q.State != "" && len(found) == certificatesAPage, cert.ID("")
	if more {
		last = found[len(found)-1].ID
	}
	out.Page, err = a.next(list+string(q.State), c.Key.Authority, more, last)
	return &certificatesOutput{out}, err
}

// query is the search as the register takes it.
func (s Search) query() (store.CertificateQuery, error) {
	const op = "api.search"
	number, name := strings.TrimSpace(s.Number), strings.TrimSpace(s.Name)
	switch {
	case number != "":
		return store.CertificateQuery{Number: number}, nil
	case s.DocumentNumber != "" || s.DocumentType != "":
		document, err := person.ParseDocument(person.DocumentType(s.DocumentType), s.DocumentNumber)
		if err != nil {
			return store.CertificateQuery{}, fault.New(op, fault.Invalid, fault.ReasonOf(err)).At("document_number")
		}
		return store.CertificateQuery{Document: document}, nil
	case name != "" || s.BirthDate != "":
		born, err := civil.Parse(s.BirthDate)
		switch {
		case name == "":
			return store.CertificateQuery{}, fault.New(op, fault.Invalid, "name_empty").At("name")
		case err != nil:
			return store.CertificateQuery{}, fault.New(op, fault.Invalid, "date_invalid").At("birth_date")
		}
		return store.CertificateQuery{Name: name, Born: born}, nil
	case s.State != "":
		return store.CertificateQuery{State: cert.State(s.State)}, nil
	}
	return store.CertificateQuery{}, fault.New(op, fault.Invalid, "number_missing").At("number")
}

func certificateOf(c cert.Certificate) Certificate {
	return Certificate{
		ID: string(c.ID), ManagementNumber: c.ManagementNumber, QueryNumber: c.QueryNumber,
		Name: c.Holder.Name, Sex: string(c.Holder.Sex), BirthDate: c.Holder.BirthDate.String(),
		DocumentType: string(c.Holder.Document.Type), DocumentMasked: c.Holder.Document.Masked(),
		Qualification: c.Qualification, EnglishName: c.EnglishName, Level: c.Level, Specialty: c.Specialty,
		ApprovedOn: c.ApprovedOn.String(), IssuedOn: c.IssuedOn.String(), Kind: string(c.Kind), State: string(c.State), Version: c.Version,
	}
}

func historyOf(d issuing.Dossier) History {
	h := History{Versions: []Certificate{}, Changes: []Change{}, Proposals: []string{}}
	for _, v := range d.Versions {
		h.Versions = append(h.Versions, certificateOf(v))
	}
	for _, c := range d.Changes {
		h.Changes = append(h.Changes, Change{
			Certificate: string(c.Certificate), Kind: string(c.Kind), From: string(c.From), To: string(c.To), Reason: c.Reason, LegalBase: c.LegalBase,
			EffectiveOn: c.EffectiveOn.String(), Successor: string(c.Successor), Fields: c.Fields, Proposal: c.Proposal, At: c.At,
		})
	}
	for _, p := range d.Open {
		h.Proposals = append(h.Proposals, p.ID)
	}
	return h
}
