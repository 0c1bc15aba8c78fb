package home

import (
	"net/http"
	"slices"

	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/view"
)

func (p *Pages) home(w http.ResponseWriter, r *http.Request) error {
	offerings, err := p.catalogue(r.Context())
	if err != nil {
		return err
	}
	news, err := p.Intake.Announcements(r.Context(), store.Place{}, latest)
	if err != nil {
		return err
	}
	page := view.Home{Chrome: p.Chrome(r), News: announced(news)}
	for _, o := range offerings {
		if !slices.Contains(page.Authorities, o.Authority) {
			page.Authorities = append(page.Authorities, o.Authority)
		}
	}
	return p.Page(w, r, http.StatusOK, page)
}
