package console

import (
	"net/http"
	"strconv"

	"yinxin.example/yinxin/internal/approval"
	"yinxin.example/yinxin/internal/catalogue"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/view"
)

// Catalogue (目录) is where an administrator keeps the authority's part of the
// catalogue, version by version.
type Catalogue struct {
	*Office
	Register *catalogue.Register
	Approval *approval.Service
}

const cataloguePath = "/console/catalogue"

// Entry implements Listed.
func (d *Catalogue) Entry() Entry { return Entry{"catalogue", cataloguePath, signin.SeeCatalogue} }

// Routes implements Desk.
func (d *Catalogue) Routes(mux *http.ServeMux, guard Guard) {
	routes(mux, guard, map[string]route{
		"GET " + cataloguePath:                             {signin.SeeCatalogue, d.show},
		"POST " + cataloguePath + "/compare":               {signin.KeepCatalogue, d.compare},
		"POST " + cataloguePath:                            {signin.KeepCatalogue, d.propose},
		"GET " + cataloguePath + "/{number}/catalogue.csv": {signin.SeeCatalogue, d.download},
	})
}

func (d *Catalogue) show(w http.ResponseWriter, r *http.Request) error {
	page, err := d.page(r)
	if err != nil {
		return err
	}
	return d.Page(w, r, http.StatusOK, page)
}

func (d *Catalogue) page(r *http.Request) (view.Catalogue, error) {
	ctx, authority := r.Context(), Staff(r).Authority
	page := view.Catalogue{Desk: d.desk(r, "catalogue"), MayKeep: may(r, signin.KeepCatalogue)}
	versions, err := d.Register.Versions(ctx, authority)
	if err != nil {
		return page, err
	}
	for _, v := range versions {
		page.Versions = append(page.Versions, view.CatalogueVersion{
			Number: v.Number, EffectiveOn: v.EffectiveOn, Rows: v.Rows, At: v.At, By: v.Account, State: string(v.State),
		})
	}
	part, err := d.Register.Part(ctx, authority, civil.Of(d.Now()))
	if err != nil {
		return page, err
	}
	for _, e := range part {
		page.Entries = append(page.Entries, view.CatalogueEntry{
			Qualification: e.Qualification, Level: e.Level, Specialty: e.Specialty, Seal: e.Seal, SealFrom: e.SealFrom,
			EndorsedFrom: e.EndorsedFrom, OnlineFrom: e.OnlineFrom, OnlineUntil: e.OnlineUntil, Scenarios: e.Scenarios, Template: e.Template,
		})
	}
	open, err := d.Approval.List(ctx, store.ProposalFilter{Authority: authority, State: store.ProposalOpen, Kind: catalogue.VersionKind})
	for _, p := range open {
		page.Open = append(page.Open, view.ProposalRow{ID: p.ID, Kind: string(p.Kind), Reason: p.Content.Reason, At: p.ProposedAt, State: p.State})
	}
	return page, err
}

// download hands out a version as a file that can be changed and proposed.
func (d *Catalogue) download(w http.ResponseWriter, r *http.Request) error {
	number, err := strconv.Atoi(r.PathValue("number"))
	if err != nil {
		return fault.New("console.download", fault.NotFound, "not_found")
	}
	file, err := d.Register.File(r.Context(), Staff(r).Authority, number)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="catalogue-`+strconv.Itoa(number)+`.csv"`)
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(file)
	return err
}
