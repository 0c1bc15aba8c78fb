package check

import (
	"net/http"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// notice shows organisations' 服务须知 to anybody, and to an organisation that
// has yet to agree the form.
func (d *Door) notice(w http.ResponseWriter, r *http.Request) error {
	return d.Page(w, r, http.StatusOK, d.noticePage(r, r.URL.Query().Get("next"), nil))
}

func (d *Door) noticePage(r *http.Request, next string, problems view.Problems) view.CheckNotice {
	page := view.CheckNotice{
		Chrome: d.Chrome(r), Token: respond.FormToken(r.Context()), Next: next,
		Version: d.SignIn.NoticeVersion(store.VerifierRole), PerDay: d.Organisations.PerDay, Problems: problems,
	}
	a, ok := respond.Visitor(r.Context())
	switch {
	case !ok || a.Role != store.VerifierRole:
		page.Public = true
	case !d.SignIn.NeedsNotice(a):
		page.Agreed = true
	}
	return page
}

func (d *Door) agree(w http.ResponseWriter, r *http.Request) error {
	next := r.PostFormValue("next")
	err := error(fault.New("check.agree", fault.Invalid, "notice_not_agreed").At("agree"))
	if r.PostFormValue("agree") == "yes" {
		err = d.SignIn.AgreeNotice(r.Context(), Verifier(r), d.SignIn.NoticeVersion(store.VerifierRole))
	}
	if err != nil {
		return d.Refused(w, r, err, func(problems view.Problems) view.Page { return d.noticePage(r, next, problems) })
	}
	return respond.SeeOther(w, r, respond.LocalPath(next, homePath))
}
