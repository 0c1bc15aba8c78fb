package check

import (
	"net/http"

	"yinxin.example/yinxin/internal/web/view"
)

// Home is where an organisation begins.
type Home struct{ *Office }

const homePath = "/check"

// Entry implements Listed.
func (d *Home) Entry() Entry { return Entry{"query", homePath} }

// Routes implements Desk.
func (d *Home) Routes(mux *http.ServeMux, guard Guard) {
	mux.Handle("GET "+homePath, guard(d.show))
}

func (d *Home) show(w http.ResponseWriter, r *http.Request) error {
	return d.Page(w, r, http.StatusOK, view.CheckHome{Checker: d.Checker(r, "query")})
}
