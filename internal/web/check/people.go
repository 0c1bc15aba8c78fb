package check

import (
	"net/http"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/organisations"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// People (人员) is where an organisation's people let colleagues in, so that
// nobody shares a password and whoever leaves is locked out alone.
type People struct {
	*Office
	SignIn        *signin.Service
	Organisations *organisations.Service
}

const (
	peoplePath = "/check/people"
	// temporaryOnce hands the page the temporary password just set.
	temporaryOnce = "temporary"
)

// Entry implements Listed.
func (d *People) Entry() Entry { return Entry{"people", peoplePath} }

// Routes implements Desk.
func (d *People) Routes(mux *http.ServeMux, guard Guard) {
	mux.Handle("GET "+peoplePath, guard(d.list))
	mux.Handle("POST "+peoplePath, guard(d.add))
	mux.Handle("POST "+peoplePath+"/{id}", guard(d.change))
}

// list has everybody, and the temporary password just set for one, once.
func (d *People) list(w http.ResponseWriter, r *http.Request) error {
	page, err := d.page(r)
	if err != nil {
		return err
	}
	page.Done = d.TakeOnce(w, r, peoplePath, doneOnce)
	page.Temporary = d.TakeOnce(w, r, peoplePath, temporaryOnce)
	return d.Page(w, r, http.StatusOK, page)
}

func (d *People) page(r *http.Request) (view.CheckPeople, error) {
	page := view.CheckPeople{Checker: d.Checker(r, "people")}
	shown, err := d.Organisations.Show(r.Context(), Organisation(r).ID)
	for _, a := range shown.People {
		page.Rows = append(page.Rows, personRow(r, a))
	}
	return page, err
}

func personRow(r *http.Request, a store.Account) view.AccountRow {
	return view.AccountRow{
		ID: a.ID, Username: a.Username, Since: a.CreatedAt, Disabled: a.Disabled(), Temporary: a.Temporary, Own: a.ID == Verifier(r).ID,
	}
}

// add opens an account for a colleague.
func (d *People) add(w http.ResponseWriter, r *http.Request) error {
	username := r.PostFormValue("username")
	_, temporary, err := d.SignIn.AddVerifier(r.Context(), Verifier(r), username)
	return d.done(w, r, "add", temporary, username, err)
}

// change does to a colleague's account what the field action says.
func (d *People) change(w http.ResponseWriter, r *http.Request) (err error) {
	ctx, by, id, action, temporary := r.Context(), Verifier(r), r.PathValue("id"), r.PostFormValue("action"), ""
	switch action {
	case "disable":
		err = d.SignIn.Disable(ctx, by, id)
	case "enable":
		err = d.SignIn.Enable(ctx, by, id)
	case "reset_password":
		temporary, err = d.SignIn.ResetStaffPassword(ctx, by, id)
	default:
		err = fault.New("check.change", fault.Invalid, "action_unknown")
	}
	if fault.Is(err, fault.NotFound) {
		return err
	}
	return d.done(w, r, action, temporary, "", err)
}

// done shows what was done, or the page with what was wrong.
func (d *People) done(w http.ResponseWriter, r *http.Request, action, temporary, username string, err error) error {
	if err != nil {
		page, listed := d.page(r)
		if listed != nil {
			return listed
		}
		return d.Refused(w, r, err, func(problems view.Problems) view.Page {
			page.Username, page.Problems = username, problems
			return page
		})
	}
	d.PutOnce(w, peoplePath, doneOnce, action)
	if temporary != "" {
		d.PutOnce(w, peoplePath, temporaryOnce, temporary)
	}
	return respond.SeeOther(w, r, peoplePath)
}
