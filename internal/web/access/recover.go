package access

import (
	"net/http"
	"strconv"
	"strings"

	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// recoverForm asks for the user name, then for the code (?step=reset), and in
// the end says that it was set (?step=done).
func (p *Pages) recoverForm(w http.ResponseWriter, r *http.Request) error {
	page := view.Recover{Chrome: p.Chrome(r), Step: view.RecoverAsk, Minutes: p.minutes()}
	switch view.RecoverStep(r.URL.Query().Get("step")) {
	case view.RecoverReset:
		page.Step, page.Username = view.RecoverReset, p.TakeOnce(w, r, "/recover", "username")
	case view.RecoverDone:
		left, err := strconv.Atoi(p.TakeOnce(w, r, "/recover", "left"))
		if err != nil {
			return respond.SeeOther(w, r, "/login")
		}
		page.Step, page.CodesLeft = view.RecoverDone, left
	}
	return p.Page(w, r, http.StatusOK, page)
}

// recover sends a code (step=ask), or sets the new password by it.
func (p *Pages) recover(w http.ResponseWriter, r *http.Request) error {
	form := signin.Recovery{
		Username: strings.TrimSpace(r.PostFormValue("username")),
		Code:     strings.TrimSpace(r.PostFormValue("code")),
		Password: r.PostFormValue("password"),
		Client:   p.Client(r),
	}
	if step := view.RecoverStep(r.PostFormValue("step")); step == view.RecoverAsk || form.Code == "" && form.Password == "" {
		return p.askRecovery(w, r, form)
	}
	left, err := p.SignIn.FinishRecovery(r.Context(), form)
	if err != nil {
		return p.refuseRecovery(w, r, form, view.RecoverReset, err)
	}
	p.SetSession(w, "")
	p.PutOnce(w, "/recover", "left", strconv.Itoa(left))
	return respond.SeeOther(w, r, "/recover?step=done")
}

func (p *Pages) askRecovery(w http.ResponseWriter, r *http.Request, form signin.Recovery) error {
	if err := p.CheckCaptcha(r); err != nil {
		return p.refuseRecovery(w, r, form, view.RecoverAsk, err)
	}
	if err := p.SignIn.StartRecovery(r.Context(), form.Username, form.Client); err != nil {
		return p.refuseRecovery(w, r, form, view.RecoverAsk, err)
	}
	p.PutOnce(w, "/recover", "username", form.Username)
	return respond.SeeOther(w, r, "/recover?step=reset")
}

func (p *Pages) refuseRecovery(w http.ResponseWriter, r *http.Request, form signin.Recovery, step view.RecoverStep, err error) error {
	return p.Refused(w, r, err, func(problems view.Problems) view.Page {
		return view.Recover{
			Chrome: p.Chrome(r), Step: step, Username: form.Username, Code: form.Code,
			Minutes: p.minutes(), Problems: problems,
		}
	})
}
