package corrections

import (
	"net/http"
	"strings"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// identity asks for the corrected name and number.
func (p *Pages) identity(w http.ResponseWriter, r *http.Request) error {
	a := holder(r)
	page := p.following(r)
	page.FullName, page.IDType = a.Name, string(a.Document.Type)
	return p.Page(w, r, http.StatusOK, page)
}

func (p *Pages) following(r *http.Request) view.FollowIdentity {
	return view.FollowIdentity{Chrome: p.Chrome(r), Minutes: int(p.SignIn.CodeLife().Minutes())}
}

// follow sends a code (step=send), or puts the identity on the account by it
// (step=code).
func (p *Pages) follow(w http.ResponseWriter, r *http.Request) error {
	page := p.following(r)
	page.FullName, page.IDType, page.IDNumber = strings.TrimSpace(r.PostFormValue("name")), r.PostFormValue("id_type"), strings.TrimSpace(r.PostFormValue("id_number"))
	entered := r.PostFormValue("step") == "code"
	page.Sent = entered
	err := p.followTo(r, page, entered)
	switch {
	case err != nil:
		return p.Refused(w, r, err, func(problems view.Problems) view.Page {
			page.Problems = problems
			return page
		})
	case entered:
		return respond.SeeOther(w, r, "/certificates")
	}
	page.Sent = true
	return p.Page(w, r, http.StatusOK, page)
}

func (p *Pages) followTo(r *http.Request, page view.FollowIdentity, entered bool) error {
	document, err := person.ParseDocument(person.DocumentType(page.IDType), page.IDNumber)
	if err != nil {
		field := "id_number"
		if fault.ReasonOf(err) == person.ReasonIDType {
			field = "id_type"
		}
		return fault.New("corrections.follow", fault.Invalid, fault.ReasonOf(err)).At(field)
	}
	if !entered {
		return p.SignIn.StartFollow(r.Context(), holder(r), page.FullName, document)
	}
	return p.SignIn.Follow(r.Context(), holder(r), page.FullName, document, r.PostFormValue("code"))
}
