package access

import (
	"net/http"

	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// passwordForm is for those who were given a temporary password and must
// replace it before anything else.
func (p *Pages) passwordForm(w http.ResponseWriter, r *http.Request) error {
	return p.Page(w, r, http.StatusOK, p.passwordPage(r, r.URL.Query().Get("next"), nil))
}

func (p *Pages) passwordPage(r *http.Request, next string, problems view.Problems) view.Password {
	return view.Password{Chrome: p.Chrome(r), Token: respond.FormToken(r.Context()), Next: next, Problems: problems}
}

func (p *Pages) password(w http.ResponseWriter, r *http.Request) error {
	next := r.PostFormValue("next")
	token, err := p.SignIn.ChangePassword(r.Context(), respond.SessionToken(r), r.PostFormValue("current"), r.PostFormValue("password"))
	if err != nil {
		return p.Refused(w, r, err, func(problems view.Problems) view.Page { return p.passwordPage(r, next, problems) })
	}
	p.SetSession(w, token)
	arrival, _ := respond.Arriving(r.Context())
	return respond.SeeOther(w, r, p.afterSignIn(arrival.Account, next))
}

// at lets those through who stand at a step of signing in, and sends the
// others to where they stand.
func (p *Pages) at(step signin.Step, h respond.Handler) respond.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		next := r.FormValue("next")
		arrival, arriving := respond.Arriving(r.Context())
		if a, ok := respond.Visitor(r.Context()); ok {
			return respond.SeeOther(w, r, respond.LocalPath(next, start(a)))
		}
		switch {
		case !arriving:
			return respond.SeeOther(w, r, loginPath(next))
		case arrival.Step != step:
			return respond.SeeOther(w, r, p.onward(arrival.Account, arrival.Step, next))
		}
		return h(w, r)
	}
}

// fromOwnPage refuses forms that no page of this session sent.
func fromOwnPage(h respond.Handler) respond.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := respond.CheckFormToken(r); err != nil {
			return err
		}
		return h(w, r)
	}
}

// onward is where a person goes from a step of signing in.
func (p *Pages) onward(a store.Account, step signin.Step, next string) string {
	switch step {
	case signin.EnrolStep:
		return withNext("/login/enrol", next)
	case signin.SecondFactorStep:
		return withNext("/login/totp", next)
	case signin.PasswordStep:
		return withNext("/password", next)
	}
	return p.afterSignIn(a, next)
}
