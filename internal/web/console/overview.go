package console

import (
	"net/http"

	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/web/view"
)

// Overview (总览) is where staff begin.
type Overview struct{ *Office }

// Entry implements Listed.
func (d *Overview) Entry() Entry { return Entry{"overview", "/console", signin.SeeOverview} }

// Routes implements Desk.
func (d *Overview) Routes(mux *http.ServeMux, guard Guard) {
	routes(mux, guard, map[string]route{"GET /console": {signin.SeeOverview, d.show}})
}

func (d *Overview) show(w http.ResponseWriter, r *http.Request) error {
	return d.Page(w, r, http.StatusOK, view.Overview{Desk: d.desk(r, "overview")})
}
