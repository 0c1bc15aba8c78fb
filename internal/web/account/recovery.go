package account

import (
	"net/http"
	"strings"

	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

const recoveryPath = "/account/recovery"

// Recovery is where people see how many recovery codes they have left, and make
// another set.
type Recovery struct{ *House }

// Entry is how the room stands among the others.
func (c *Recovery) Entry() Entry { return Entry{Key: "recovery", Path: recoveryPath} }

// Routes adds the pages to the mux.
func (c *Recovery) Routes(mux *http.ServeMux, guard Guard) {
	routes(mux, guard, map[string]respond.Handler{
		"GET " + recoveryPath:  c.show,
		"POST " + recoveryPath: c.Recent(c.renew),
	})
}

func (c *Recovery) show(w http.ResponseWriter, r *http.Request) error {
	left, madeAt, err := c.SignIn.RecoveryCodes(r.Context(), Owner(r).ID)
	if err != nil {
		return err
	}
	return c.Page(w, r, http.StatusOK, view.AccountRecovery{
		AccountFrame: c.Frame(r, "recovery"), Left: left, MadeAt: madeAt,
		Codes: strings.Fields(c.TakeOnce(w, r, recoveryPath, "codes")),
	})
}

func (c *Recovery) renew(w http.ResponseWriter, r *http.Request) error {
	codes, err := c.SignIn.NewRecoveryCodes(r.Context(), respond.SessionToken(r))
	if err != nil {
		return err
	}
	c.PutOnce(w, recoveryPath, "codes", strings.Join(codes, " "))
	return respond.SeeOther(w, r, recoveryPath)
}
