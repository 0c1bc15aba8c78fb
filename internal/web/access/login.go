package access

import (
	"cmp"
	"net/http"
	"net/url"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

func (p *Pages) loginForm(w http.ResponseWriter, r *http.Request) error {
	if a, ok := respond.Visitor(r.Context()); ok {
		return respond.SeeOther(w, r, respond.LocalPath(r.URL.Query().Get("next"), start(a)))
	}
	if arrival, ok := respond.Arriving(r.Context()); ok {
		return respond.SeeOther(w, r, p.onward(arrival.Account, arrival.Step, r.URL.Query().Get("next")))
	}
	return p.Page(w, r, http.StatusOK, p.loginPage(r, "", r.URL.Query().Get("next"), nil))
}

func (p *Pages) loginPage(r *http.Request, username, next string, problems view.Problems) view.Login {
	return view.Login{Chrome: p.Chrome(r), Username: username, Next: next, Passkeys: p.Passkeys.Origin(), Problems: problems}
}

func (p *Pages) login(w http.ResponseWriter, r *http.Request) error {
	r, device := respond.FromDevice(r)
	username, next := r.PostFormValue("username"), r.PostFormValue("next")
	token, a, err := p.SignIn.Login(r.Context(), username, r.PostFormValue("password"), p.Client(r))
	if err != nil {
		p.Metrics.Login(string(cmp.Or(fault.ReasonOf(err), "unexpected")))
		return p.Refused(w, r, err, func(problems view.Problems) view.Page { return p.loginPage(r, username, next, problems) })
	}
	p.Metrics.Login("ok")
	p.SetSession(w, token)
	p.SetDevice(w, device)
	return respond.SeeOther(w, r, p.onward(a, signin.NextStep(a, false), next))
}

// afterSignIn is where a person goes from the door: the notice first, then
// where they were going.
func (p *Pages) afterSignIn(a store.Account, next string) string {
	next = respond.LocalPath(next, start(a))
	if p.SignIn.NeedsNotice(a) {
		return noticePath(a, next)
	}
	return next
}

// loginPath is the door, with the way on.
func loginPath(next string) string { return withNext("/login", next) }

func withNext(path, next string) string {
	if next == "" {
		return path
	}
	return path + "?next=" + url.QueryEscape(next)
}

func start(a store.Account) string {
	switch a.Role {
	case store.HolderRole:
		return "/certificates"
	case store.VerifierRole:
		return "/check"
	}
	return "/console"
}

func (p *Pages) logout(w http.ResponseWriter, r *http.Request) error {
	if token := respond.SessionToken(r); token != "" {
		if err := p.SignIn.Logout(r.Context(), token); err != nil {
			return err
		}
	}
	p.SetSession(w, "")
	return respond.SeeOther(w, r, "/")
}
