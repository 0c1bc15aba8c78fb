package account

import (
	"net/http"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/passkeys"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// Security is where people look after how they sign in beside the password:
// passkeys, and one-time passwords.
type Security struct {
	*House
	Passkeys *passkeys.Service
}

// Entry is how the room stands among the others.
func (s *Security) Entry() Entry { return Entry{Key: "security", Path: "/account/security"} }

// Routes adds the pages to the mux.
func (s *Security) Routes(mux *http.ServeMux, guard Guard) {
	routes(mux, guard, map[string]respond.Handler{
		"GET /account/security":                   s.show,
		"GET /account/security/passkeys":          s.Recent(s.addForm),
		"POST /account/security/passkeys":         s.Recent(s.add),
		"POST /account/security/passkeys/options": s.Recent(s.begin),
		"GET /account/security/passkeys/{id}":     s.Recent(s.showPasskey),
		"POST /account/security/passkeys/{id}":    s.Recent(s.changePasskey),
		"GET /account/security/totp":              s.Recent(s.showOneTime),
		"POST /account/security/totp":             s.Recent(s.changeOneTime),
	})
}

func (s *Security) show(w http.ResponseWriter, r *http.Request) error {
	a := Owner(r)
	page := view.AccountSecurity{
		AccountFrame: s.Frame(r, "security"), OneTime: a.TOTPSecret != "", Needed: signin.NeedsSecondFactor(a.Role),
	}
	all, err := s.Passkeys.List(r.Context(), a)
	if err != nil {
		return err
	}
	for _, p := range all {
		page.Passkeys = append(page.Passkeys, viewOf(p))
	}
	page.Full = len(all) >= passkeys.Most
	switch done := r.URL.Query().Get("done"); done {
	case "added", "renamed", "removed", "on", "off":
		page.Done = done
	}
	return s.Page(w, r, http.StatusOK, page)
}

func viewOf(p store.Passkey) view.AccountPasskey {
	return view.AccountPasskey{ID: p.ID, Name: p.Name, Added: p.CreatedAt, Used: p.LastUsedAt, CountBack: p.CountBackAt}
}

func (s *Security) addForm(w http.ResponseWriter, r *http.Request) error {
	return s.Page(w, r, http.StatusOK, s.addPage(r, nil))
}

func (s *Security) addPage(r *http.Request, problems view.Problems) view.AccountPasskeyNew {
	return view.AccountPasskeyNew{AccountFrame: s.Frame(r, "security"), Origin: s.Passkeys.Origin(), Problems: problems}
}

// begin gives the page's script what it asks authenticators for.
func (s *Security) begin(w http.ResponseWriter, r *http.Request) error {
	begun, err := s.Passkeys.BeginAdding(r.Context(), Owner(r))
	if err != nil {
		return err
	}
	return respond.JSON(w, view.Ceremony(begun))
}

// add adds what an authenticator made: ceremony, answer and name.
func (s *Security) add(w http.ResponseWriter, r *http.Request) error {
	_, err := s.Passkeys.Add(r.Context(), Owner(r), r.PostFormValue("ceremony"), r.PostFormValue("name"), []byte(r.PostFormValue("answer")))
	if err != nil {
		return s.Refused(w, r, err, func(problems view.Problems) view.Page { return s.addPage(r, problems) })
	}
	return respond.SeeOther(w, r, "/account/security?done=added")
}

// passkey is the one that the address names.
func (s *Security) passkey(r *http.Request) (view.AccountPasskey, error) {
	all, err := s.Passkeys.List(r.Context(), Owner(r))
	if err != nil {
		return view.AccountPasskey{}, err
	}
	for _, p := range all {
		if p.ID == r.PathValue("id") {
			return viewOf(p), nil
		}
	}
	return view.AccountPasskey{}, fault.New("account.passkey", fault.NotFound, "passkey_not_found")
}

func (s *Security) showPasskey(w http.ResponseWriter, r *http.Request) error {
	p, err := s.passkey(r)
	if err != nil {
		return err
	}
	return s.Page(w, r, http.StatusOK, view.AccountPasskeyChange{AccountFrame: s.Frame(r, "security"), Passkey: p, Name: p.Name})
}

// changePasskey renames a passkey (action=rename, name), or removes it
// (action=remove).
func (s *Security) changePasskey(w http.ResponseWriter, r *http.Request) error {
	p, err := s.passkey(r)
	if err != nil {
		return err
	}
	name, done := r.PostFormValue("name"), "renamed"
	if r.PostFormValue("action") == "remove" {
		done, err = "removed", s.Passkeys.Remove(r.Context(), Owner(r), p.ID)
	} else {
		err = s.Passkeys.Rename(r.Context(), Owner(r), p.ID, name)
	}
	if err != nil {
		return s.Refused(w, r, err, func(problems view.Problems) view.Page {
			return view.AccountPasskeyChange{AccountFrame: s.Frame(r, "security"), Passkey: p, Name: name, Problems: problems}
		})
	}
	return respond.SeeOther(w, r, "/account/security?done="+done)
}
