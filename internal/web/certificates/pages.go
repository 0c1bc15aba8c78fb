// Package certificates has the holder's pages: the list and why it is empty,
// a certificate's information, endorsing, and the files.
package certificates

import (
	"net/http"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/holding"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// Pages serves the holder.
type Pages struct {
	*respond.Responder
	Holding      *holding.Service
	CheckAddress string // where organisations look certificates up
}

// Routes adds the pages to the mux. Each is for a signed-in holder who has
// agreed to the notice: guard sees to that.
func (p *Pages) Routes(mux *http.ServeMux, guard func(http.Handler) http.Handler) {
	for pattern, h := range map[string]respond.Handler{
		"GET /certificates":                        p.list,
		"GET /certificates/{id}":                   p.detail,
		"GET /certificates/{id}/endorsements":      p.endorsements,
		"POST /certificates/{id}/endorsements":     p.endorse,
		"GET /certificates/{id}/query-number":      p.queryNumber,
		"POST /certificates/{id}/query-number":     p.changeQueryNumber,
		"GET /certificates/{id}/certificate.pdf":   p.unendorsedFile,
		"GET /certificates/{id}/certificate.svg":   p.unendorsedPicture,
		"GET /certificates/{id}/file.pdf":          p.delivered,
		"GET /endorsements/{code}/certificate.pdf": p.file,
		"GET /endorsements/{code}/certificate.svg": p.picture,
		"GET /endorsements/{code}/withdrawal":      p.withdrawal,
		"POST /endorsements/{code}/withdrawal":     p.withdraw,
	} {
		mux.Handle(pattern, guard(p.Handle(h)))
	}
}

// holder is the account signed in; guard has made sure there is one.
func holder(r *http.Request) store.Account {
	a, _ := respond.Visitor(r.Context())
	return a
}

func (p *Pages) item(r *http.Request) (holding.Item, error) {
	return p.Holding.Find(r.Context(), holder(r), cert.ID(r.PathValue("id")))
}

func (p *Pages) code(r *http.Request) (cert.Code, error) {
	code, err := cert.ParseCode(r.PathValue("code"))
	if err != nil {
		return "", fault.New("certificates.code", fault.NotFound, "copy_not_found")
	}
	return code, nil
}

func head(c cert.Certificate, o cert.Offering) view.CertificateHead {
	english := c.EnglishName
	if english == "" {
		english = o.EnglishName
	}
	return view.CertificateHead{
		ID: c.ID, Qualification: c.Qualification, EnglishName: english, Level: c.Level, Specialty: c.Specialty,
		Number: c.Number(), QueryNumber: c.ManagementNumber == "",
	}
}

// standing says why a certificate is not in force; nil while it is.
func standing(item holding.Item) *view.Standing {
	if item.Certificate.State == cert.InForce {
		return nil
	}
	s := &view.Standing{State: item.Certificate.State}
	if c := item.Change; c != nil {
		s.Kind, s.Reason, s.LegalBase, s.Since, s.Fields = c.Kind, c.Reason, c.LegalBase, c.EffectiveOn, c.Fields
	}
	if item.Newest != nil {
		s.Version, s.Newest = item.Newest.Version, item.Newest.State
	}
	return s
}

// successor is the page of the version that replaced a certificate, where the
// reader may see it.
func successor(item holding.Item) cert.ID {
	if item.Newest == nil || !item.Own {
		return ""
	}
	return item.Newest.ID
}

// offer says what the holder can do with the certificate now.
func (p *Pages) offer(item holding.Item) (view.Offer, view.CopyRow) {
	switch {
	case item.Certificate.State != cert.InForce:
		return view.OfferNothing, view.CopyRow{}
	case item.Certificate.Kind == cert.FileRecord && item.Certificate.File != "":
		return view.OfferFile, view.CopyRow{}
	case item.Certificate.Kind == cert.FileRecord:
		return view.OfferNoFile, view.CopyRow{}
	case !item.NeedsEndorsement:
		return view.OfferDirect, view.CopyRow{}
	}
	if usable, ok := item.Usable(p.Now()); ok {
		return view.OfferCopy, p.row(item, usable)
	}
	if len(item.Copies) > 0 && item.Copies[0].State == cert.Pending {
		return view.OfferPending, view.CopyRow{}
	}
	return view.OfferEndorse, view.CopyRow{}
}

// checkRow is a check as its holder sees it.
func checkRow(item holding.Item, c store.Check) view.CheckRow {
	return view.CheckRow{At: c.At, Way: string(c.Way), Office: c.Office, Organisation: item.Organisations[c.Organisation]}
}

// row is a copy as the pages show it.
func (p *Pages) row(item holding.Item, c cert.Copy) view.CopyRow {
	row := view.CopyRow{
		Code: c.Code, State: view.CopyState(c.State), AppliedAt: c.RequestedAt, MadeAt: c.MadeAt,
		FailReason: fault.Reason(c.FailReason),
	}
	if e := c.Endorsement; e != nil {
		row.Scenario, row.Recipient, row.Number, row.ValidUntil = e.Scenario, e.Recipient, e.Number, e.ValidUntil
		row.DaysLeft = max(0, e.ValidUntil.Sub(civil.Of(p.Now()))+1)
	}
	switch {
	case c.State != cert.Ready:
	case item.Certificate.State != cert.InForce:
		row.State = view.CopyVoid
	case c.ExpiredAt(p.Now()):
		row.State = view.CopyExpired
	}
	for _, check := range item.Checks {
		if check.Code == c.Code {
			row.Checks = append(row.Checks, checkRow(item, check))
		}
	}
	if l := item.Lasting[c.Code]; row.State == view.CopyReady {
		row.Level, row.Rising = l.Level, l.Wanted
	}
	row.CanWithdraw = c.State == cert.Ready && !c.ExpiredAt(p.Now())
	return row
}
