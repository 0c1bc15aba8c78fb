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

// What hands the page the name of who was just confirmed, and the password
// just set.
const (
	confirmedOnce = "confirmed"
	temporaryOnce = "temporary"
)

// confirm proves an account in person: the officer has seen the document and
// types its number, which must be the account's own.
func (d *Counter) confirm(w http.ResponseWriter, r *http.Request) error {
	page := view.Counter{
		Desk:     d.desk(r, "confirm"),
		Username: strings.TrimSpace(r.PostFormValue("username")),
		IDType:   person.DocumentType(r.PostFormValue("id_type")),
		IDNumber: strings.TrimSpace(r.PostFormValue("id_number")),
	}
	if err := d.confirmPerson(r, page); err != nil {
		if fault.Is(err, fault.NotFound) {
			err = fault.New("console.confirm", fault.Invalid, "account_unknown").At("username")
		}
		return d.Refused(w, r, err, func(problems view.Problems) view.Page {
			page.Problems = problems
			return page
		})
	}
	if r.PostFormValue("reset") == "yes" {
		temporary, err := d.SignIn.ResetPassword(r.Context(), Staff(r).ID, page.Username)
		if err != nil {
			return err
		}
		d.PutOnce(w, counterPath, temporaryOnce, temporary)
	}
	// Some take their identity number for a user name: it stays out of addresses.
	d.PutOnce(w, counterPath, confirmedOnce, page.Username)
	return respond.SeeOther(w, r, counterPath)
}

func (d *Counter) confirmPerson(r *http.Request, page view.Counter) error {
	const op = "console.confirm"
	if r.PostFormValue("document_seen") != "yes" {
		return fault.New(op, fault.Invalid, "document_not_seen").At("document_seen")
	}
	document, err := person.ParseDocument(page.IDType, page.IDNumber)
	if err != nil {
		return fault.Wrap(op, err)
	}
	_, err = d.SignIn.ConfirmInPerson(r.Context(), Staff(r).ID, signin.Confirmation{
		Username: page.Username, Document: document,
	})
	return err
}
