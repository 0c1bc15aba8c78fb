package access

import (
	"context"
	"net/http"
	"strings"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// byRecovery is the value of by where a recovery code stands in for a lost
// authenticator.
const byRecovery = "recovery"

// secondFactorForm asks for the code of the authenticator, or a recovery code.
func (p *Pages) secondFactorForm(w http.ResponseWriter, r *http.Request) error {
	return p.Page(w, r, http.StatusOK, p.secondFactorPage(r, r.URL.Query().Get("next"), nil))
}

func (p *Pages) secondFactorPage(r *http.Request, next string, problems view.Problems) view.SecondFactor {
	return view.SecondFactor{Chrome: p.Chrome(r), Token: respond.FormToken(r.Context()), Next: next, ByRecovery: r.FormValue("by") == byRecovery, Problems: problems}
}

func (p *Pages) secondFactor(w http.ResponseWriter, r *http.Request) error {
	next := r.PostFormValue("next")
	if r.PostFormValue("by") == byRecovery {
		return p.replaceSecondFactor(w, r, next)
	}
	return p.finish(w, r, next, p.SignIn.PassSecondFactor, func(problems view.Problems) view.Page {
		return p.secondFactorPage(r, next, problems)
	})
}

// replaceSecondFactor takes a recovery code, after which the door knows what is
// left to do.
func (p *Pages) replaceSecondFactor(w http.ResponseWriter, r *http.Request, next string) error {
	r, device := respond.FromDevice(r)
	token, err := p.SignIn.ReplaceSecondFactor(r.Context(), respond.SessionToken(r), r.PostFormValue("code"))
	if err != nil && fault.ReasonOf(err) != "sign_in_changed" {
		return p.Refused(w, r, err, func(problems view.Problems) view.Page { return p.secondFactorPage(r, next, problems) })
	}
	if err == nil {
		p.SetSession(w, token)
		p.SetDevice(w, device)
	}
	return respond.SeeOther(w, r, loginPath(next))
}

// enrolForm offers a second factor, to be scanned or typed.
func (p *Pages) enrolForm(w http.ResponseWriter, r *http.Request) error {
	page, err := p.enrolPage(r, r.URL.Query().Get("next"))
	if err != nil {
		return err
	}
	return p.Page(w, r, http.StatusOK, page)
}

func (p *Pages) enrolPage(r *http.Request, next string) (view.Enrol, error) {
	arrival, _ := respond.Arriving(r.Context())
	offer := p.SignIn.OfferSecondFactor(arrival.Account, respond.SessionToken(r))
	square, err := respond.Square(offer.URI)
	if err != nil {
		return view.Enrol{}, err
	}
	return view.Enrol{
		Chrome: p.Chrome(r), Token: respond.FormToken(r.Context()), Next: next,
		Secret: respond.InFours(offer.Secret), Square: square,
	}, nil
}

func (p *Pages) enrol(w http.ResponseWriter, r *http.Request) error {
	next := r.PostFormValue("next")
	page, err := p.enrolPage(r, next)
	if err != nil {
		return err
	}
	return p.finish(w, r, next, p.SignIn.EnrolSecondFactor, func(problems view.Problems) view.Page {
		page.Problems = problems
		return page
	})
}

// finish takes the code by one of the ways to, and goes on signed in.
func (p *Pages) finish(w http.ResponseWriter, r *http.Request, next string,
	take func(ctx context.Context, token, code string) (string, error), again func(view.Problems) view.Page,
) error {
	r, device := respond.FromDevice(r)
	token, err := take(r.Context(), respond.SessionToken(r), strings.TrimSpace(r.PostFormValue("code")))
	if fault.ReasonOf(err) == "sign_in_changed" {
		return respond.SeeOther(w, r, loginPath(next)) // the account moved on under this page
	}
	if err != nil {
		return p.Refused(w, r, err, again)
	}
	p.SetSession(w, token)
	p.SetDevice(w, device)
	arrival, _ := respond.Arriving(r.Context())
	return respond.SeeOther(w, r, p.onward(arrival.Account, signin.NextStep(arrival.Account, true), next))
}
