package home

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"yinxin.example/yinxin/internal/intake"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/view"
)

const (
	latest        = 3  // announcements on other pages
	announcements = 20 // on a page of their list
)

// announcements lists what went online, a page at a time: before and id are
// where the page before it ended.
func (p *Pages) announcements(w http.ResponseWriter, r *http.Request) error {
	page := view.Announcements{Chrome: p.Chrome(r)}
	all, err := p.Intake.Announcements(r.Context(), placeOf(r.URL.Query()), announcements+1)
	if err != nil {
		return err
	}
	if len(all) > announcements {
		all = all[:announcements]
		end := all[len(all)-1].Place
		page.Next = "/announcements?" + url.Values{"before": {strconv.FormatInt(end.At.UnixMicro(), 10)}, "id": {end.ID}}.Encode()
	}
	page.All = announced(all)
	return p.Page(w, r, http.StatusOK, page)
}

// placeOf reads where a page ended; what is malformed is the beginning.
func placeOf(q url.Values) store.Place {
	at, err := strconv.ParseInt(q.Get("before"), 10, 64)
	if err != nil || q.Get("id") == "" {
		return store.Place{}
	}
	return store.Place{At: time.UnixMicro(at), ID: q.Get("id")}
}

func announced(all []intake.Announcement) []view.Announcement {
	shown := make([]view.Announcement, len(all))
	for i, a := range all {
		shown[i] = view.Announcement{Since: a.Since, Total: a.Total()}
		for _, item := range a.Items {
			shown[i].Items = append(shown[i].Items, view.AnnouncedItem(item))
		}
	}
	return shown
}

// progress (证书办理进度) lists what is on its way.
func (p *Pages) progress(w http.ResponseWriter, r *http.Request) error {
	work, err := p.Intake.InWork(r.Context())
	if err != nil {
		return err
	}
	page := view.Progress{Chrome: p.Chrome(r)}
	for _, one := range work {
		page.Rows = append(page.Rows, view.ProgressRow{
			Authority: one.Authority, Qualification: one.Qualification, Year: one.Year, Stage: stage(one.State), PublicFrom: one.PublicFrom,
		})
	}
	return p.Page(w, r, http.StatusOK, page)
}

// stage is the state in the public's words.
func stage(s store.DeliveryState) string {
	switch s {
	case store.DeliverySubmitted:
		return "review"
	case store.DeliveryReleased:
		return "waiting"
	default:
		return "storing"
	}
}
