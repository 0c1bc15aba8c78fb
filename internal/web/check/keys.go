package check

import (
	"net/http"

	"yinxin.example/yinxin/internal/apikeys"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// Keys (接口密钥) is where an organisation lets its own programs in.
type Keys struct {
	*Office
	Keys *apikeys.Service
}

const (
	keysPath = "/check/keys"
	// tokenOnce hands the page the token just made, doneOnce that one was ended.
	tokenOnce, doneOnce = "token", "done"
	// usualDays is how long a key lives where nobody says otherwise.
	usualDays = 365
)

// Entry implements Listed.
func (d *Keys) Entry() Entry { return Entry{"keys", keysPath} }

// Routes implements Desk.
func (d *Keys) Routes(mux *http.ServeMux, guard Guard) {
	mux.Handle("GET "+keysPath, guard(d.list))
	mux.Handle("POST "+keysPath, guard(d.create))
	mux.Handle("POST "+keysPath+"/{id}", guard(d.revoke))
}

func (d *Keys) list(w http.ResponseWriter, r *http.Request) error {
	page, err := d.page(r)
	if err != nil {
		return err
	}
	page.Secret = d.TakeOnce(w, r, keysPath, tokenOnce)
	page.Done = d.TakeOnce(w, r, keysPath, doneOnce) != ""
	return d.Page(w, r, http.StatusOK, page)
}

// page lists the keys, with an empty form to make one.
func (d *Keys) page(r *http.Request) (view.CheckKeys, error) {
	today := civil.Of(d.Now())
	page := view.CheckKeys{
		Checker: d.Checker(r, "keys"), Earliest: today, Latest: today.AddDays(apikeys.MaxDays), LastDay: today.AddDays(usualDays).String(),
	}
	for _, scope := range apikeys.OrganisationScopes() {
		page.Scopes = append(page.Scopes, view.KeyScope{Scope: string(scope)})
	}
	all, err := d.Keys.List(r.Context(), apikeys.OwnerOf(Verifier(r)))
	for _, k := range all {
		page.Rows = append(page.Rows, view.KeyRow{
			ID: k.ID, Name: k.Name, Prefix: k.Prefix, Scopes: k.Scopes, State: string(apikeys.StateOf(k, d.Now())),
			Since: k.CreatedAt, Until: civil.Of(k.ExpiresAt).AddDays(-1), LastUsed: k.LastUsedAt, Revoked: k.RevokedAt,
		})
	}
	return page, err
}

// create makes a key and shows its token, once.
func (d *Keys) create(w http.ResponseWriter, r *http.Request) error {
	page, err := d.page(r)
	if err != nil {
		return err
	}
	wanted := apikeys.NewKey{Name: r.PostFormValue("name"), By: Verifier(r)}
	for i, offered := range page.Scopes {
		for _, chosen := range r.PostForm["scopes"] {
			if chosen == offered.Scope {
				page.Scopes[i].Chosen = true
				wanted.Scopes = append(wanted.Scopes, apikeys.Scope(chosen))
			}
		}
	}
	page.KeyName, page.LastDay = wanted.Name, r.PostFormValue("last_day")
	token := ""
	if wanted.LastDay, err = civil.Parse(page.LastDay); err != nil {
		err = fault.New("check.create", fault.Invalid, "date_malformed").At("last_day")
	} else {
		_, token, err = d.Keys.Make(r.Context(), wanted)
	}
	if err != nil {
		return d.refused(w, r, page, err)
	}
	d.PutOnce(w, keysPath, tokenOnce, token)
	return respond.SeeOther(w, r, keysPath)
}

// revoke ends a key.
func (d *Keys) revoke(w http.ResponseWriter, r *http.Request) error {
	if err := d.Keys.Revoke(r.Context(), Verifier(r), r.PathValue("id")); err != nil {
		if fault.Is(err, fault.NotFound) {
			return err
		}
		page, pageErr := d.page(r)
		if pageErr != nil {
			return pageErr
		}
		return d.refused(w, r, page, err)
	}
	d.PutOnce(w, keysPath, doneOnce, "revoke")
	return respond.SeeOther(w, r, keysPath)
}

func (d *Keys) refused(w http.ResponseWriter, r *http.Request, page view.CheckKeys, err error) error {
	return d.Refused(w, r, err, func(problems view.Problems) view.Page {
		page.Problems = problems
		return page
	})
}
