package account

import (
	"net/http"
	"strings"

	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// Contact is where people change the telephone number or mail address by which
// their account is reached.
type Contact struct {
	*House
	Of store.Contact
}

// Entry is how the room stands among the others.
func (c *Contact) Entry() Entry { return Entry{Key: string(c.Of), Path: c.path()} }

func (c *Contact) path() string { return "/account/" + string(c.Of) }

// Routes adds the pages to the mux.
func (c *Contact) Routes(mux *http.ServeMux, guard Guard) {
	patterns := map[string]respond.Handler{
		"GET /account/phone":  c.Recent(c.show),
		"POST /account/phone": c.Recent(c.change),
	}
	if c.Of == store.EmailContact {
		patterns = map[string]respond.Handler{
			"GET /account/email":  c.Recent(c.show),
			"POST /account/email": c.Recent(c.change),
		}
	}
	routes(mux, guard, patterns)
}

func (c *Contact) page(r *http.Request) (view.AccountContact, error) {
	a := Owner(r)
	page := view.AccountContact{
		AccountFrame: c.Frame(r, string(c.Of)), Contact: string(c.Of), Now: view.MaskedPhone(a.Phone), Confirmed: a.PhoneConfirmed,
		Minutes: int(c.SignIn.CodeLife().Minutes()),
	}
	if c.Of == store.EmailContact {
		page.Now, page.Confirmed, page.Removable = a.Email, a.Email != "", a.Email != "" && a.PhoneConfirmed
	}
	open, err := c.SignIn.OpenContactChanges(r.Context(), a.ID)
	for _, change := range open {
		if change.Contact == c.Of {
			page.OpenUntil = change.Until
		}
	}
	return page, err
}

func (c *Contact) show(w http.ResponseWriter, r *http.Request) error {
	page, err := c.page(r)
	if err != nil {
		return err
	}
	page.Done = r.URL.Query().Get("done") != ""
	if r.URL.Query().Get("step") == "code" {
		page.Asked, page.To = true, c.TakeOnce(w, r, c.path(), "to")
	}
	return c.Page(w, r, http.StatusOK, page)
}

// change takes the code where the form has one, removes an address, or sends a
// code to the new contact.
func (c *Contact) change(w http.ResponseWriter, r *http.Request) error {
	token, step, typed := respond.SessionToken(r), r.PostFormValue("step"), strings.TrimSpace(r.PostFormValue(string(c.Of)))
	var err error
	next := c.path() + "?done=1"
	switch {
	case step == "code":
		err = c.SignIn.FinishContactChange(r.Context(), token, c.Of, strings.TrimSpace(r.PostFormValue("code")))
	case step == "remove" && c.Of == store.EmailContact:
		err = c.SignIn.RemoveEmail(r.Context(), token)
	default:
		next = c.path() + "?step=code"
		var to string
		if to, err = c.SignIn.StartContactChange(r.Context(), token, c.Of, typed); err == nil {
			c.PutOnce(w, c.path(), "to", to)
		}
	}
	if err == nil {
		return respond.SeeOther(w, r, next)
	}
	page, failed := c.page(r)
	if failed != nil {
		return failed
	}
	page.Asked, page.Typed = step == "code", typed
	return c.Refused(w, r, err, func(problems view.Problems) view.Page {
		page.Problems = problems
		return page
	})
}
