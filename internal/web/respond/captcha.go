package respond

import (
	"encoding/json"
	"net/http"

	"yinxin.example/yinxin/internal/captcha"
	"yinxin.example/yinxin/internal/fault"
)

// CheckCaptcha takes the solution that a form with the partial "captcha"
// brought, and uses it up; one that brought none passes within a tighter rate.
// It fails as captcha.Service.Check does.
func (p *Responder) CheckCaptcha(r *http.Request) error {
	return p.Captcha.Check(r.Context(), r.PostFormValue(captcha.Field), p.Client(r))
}

// Challenge answers with a challenge for the script of such a form.
func (p *Responder) Challenge(w http.ResponseWriter, _ *http.Request) error {
	const op = "respond.Challenge"
	challenge, err := p.Captcha.New()
	if err != nil {
		return fault.Wrap(op, err)
	}
	body, err := json.Marshal(challenge)
	if err != nil {
		return fault.Wrap(op, err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(body)
	return fault.Wrap(op, err)
}
