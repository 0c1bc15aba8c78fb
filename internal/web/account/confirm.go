package account

import (
	"net/http"
	"net/url"

	"yinxin.example/yinxin/internal/passkeys"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// Confirm asks whoever is signed in to show again that they are the owner,
// by the password or a passkey, before what a session alone does not open.
type Confirm struct {
	*House
	Passkeys *passkeys.Service
}

// Routes adds the pages to the mux.
func (c *Confirm) Routes(mux *http.ServeMux, guard Guard) {
	routes(mux, guard, map[string]respond.Handler{
		"GET /account/confirm":                  c.show,
		"POST /account/confirm":                 c.confirm,
		"POST /account/confirm/passkey":         c.confirmByPasskey,
		"POST /account/confirm/passkey/options": c.begin,
	})
}

func (c *Confirm) show(w http.ResponseWriter, r *http.Request) error {
	page, err := c.page(r, r.URL.Query().Get("next"))
	if err != nil {
		return err
	}
	return c.Page(w, r, http.StatusOK, page)
}

func (c *Confirm) page(r *http.Request, next string) (view.AccountConfirm, error) {
	page := view.AccountConfirm{AccountFrame: c.Frame(r, ""), Next: next}
	own, err := c.Passkeys.List(r.Context(), Owner(r))
	if len(own) > 0 {
		page.Passkeys = c.Passkeys.Origin()
	}
	return page, err
}

func (c *Confirm) confirm(w http.ResponseWriter, r *http.Request) error {
	token, err := c.SignIn.Reauthenticate(r.Context(), respond.SessionToken(r), r.PostFormValue("current"))
	return c.confirmed(w, r, token, err)
}

// begin gives the page's script what it asks authenticators for.
func (c *Confirm) begin(w http.ResponseWriter, r *http.Request) error {
	begun, err := c.Passkeys.BeginConfirming(r.Context(), Owner(r))
	if err != nil {
		return err
	}
	return respond.JSON(w, view.Ceremony(begun))
}

// confirmByPasskey takes an authenticator's answer: ceremony, answer.
func (c *Confirm) confirmByPasskey(w http.ResponseWriter, r *http.Request) error {
	token, err := c.Passkeys.Confirm(r.Context(), Owner(r), respond.SessionToken(r), r.PostFormValue("ceremony"), []byte(r.PostFormValue("answer")))
	return c.confirmed(w, r, token, err)
}

// confirmed goes on with the session's new token, or asks again.
func (c *Confirm) confirmed(w http.ResponseWriter, r *http.Request, token string, err error) error {
	next := r.PostFormValue("next")
	if err == nil {
		c.SetSession(w, token)
		return respond.SeeOther(w, r, respond.LocalPath(next, "/account"))
	}
	page, broken := c.page(r, next)
	if broken != nil {
		return broken
	}
	return c.Refused(w, r, err, func(problems view.Problems) view.Page {
		page.Problems = problems
		return page
	})
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
