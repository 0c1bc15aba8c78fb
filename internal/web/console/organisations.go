package console

import (
	"net/http"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/organisations"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// Organisations (查验单位) is where an administrator sees who registered to look
// certificates up, and locks out who must not.
type Organisations struct {
	*Office
	Organisations *organisations.Service
}

const organisationsPath = "/console/organisations"

// Entry implements Listed.
func (d *Organisations) Entry() Entry {
	return Entry{"organisations", organisationsPath, signin.ManageOrganisations}
}

// Routes implements Desk.
func (d *Organisations) Routes(mux *http.ServeMux, guard Guard) {
	routes(mux, guard, map[string]route{
		"GET " + organisationsPath:            {signin.ManageOrganisations, d.list},
		"GET " + organisationsPath + "/{id}":  {signin.ManageOrganisations, d.show},
		"POST " + organisationsPath + "/{id}": {signin.ManageOrganisations, d.change},
	})
}

func (d *Organisations) list(w http.ResponseWriter, r *http.Request) error {
	page := view.Organisations{Desk: d.desk(r, "organisations"), Query: r.URL.Query().Get("q")}
	all, err := d.Organisations.Find(r.Context(), page.Query)
	if err != nil {
		return err
	}
	for _, o := range all {
		page.Rows = append(page.Rows, organisationRow(o))
	}
	return d.Page(w, r, http.StatusOK, page)
}

func organisationRow(o store.Organisation) view.OrganisationRow {
	return view.OrganisationRow{ID: o.ID, Name: o.Name, Number: o.Number, Since: o.CreatedAt, Locked: o.Disabled(), LockedAt: o.DisabledAt}
}

func (d *Organisations) show(w http.ResponseWriter, r *http.Request) error {
	page, err := d.one(r)
	if err != nil {
		return err
	}
	page.Done = d.TakeOnce(w, r, r.URL.Path, doneOnce)
	return d.Page(w, r, http.StatusOK, page)
}

func (d *Organisations) one(r *http.Request) (view.Organisation, error) {
	o, err := d.Organisations.Show(r.Context(), r.PathValue("id"))
	if err != nil {
		return view.Organisation{}, err
	}
	page := view.Organisation{
		Desk: d.desk(r, "organisations"), Of: organisationRow(o.Organisation), Taken: d.Organisations.PerDay - o.Left, PerDay: d.Organisations.PerDay,
	}
	for _, a := range o.People {
		page.People = append(page.People, a.Username)
	}
	return page, nil
}

// change locks the organisation out (action=lock) or lets it in again
// (action=unlock).
func (d *Organisations) change(w http.ResponseWriter, r *http.Request) error {
	page, err := d.one(r)
	if err != nil {
		return err
	}
	action := r.PostFormValue("action")
	page.Reason = r.PostFormValue("reason")
	switch action {
	case "lock":
		err = d.Organisations.Lock(r.Context(), Staff(r), page.Of.ID, page.Reason)
	case "unlock":
		err = d.Organisations.Unlock(r.Context(), Staff(r), page.Of.ID)
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
	return respond.SeeOther(w, r, r.URL.Path)
}
