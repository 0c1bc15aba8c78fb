package console

import (
	"net/http"
	"strings"

	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// add opens an account of the own authority.
func (d *Accounts) add(w http.ResponseWriter, r *http.Request) error {
	form := signin.NewStaff{
		Role: store.Role(r.PostFormValue("role")), Authority: Staff(r).Authority,
		Username: strings.TrimSpace(r.PostFormValue("username")),
		Name:     strings.TrimSpace(r.PostFormValue("name")), Phone: strings.TrimSpace(r.PostFormValue("phone")),
	}
	a, temporary, err := d.SignIn.AddStaff(r.Context(), Staff(r).ID, form)
	if err != nil {
		page, listed := d.page(r)
		if listed != nil {
			return listed
		}
		return d.Refused(w, r, err, func(problems view.Problems) view.Page {
			page.Chosen, page.Username, page.FullName, page.Phone = string(form.Role), form.Username, form.Name, form.Phone
			page.Problems = problems
			return page
		})
	}
	path := accountsPath + "/" + a.ID
	d.PutOnce(w, path, doneOnce, "add")
	d.PutOnce(w, path, temporaryOnce, temporary)
	return respond.SeeOther(w, r, path)
}
