package console

import (
	"net/http"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// doneOnce hands the page what was just done.
const doneOnce = "done"

// change does to a colleague's account what the field action says.
func (d *Accounts) change(w http.ResponseWriter, r *http.Request) error {
	page, err := d.one(r)
	if err != nil {
		return err
	}
	ctx, by, action, temporary := r.Context(), Staff(r), r.PostFormValue("action"), ""
	switch action {
	case "disable":
		err = d.SignIn.Disable(ctx, by, page.Of.ID)
	case "enable":
		err = d.SignIn.Enable(ctx, by, page.Of.ID)
	case "reset_password":
		temporary, err = d.SignIn.ResetStaffPassword(ctx, by, page.Of.ID)
	case "reset_second_factor":
		err = d.SignIn.ResetSecondFactor(ctx, by, page.Of.ID)
	default:
		err = fault.New("console.change", fault.Invalid, "action_unknown")
	}
	if err != nil {
		return d.Refused(w, r, err, func(problems view.Problems) view.Page {
			page.Problems = problems
			return page
		})
	}
	d.PutOnce(w, r.URL.Path, doneOnce, action)
	if temporary != "" {
		d.PutOnce(w, r.URL.Path, temporaryOnce, temporary)
	}
	return respond.SeeOther(w, r, r.URL.Path)
}
