package account

import (
	"net/http"
	"strings"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// Sessions is where people see where they are signed in, and end it.
type Sessions struct{ *House }

// Entry is how the room stands among the others.
func (s *Sessions) Entry() Entry { return Entry{Key: "sessions", Path: "/account/sessions"} }

// Routes adds the pages to the mux.
func (s *Sessions) Routes(mux *http.ServeMux, guard Guard) {
	routes(mux, guard, map[string]respond.Handler{
		"GET /account/sessions":  s.show,
		"POST /account/sessions": s.end,
	})
}

func (s *Sessions) show(w http.ResponseWriter, r *http.Request) error {
	open, err := s.SignIn.Sessions(r.Context(), respond.SessionToken(r))
	if err != nil {
		return err
	}
	page := view.AccountSessions{AccountFrame: s.Frame(r, "sessions"), Done: r.URL.Query().Get("done") != ""}
	for _, one := range open {
		browser, system, _ := strings.Cut(one.Device, "/")
		page.Rows = append(page.Rows, view.SessionRow{
			ID: one.ID, Browser: browser, System: system, OpenedAt: one.OpenedAt, LastUsedAt: one.LastUsedAt, EndsAt: one.EndsAt, This: one.This,
		})
	}
	return s.Page(w, r, http.StatusOK, page)
}

// end ends the session that the form names, or all others.
func (s *Sessions) end(w http.ResponseWriter, r *http.Request) error {
	token, chosen := respond.SessionToken(r), r.PostFormValue("session")
	if chosen == "others" {
		if _, err := s.SignIn.EndOtherSessions(r.Context(), token); err != nil {
			return err
		}
		return respond.SeeOther(w, r, "/account/sessions?done=1")
	}
	// One that ended meanwhile is what was asked for.
	if err := s.SignIn.EndSession(r.Context(), token, chosen); err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	return respond.SeeOther(w, r, "/account/sessions?done=1")
}
