package console

import (
	"net/http"

	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/view"
)

// Accounts (人员) is where an administrator keeps the accounts of the
// authority's staff.
type Accounts struct {
	*Office
	SignIn *signin.Service
}

const accountsPath = "/console/accounts"

// Entry implements Listed.
func (d *Accounts) Entry() Entry { return Entry{"accounts", accountsPath, signin.ManageAccounts} }

// Routes implements Desk.
func (d *Accounts) Routes(mux *http.ServeMux, guard Guard) {
	routes(mux, guard, map[string]route{
		"GET " + accountsPath:            {signin.ManageAccounts, d.list},
		"POST " + accountsPath:           {signin.ManageAccounts, d.add},
		"GET " + accountsPath + "/{id}":  {signin.ManageAccounts, d.show},
		"POST " + accountsPath + "/{id}": {signin.ManageAccounts, d.change},
	})
}

func (d *Accounts) list(w http.ResponseWriter, r *http.Request) error {
	page, err := d.page(r)
	if err != nil {
		return err
	}
	return d.Page(w, r, http.StatusOK, page)
}

// page lists the staff, with an empty form to add one.
func (d *Accounts) page(r *http.Request) (view.Accounts, error) {
	page := view.Accounts{Desk: d.desk(r, "accounts")}
	for _, role := range store.StaffRoles() {
		page.Roles = append(page.Roles, string(role))
	}
	all, err := d.SignIn.Staff(r.Context(), Staff(r).Authority)
	for _, a := range all {
		page.Rows = append(page.Rows, accountRow(r, a))
	}
	return page, err
}

func accountRow(r *http.Request, a store.Account) view.AccountRow {
	return view.AccountRow{
		ID: a.ID, Username: a.Username, Name: a.Name, Role: string(a.Role), Phone: a.Phone, Since: a.CreatedAt,
		Disabled: a.Disabled(), Temporary: a.Temporary, Own: a.ID == Staff(r).ID,
		NeedsSecondFactor: signin.NeedsSecondFactor(a.Role), HasSecondFactor: a.TOTPSecret != "",
	}
}

// show has one account, and the temporary password just set for it, once.
func (d *Accounts) show(w http.ResponseWriter, r *http.Request) error {
	page, err := d.one(r)
	if err != nil {
		return err
	}
	page.Done = d.TakeOnce(w, r, r.URL.Path, doneOnce)
	page.Temporary = d.TakeOnce(w, r, r.URL.Path, temporaryOnce)
	return d.Page(w, r, http.StatusOK, page)
}

func (d *Accounts) one(r *http.Request) (view.Account, error) {
	a, err := d.SignIn.StaffMember(r.Context(), Staff(r).Authority, r.PathValue("id"))
	return view.Account{Desk: d.desk(r, "accounts"), Of: accountRow(r, a)}, err
}
