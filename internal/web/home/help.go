package home

import (
	"net/http"

	"yinxin.example/yinxin/internal/web/view"
)

// help answers with the values of the policy in force.
func (p *Pages) help(w http.ResponseWriter, r *http.Request) error {
	offerings, err := p.catalogue(r.Context())
	if err != nil {
		return err
	}
	first := p.Policy.Scenarios[0]
	page := view.Help{
		Chrome: p.Chrome(r), MaxDays: first.MaxDays, Quota: first.Quota, Window: first.WindowDays,
		MaxUploadMB: p.MaxUploadMB, LookupsPerDay: p.Policy.LookupsPerDay, HistoryDays: p.Policy.HistoryDays,
	}
	for _, o := range offerings {
		if page.EndorsedFrom.IsZero() || o.EndorsedFrom.Before(page.EndorsedFrom) {
			page.EndorsedFrom = o.EndorsedFrom
		}
	}
	for _, s := range p.Policy.Scenarios {
		page.Scenarios = append(page.Scenarios, view.Scenario{
			Name: s.Name, EnglishName: s.EnglishName, MaxDays: s.MaxDays, Quota: s.Quota, Window: s.WindowDays,
		})
	}
	return p.Page(w, r, http.StatusOK, page)
}
