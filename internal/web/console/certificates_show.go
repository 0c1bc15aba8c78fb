package console

import (
	"net/http"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/issuing"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/web/view"
)

// show has all that the office has of a certificate.
func (d *Certificates) show(w http.ResponseWriter, r *http.Request) error {
	dossier, err := d.dossier(r)
	if err != nil {
		return err
	}
	names, err := d.Approval.People(r.Context(), Staff(r).Authority, dossier.Open...)
	if err != nil {
		return err
	}
	c := dossier.Certificate
	page := view.Dossier{
		Desk: d.desk(r, "certificates"), Certificate: certificateHead(c),
		FullName: c.Holder.Name, Sex: string(c.Holder.Sex), BirthDate: c.Holder.BirthDate,
		DocumentType: string(c.Holder.Document.Type), IDNumber: c.Holder.Document.Masked(),
		ManagementNo: c.ManagementNumber, QueryNo: c.QueryNumber, ApprovedOn: c.ApprovedOn, IssuedOn: c.IssuedOn,
		Authority: c.Authority, Kind: c.Kind, State: c.State, Version: c.Version, NotPublic: !c.VisibleAt(d.Now()),
		History: history(dossier), Copies: d.copies(dossier),
	}
	changes := may(r, signin.ProposeChange)
	if changes || may(r, signin.ApproveChange) {
		page.IDNumber, page.Mobile = c.Holder.Document.Number, c.Holder.Mobile
		if page.Ties, err = d.Identity.Linked(r.Context(), c); err != nil {
			return err
		}
	}
	if changes {
		page.Possible = c.State.Possible()
	}
	if c.Photo != "" {
		page.PhotoSrc = certificatesPath + "/" + string(c.ID) + "/photo"
	}
	for _, p := range dossier.Open {
		page.Open = append(page.Open, view.ProposalRow{ID: p.ID, Kind: string(p.Kind), By: names[p.ProposedBy], At: p.ProposedAt, State: p.State})
	}
	for _, due := range dossier.Due {
		page.Due = append(page.Due, view.DueRow{On: due.EffectiveOn, Proposal: due.Proposal})
	}
	for _, version := range dossier.Versions {
		page.Versions = append(page.Versions, foundCertificate(version, d.Now()))
	}
	return d.Page(w, r, http.StatusOK, page)
}

func (d *Certificates) dossier(r *http.Request) (issuing.Dossier, error) {
	return d.Issuing.Find(r.Context(), Staff(r).Authority, cert.ID(r.PathValue("id")))
}

// history is the changes of all versions, newest first.
func history(dossier issuing.Dossier) []view.HistoryRow {
	versions := map[cert.ID]int{}
	for _, v := range dossier.Versions {
		versions[v.ID] = v.Version
	}
	rows := make([]view.HistoryRow, 0, len(dossier.Changes))
	for i := len(dossier.Changes) - 1; i >= 0; i-- {
		rows = append(rows, view.HistoryRow{Change: dossier.Changes[i], Version: versions[dossier.Changes[i].Certificate]})
	}
	return rows
}

func (d *Certificates) copies(dossier issuing.Dossier) []view.CopyRow {
	rows := make([]view.CopyRow, len(dossier.Copies))
	for i, c := range dossier.Copies {
		rows[i] = view.CopyRow{Code: c.Code, State: view.CopyState(c.State), AppliedAt: c.RequestedAt, MadeAt: c.MadeAt}
		if c.Endorsement != nil {
			rows[i].Scenario, rows[i].ValidUntil = c.Endorsement.Scenario, c.Endorsement.ValidUntil
		}
		switch {
		case c.State != cert.Ready:
		case c.ExpiredAt(d.Now()):
			rows[i].State = view.CopyExpired
		case dossier.Certificate.State != cert.InForce:
			rows[i].State = view.CopyVoid
		}
	}
	return rows
}

// photo shows the photo that was delivered.
func (d *Certificates) photo(w http.ResponseWriter, r *http.Request) error {
	dossier, err := d.dossier(r)
	if err == nil && dossier.Certificate.Photo == "" {
		err = fault.New("console.photo", fault.NotFound, "not_found")
	}
	if err != nil {
		return err
	}
	photo, err := d.Blobs.Get(r.Context(), dossier.Certificate.Photo)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/jpeg")
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(photo)
	return err
}
