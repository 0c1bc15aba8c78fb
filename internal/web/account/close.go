package account

import (
	"net/http"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/owndata"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

const closePath = "/account/close"

// Close is where people close their account. Staff have no such room: their
// administrator locks them out.
type Close struct {
	*House
	Data *owndata.Service
}

// Entry is how the room stands among the others.
func (c *Close) Entry() Entry {
	return Entry{Key: "close", Path: closePath, Roles: func(role store.Role) bool { return !role.Staff() }}
}

// Routes adds the pages to the mux.
func (c *Close) Routes(mux *http.ServeMux, guard Guard) {
	routes(mux, guard, map[string]respond.Handler{
		"GET " + closePath:  c.notStaff(c.Recent(c.show)),
		"POST " + closePath: c.notStaff(c.Recent(c.close)),
	})
}

func (c *Close) notStaff(next respond.Handler) respond.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if Owner(r).Role.Staff() {
			return fault.New("account.notStaff", fault.Denied, "staff_accounts_stay")
		}
		return next(w, r)
	}
}

func (c *Close) page(r *http.Request) view.AccountClose {
	a := Owner(r)
	return view.AccountClose{AccountFrame: c.Frame(r, "close"), Username: a.Username, Holder: a.Role == store.HolderRole}
}

func (c *Close) show(w http.ResponseWriter, r *http.Request) error {
	return c.Page(w, r, http.StatusOK, c.page(r))
}

func (c *Close) close(w http.ResponseWriter, r *http.Request) error {
	form := owndata.Closing{Username: r.PostFormValue("confirm"), Withdraw: r.PostFormValue("withdraw") == "yes"}
	if err := c.Data.Close(r.Context(), respond.SessionToken(r), form); err != nil {
		return c.Refused(w, r, err, func(problems view.Problems) view.Page {
			page := c.page(r)
			page.Withdraw, page.Problems = form.Withdraw, problems
			return page
		})
	}
	c.SetSession(w, "")
	return respond.SeeOther(w, r, "/closed")
}
