package console

import (
	"net/http"
	"strings"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// confirmedOnce is what hands the page the name of who was just confirmed.
const confirmedOnce = "confirmed"

// confirm proves an account in person: the officer has seen the document and
// types its number, which must be the account's own.
func (p *Pages) confirm(w http.ResponseWriter, r *http.Request) error {
	form := view.ConfirmForm{
		Username: strings.TrimSpace(r.PostFormValue("username")),
		IDType:   person.DocumentType(r.PostFormValue("id_type")),
		IDNumber: strings.TrimSpace(r.PostFormValue("id_number")),
	}
	if err := p.confirmPerson(r, form); err != nil {
		if fault.Is(err, fault.NotFound) {
			err = fault.New("console.confirm", fault.Invalid, "account_unknown").At("username")
		}
		return p.Refused(w, r, err, func(problems view.Problems) view.Page {
			form.Problems = problems
			return view.Console{Chrome: p.Chrome(r), Confirm: form}
		})
	}
	if r.PostFormValue("reset") == "yes" {
		temporary, err := p.SignIn.ResetPassword(r.Context(), officer(r).ID, form.Username)
		if err != nil {
			return err
		}
		p.PutOnce(w, "/console", "temporary", temporary)
	}
	// Some take their identity number for a user name: it stays out of addresses.
	p.PutOnce(w, "/console", confirmedOnce, form.Username)
	return respond.SeeOther(w, r, "/console")
}

func (p *Pages) confirmPerson(r *http.Request, form view.ConfirmForm) error {
	const op = "console.confirm"
	if r.PostFormValue("document_seen") != "yes" {
		return fault.New(op, fault.Invalid, "document_not_seen").At("document_seen")
	}
	document, err := person.ParseDocument(form.IDType, form.IDNumber)
	if err != nil {
		return fault.Wrap(op, err)
	}
	_, err = p.SignIn.ConfirmInPerson(r.Context(), officer(r).ID, signin.Confirmation{
		Username: form.Username, Document: document,
	})
	return err
}
