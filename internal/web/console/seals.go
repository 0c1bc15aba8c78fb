package console

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/view"
)

// Seals (印章) is where custodians keep their authority's seals, and others see
// how they stand.
type Seals struct {
	*Office
	Custody *seals.Custody
	// Picture draws the seal that bears an authority's name, as an SVG.
	Picture func(authority string) ([]byte, error)
	// Qualifications lists what an authority certifies now, for its seals to
	// choose from.
	Qualifications func(r *http.Request, authority string) ([]string, error)
}

const sealsPath = "/console/seals"

// endingWithin is how long before a certificate's end its custodians are told:
// a CA takes weeks.
const endingWithin = 90 * 24 * time.Hour

// Entry implements Listed.
func (d *Seals) Entry() Entry { return Entry{"seals", sealsPath, signin.SeeSeals} }

// Routes implements Desk.
func (d *Seals) Routes(mux *http.ServeMux, guard Guard) {
	routes(mux, guard, map[string]route{
		"GET " + sealsPath:                       {signin.SeeSeals, d.list},
		"GET " + sealsPath + "/new":              {signin.KeepSeals, d.form},
		"POST " + sealsPath:                      {signin.KeepSeals, d.propose},
		"GET " + sealsPath + "/{id}":             {signin.SeeSeals, d.show},
		"GET " + sealsPath + "/{id}/picture.svg": {signin.SeeSeals, d.picture},
		"GET " + sealsPath + "/{id}/request.pem": {signin.KeepSeals, d.request},
		"GET " + sealsPath + "/{id}/{change}":    {signin.KeepSeals, d.form},
		"POST " + sealsPath + "/{id}/{change}":   {signin.KeepSeals, d.propose},
	})
}

func (d *Seals) list(w http.ResponseWriter, r *http.Request) error {
	kept, err := d.Custody.List(r.Context(), Staff(r).Authority)
	if err != nil {
		return err
	}
	page := view.Seals{Desk: d.desk(r, "seals"), MayKeep: may(r, signin.KeepSeals)}
	for _, k := range kept {
		page.Rows = append(page.Rows, d.row(k))
	}
	if page.Open, err = d.open(r, ""); err != nil {
		return err
	}
	raising, err := d.Custody.Raising(r.Context(), Staff(r).Authority)
	if err != nil {
		return err
	}
	page.Raising = raisingOf(raising)
	return d.Page(w, r, http.StatusOK, page)
}

// open are the proposals about seals, or about one, that wait.
func (d *Seals) open(r *http.Request, id string) (rows []view.ProposalRow, err error) {
	found, err := d.Custody.Approval.List(r.Context(), store.ProposalFilter{
		Authority: Staff(r).Authority, State: store.ProposalOpen, Kind: "seal.", Subject: id,
	})
	for _, p := range found {
		rows = append(rows, view.ProposalRow{ID: p.ID, Kind: string(p.Kind), Seal: sealOf(p), Reason: p.Content.Reason, At: p.ProposedAt, State: p.State})
	}
	return rows, err
}

func (d *Seals) row(k seals.Kept) view.Seal {
	s := view.Seal{
		ID: k.ID, Authority: k.Authority, State: k.State, Algorithm: k.Algorithm, Level: seals.LevelName(k.Level),
		Today: k.Uses.OnDay, Total: k.Uses.Total, Budget: k.Budget, CreatedAt: k.CreatedAt,
		SealingFrom: k.From, Compromised: k.CompromisedAt, Turn: string(k.Turn), Form: seals.FormName(k.Form),
	}
	if e, ok := seals.DescribeElectronic(k.Seal); ok {
		s.Electronic = &view.ElectronicSeal{ID: e.ID, Name: e.Name, Maker: e.Maker, From: e.From, Until: e.Until}
	}
	for _, item := range k.Scope {
		s.Scope = append(s.Scope, view.SealScope(item))
	}
	if c, ok := seals.Describe(k.Seal); ok {
		left := c.Until.Sub(d.Now())
		s.Certificate = &view.SealCertificate{
			Subject: c.Subject, Issuer: c.Issuer, Serial: c.Serial, SHA256: c.SHA256, From: c.From, Until: c.Until,
			Ending: left < endingWithin, Over: left < 0,
		}
	}
	return s
}

func (d *Seals) show(w http.ResponseWriter, r *http.Request) error {
	kept, err := d.Custody.Find(r.Context(), Staff(r).Authority, r.PathValue("id"))
	if err != nil {
		return err
	}
	page := view.SealDetail{Desk: d.desk(r, "seals"), Of: d.row(kept), MayKeep: may(r, signin.KeepSeals)}
	stands, err := d.Custody.Standing(r.Context(), kept.Seal)
	if err != nil {
		return err
	}
	if page.Of.Certificate != nil {
		page.Of.Certificate.RevokedAt, page.Of.Certificate.RevokedFor = stands.RevokedAt, stands.Reason
	}
	for _, kind := range seals.Possible(kept.State) {
		if kind == seals.LevelKind && len(seals.LevelsOf(kept.Form)) == 1 || kind == seals.RevokeKind && !revocable(stands) {
			continue
		}
		page.Changes = append(page.Changes, strings.TrimPrefix(string(kind), "seal."))
	}
	if page.Open, err = d.open(r, kept.ID); err != nil {
		return err
	}
	return d.Page(w, r, http.StatusOK, page)
}

// picture is the seal as new copies bear it.
func (d *Seals) picture(w http.ResponseWriter, r *http.Request) error {
	kept, err := d.Custody.Find(r.Context(), Staff(r).Authority, r.PathValue("id"))
	if err != nil {
		return err
	}
	drawn, err := d.Picture(kept.Authority)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Cache-Control", "private, max-age=3600")
	_, err = w.Write(drawn)
	return err
}

// request is the PKCS #10 that the authority's CA is asked with.
func (d *Seals) request(w http.ResponseWriter, r *http.Request) error {
	kept, err := d.Custody.Find(r.Context(), Staff(r).Authority, r.PathValue("id"))
	if err == nil && len(kept.Request) == 0 {
		err = fault.New("console.request", fault.NotFound, "not_found")
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/x-pem-file")
	w.Header().Set("Content-Disposition", `attachment; filename="seal-`+kept.ID+`.csr.pem"`)
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(pki.EncodeRequest(kept.Request))
	return err
}

// kindOf is the proposal that a path's last word asks for.
func kindOf(change string) (store.ProposalKind, bool) {
	kind := store.ProposalKind("seal." + change)
	return kind, slices.Contains(seals.Kinds(), kind)
}
