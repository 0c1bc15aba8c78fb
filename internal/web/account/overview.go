package account

import (
	"net/http"

	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// Overview says whose account it is and leads to everything about it.
type Overview struct{ *House }

// Routes adds the page to the mux.
func (o *Overview) Routes(mux *http.ServeMux, guard Guard) {
	routes(mux, guard, map[string]respond.Handler{"GET /account": o.show})
}

func (o *Overview) show(w http.ResponseWriter, r *http.Request) error {
	a := Owner(r)
	page := view.AccountOverview{
		AccountFrame: o.Frame(r, ""), Username: a.Username, Role: string(a.Role), Authority: a.Authority,
		Phone: view.MaskedPhone(a.Phone), PhoneConfirmed: a.PhoneConfirmed, Email: a.Email, Since: a.CreatedAt,
	}
	if a.Role == store.HolderRole {
		page.FullName, page.DocumentType, page.MaskedNumber = a.Name, string(a.Document.Type), a.Document.Masked()
		page.Unclaimed = !a.Claimed()
	}
	return o.Page(w, r, http.StatusOK, page)
}
