package home

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/view"
)

// coverage lists the catalogue, one row a qualification and level, searched by
// q in any of the words of a row.
func (p *Pages) coverage(w http.ResponseWriter, r *http.Request) error {
	offerings, err := p.catalogue(r.Context())
	if err != nil {
		return err
	}
	rows := coverageRows(offerings)
	news, err := p.addOnline(r.Context(), rows)
	if err != nil {
		return err
	}
	page := view.Coverage{Chrome: p.Chrome(r), Query: strings.TrimSpace(r.URL.Query().Get("q")), Total: len(rows), News: news}
	for _, row := range rows {
		if rowMatches(row, page.Query) {
			page.Rows = append(page.Rows, row)
		}
	}
	return p.Page(w, r, http.StatusOK, page)
}

// addOnline adds to the rows what is online now, and returns the latest news.
func (p *Pages) addOnline(ctx context.Context, rows []view.CoverageRow) ([]view.Announcement, error) {
	var online []store.Covered
	err := p.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		online, err = r.Coverage(ctx, p.Now())
		return err
	})
	if err != nil {
		return nil, err
	}
	for i := range rows {
		row := &rows[i]
		for _, c := range online {
			if c.Qualification == row.Qualification && c.Level == row.Level && c.Authority == row.Authority {
				row.Certificates += c.Certificates
				row.Online = append(row.Online, c.Year)
			}
		}
		slices.Sort(row.Online)
		row.Online = slices.Compact(row.Online)
	}
	news, err := p.Intake.Announcements(ctx, store.Place{}, latest)
	return announced(news), err
}

func coverageRows(offerings []cert.Offering) []view.CoverageRow {
	type key struct{ qualification, level, authority string }
	var rows []view.CoverageRow
	index := map[key]int{}
	for _, o := range offerings {
		k := key{o.Qualification, o.Level, o.Authority}
		i, seen := index[k]
		if !seen {
			i = len(rows)
			index[k] = i
			rows = append(rows, view.CoverageRow{
				Qualification: o.Qualification, EnglishName: o.EnglishName, Level: o.Level,
				Authority: o.Authority, Since: o.OnlineFrom, Until: o.OnlineUntil,
			})
		}
		if o.Specialty != "" {
			rows[i].Specialties = append(rows[i].Specialties, o.Specialty)
		}
		widen(&rows[i], o)
	}
	return rows
}

// widen lets a row span the years of one more specialty.
func widen(row *view.CoverageRow, o cert.Offering) {
	switch {
	case o.OnlineFrom == 0:
		return
	case row.Since == 0:
		row.Since, row.Until = o.OnlineFrom, o.OnlineUntil
	case row.Until == 0 || o.OnlineUntil == 0:
		row.Since, row.Until = min(row.Since, o.OnlineFrom), 0
	default:
		row.Since, row.Until = min(row.Since, o.OnlineFrom), max(row.Until, o.OnlineUntil)
	}
}

func rowMatches(row view.CoverageRow, query string) bool {
	words := strings.Join(append([]string{row.Qualification, row.EnglishName, row.Level, row.Authority}, row.Specialties...), "\n")
	return strings.Contains(strings.ToLower(words), strings.ToLower(query))
}
