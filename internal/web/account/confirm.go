package account

import (
	"net/http"
	"net/url"

	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// Confirm asks whoever is signed in to show again that they are the owner,
// before what a session alone does not open.
type Confirm struct{ *House }

// Routes adds the pages to the mux.
func (c *Confirm) Routes(mux *http.ServeMux, guard Guard) {
	routes(mux, guard, map[string]respond.Handler{
		"GET /account/confirm":  c.show,
		"POST /account/confirm": c.confirm,
	})
}

func (c *Confirm) show(w http.ResponseWriter, r *http.Request) error {
	return c.Page(w, r, http.StatusOK, view.AccountConfirm{AccountFrame: c.Frame(r, ""), Next: r.URL.Query().Get("next")})
}

func (c *Confirm) confirm(w http.ResponseWriter, r *http.Request) error {
	next := r.PostFormValue("next")
	token, err := c.SignIn.Reauthenticate(r.Context(), respond.SessionToken(r), r.PostFormValue("current"))
	if err != nil {
		return c.Refused(w, r, err, func(problems view.Problems) view.Page {
			return view.AccountConfirm{AccountFrame: c.Frame(r, ""), Next: next, Problems: problems}
		})
	}
	c.SetSession(w, token)
	return respond.SeeOther(w, r, respond.LocalPath(next, "/account"))
}

// Recent lets those through who showed a password or passkey lately in this
// session, and sends the others to do so and come back to the page.
func (h *House) Recent(next respond.Handler) respond.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		recent, err := h.SignIn.Recent(r.Context(), respond.SessionToken(r))
		switch {
		case err != nil:
			return err
		case !recent:
			return respond.SeeOther(w, r, "/account/confirm?next="+url.QueryEscape(r.URL.RequestURI()))
		}
		return next(w, r)
	}
}
