package access

import (
	"net/http"
	"strings"

	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// claimForm asks for the code; ?again=1 follows a request for a new one.
func (p *Pages) claimForm(w http.ResponseWriter, r *http.Request) error {
	if visitor(r).Claimed() {
		return respond.SeeOther(w, r, "/certificates")
	}
	return p.Page(w, r, http.StatusOK, view.Claim{
		Chrome: p.Chrome(r), Minutes: p.minutes(), Sent: r.URL.Query().Get("again") != "",
	})
}

// claim proves the person by the code, or sends another with resend=yes.
func (p *Pages) claim(w http.ResponseWriter, r *http.Request) error {
	code := strings.TrimSpace(r.PostFormValue("code"))
	done := "/certificates"
	var err error
	if r.PostFormValue("resend") == "" {
		err = p.SignIn.Claim(r.Context(), visitor(r), code)
	} else {
		done, err = "/claim?again=1", p.SignIn.StartClaim(r.Context(), visitor(r))
	}
	if err != nil {
		return p.Refused(w, r, err, func(problems view.Problems) view.Page {
			return view.Claim{Chrome: p.Chrome(r), Code: code, Minutes: p.minutes(), Problems: problems}
		})
	}
	return respond.SeeOther(w, r, done)
}
