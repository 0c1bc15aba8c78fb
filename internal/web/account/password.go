package account

import (
	"net/http"

	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// Password is where the own password is changed.
type Password struct{ *House }

// Entry is how the room stands among the others.
func (p *Password) Entry() Entry { return Entry{Key: "password", Path: "/account/password"} }

// Routes adds the pages to the mux.
func (p *Password) Routes(mux *http.ServeMux, guard Guard) {
	routes(mux, guard, map[string]respond.Handler{
		"GET /account/password":  p.show,
		"POST /account/password": p.change,
	})
}

func (p *Password) show(w http.ResponseWriter, r *http.Request) error {
	return p.Page(w, r, http.StatusOK, view.AccountPassword{
		AccountFrame: p.Frame(r, "password"), Done: r.URL.Query().Get("done") != "",
	})
}

func (p *Password) change(w http.ResponseWriter, r *http.Request) error {
	token, err := p.SignIn.ChangePassword(r.Context(), respond.SessionToken(r), r.PostFormValue("current"), r.PostFormValue("password"))
	if err != nil {
		return p.Refused(w, r, err, func(problems view.Problems) view.Page {
			return view.AccountPassword{AccountFrame: p.Frame(r, "password"), Problems: problems}
		})
	}
	p.SetSession(w, token)
	return respond.SeeOther(w, r, "/account/password?done=1")
}
