package access

import (
	"cmp"
	"net/http"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// beginPasskey gives the page's script what it asks authenticators for.
func (p *Pages) beginPasskey(w http.ResponseWriter, r *http.Request) error {
	begun, err := p.Passkeys.BeginEntering(r.Context(), p.Client(r))
	if err != nil {
		return err
	}
	return respond.JSON(w, view.Ceremony(begun))
}

// enterByPasskey signs in by an authenticator's answer: ceremony, answer.
func (p *Pages) enterByPasskey(w http.ResponseWriter, r *http.Request) error {
	r, device := respond.FromDevice(r)
	next := r.PostFormValue("next")
	token, a, err := p.Passkeys.Enter(r.Context(), r.PostFormValue("ceremony"), []byte(r.PostFormValue("answer")))
	if err != nil {
		p.Metrics.Login(string(cmp.Or(fault.ReasonOf(err), "unexpected")))
		return p.Refused(w, r, err, func(problems view.Problems) view.Page { return p.loginPage(r, "", next, problems) })
	}
	p.Metrics.Login("ok")
	p.SetSession(w, token)
	p.SetDevice(w, device)
	return respond.SeeOther(w, r, p.onward(a, signin.NextStep(a, true), next))
}
