package account

import (
	"net/http"

	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

func (s *Security) showOneTime(w http.ResponseWriter, r *http.Request) error {
	page, err := s.oneTime(r, nil)
	if err != nil {
		return err
	}
	return s.Page(w, r, http.StatusOK, page)
}

// oneTime offers a secret to those who have none yet.
func (s *Security) oneTime(r *http.Request, problems view.Problems) (view.AccountOneTime, error) {
	a := Owner(r)
	page := view.AccountOneTime{
		AccountFrame: s.Frame(r, "security"), On: a.TOTPSecret != "", Needed: signin.NeedsSecondFactor(a.Role), Problems: problems,
	}
	if page.On {
		return page, nil
	}
	offer := s.SignIn.OfferSecondFactor(a, respond.SessionToken(r))
	square, err := respond.Square(offer.URI)
	page.Secret, page.Square = respond.InFours(offer.Secret), square
	return page, err
}

// changeOneTime turns one-time passwords on by the first code, or off by one
// more.
func (s *Security) changeOneTime(w http.ResponseWriter, r *http.Request) error {
	page, err := s.oneTime(r, nil)
	if err != nil {
		return err
	}
	take, done := s.SignIn.EnrolSecondFactor, "on"
	if page.On {
		take, done = s.SignIn.DropSecondFactor, "off"
	}
	token, err := take(r.Context(), respond.SessionToken(r), r.PostFormValue("code"))
	if err != nil {
		return s.Refused(w, r, err, func(problems view.Problems) view.Page {
			page.Problems = problems
			return page
		})
	}
	s.SetSession(w, token)
	return respond.SeeOther(w, r, "/account/security?done="+done)
}
