package access

import (
	"net/http"
	"strconv"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// noticePath is the notice for the account's role.
func noticePath(a store.Account, next string) string {
	if a.Role == store.VerifierRole {
		return withNext("/check/notice", next)
	}
	return withNext("/notice", next)
}

func (p *Pages) noticePage(w http.ResponseWriter, r *http.Request) error {
	next := r.URL.Query().Get("next")
	if a := visitor(r); a.Role == store.VerifierRole {
		return respond.SeeOther(w, r, noticePath(a, next))
	}
	return p.Page(w, r, http.StatusOK, p.notice(r, next))
}

func (p *Pages) notice(r *http.Request, next string) view.Notice {
	scenario := p.Policy.Scenarios[0]
	a, ok := respond.Visitor(r.Context())
	return view.Notice{
		Chrome: p.Chrome(r), Version: strconv.Itoa(p.SignIn.NoticeVersion(store.HolderRole)), Next: next,
		Agreed:  ok && !p.SignIn.NeedsNotice(a),
		Public:  !ok,
		MaxDays: scenario.MaxDays, Quota: scenario.Quota, Window: scenario.WindowDays,
	}
}

func (p *Pages) agree(w http.ResponseWriter, r *http.Request) error {
	next := r.PostFormValue("next")
	if a := visitor(r); a.Role == store.VerifierRole {
		return respond.SeeOther(w, r, noticePath(a, next))
	}
	err := error(fault.New("access.agree", fault.Invalid, "notice_not_agreed").At("agree"))
	if r.PostFormValue("agree") == "yes" {
		err = p.SignIn.AgreeNotice(r.Context(), visitor(r), p.SignIn.NoticeVersion(store.HolderRole))
	}
	if err != nil {
		return p.Refused(w, r, err, func(problems view.Problems) view.Page {
			page := p.notice(r, next)
			page.Problems = problems
			return page
		})
	}
	return respond.SeeOther(w, r, respond.LocalPath(next, start(visitor(r))))
}
