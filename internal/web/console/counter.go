package console

import (
	"net/http"

	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/web/view"
)

// Counter (当面核实) is for holders who come with their document.
type Counter struct {
	*Office
	SignIn *signin.Service
}

// counterPath is the desk's one page.
const counterPath = "/console/confirm"

// Entry implements Listed.
func (d *Counter) Entry() Entry { return Entry{"confirm", counterPath, signin.ConfirmPersons} }

// Routes implements Desk.
func (d *Counter) Routes(mux *http.ServeMux, guard Guard) {
	routes(mux, guard, map[string]route{
		"GET " + counterPath:  {signin.ConfirmPersons, d.show},
		"POST " + counterPath: {signin.ConfirmPersons, d.confirm},
	})
}

// show has the form, and the person just confirmed.
func (d *Counter) show(w http.ResponseWriter, r *http.Request) error {
	page := view.Counter{Desk: d.desk(r, "confirm")}
	if name := d.TakeOnce(w, r, counterPath, confirmedOnce); name != "" {
		page.Username, page.Done = name, true
		page.Temporary = d.TakeOnce(w, r, counterPath, temporaryOnce)
	}
	return d.Page(w, r, http.StatusOK, page)
}
