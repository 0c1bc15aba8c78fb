package console

import (
	"net/http"

	"yinxin.example/yinxin/internal/apikeys"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// Keys (接口密钥) is where an administrator lets the authority's own programs in.
type Keys struct {
	*Office
	Keys   *apikeys.Service
	SignIn *signin.Service
}

const (
	keysPath = "/console/keys"
	// tokenOnce hands the page the token just made.
	tokenOnce = "token"
	// usualDays is how long a key lives where nobody says otherwise.
	usualDays = 365
)

// Entry implements Listed.
func (d *Keys) Entry() Entry { return Entry{"keys", keysPath, signin.ManageKeys} }

// Routes implements Desk.
func (d *Keys) Routes(mux *http.ServeMux, guard Guard) {
	routes(mux, guard, map[string]route{
		"GET " + keysPath:            {signin.ManageKeys, d.list},
		"POST " + keysPath:           {signin.ManageKeys, d.create},
		"GET " + keysPath + "/{id}":  {signin.ManageKeys, d.show},
		"POST " + keysPath + "/{id}": {signin.ManageKeys, d.revoke},
	})
}

func (d *Keys) list(w http.ResponseWriter, r *http.Request) error {
	page, err := d.page(r)
	if err != nil {
		return err
	}
	return d.Page(w, r, http.StatusOK, page)
}

// page lists the keys, with an empty form to make one.
func (d *Keys) page(r *http.Request) (view.Keys, error) {
	today := civil.Of(d.Now())
	page := view.Keys{
		Desk: d.desk(r, "keys"), Earliest: today, Latest: today.AddDays(apikeys.MaxDays), LastDay: today.AddDays(usualDays).String(),
	}
	for _, scope := range apikeys.Scopes() {
		page.Scopes = append(page.Scopes, view.KeyScope{Scope: string(scope)})
	}
	all, err := d.Keys.List(r.Context(), apikeys.OwnerOf(Staff(r)))
	for _, k := range all {
		page.Rows = append(page.Rows, d.row(k))
	}
	return page, err
}

func (d *Keys) row(k store.APIKey) view.KeyRow {
	return view.KeyRow{
		ID: k.ID, Name: k.Name, Prefix: k.Prefix, Scopes: k.Scopes, State: string(apikeys.StateOf(k, d.Now())),
		Since: k.CreatedAt, Until: civil.Of(k.ExpiresAt).AddDays(-1), LastUsed: k.LastUsedAt, Revoked: k.RevokedAt,
	}
}

// create makes a key and leads to its page, which shows the token once.
func (d *Keys) create(w http.ResponseWriter, r *http.Request) error {
	page, err := d.page(r)
	if err != nil {
		return err
	}
	wanted := apikeys.NewKey{Name: r.PostFormValue("name"), By: Staff(r)}
	for i, offered := range page.Scopes {
		for _, chosen := range r.PostForm["scopes"] {
			if chosen == offered.Scope {
				page.Scopes[i].Chosen = true
				wanted.Scopes = append(wanted.Scopes, apikeys.Scope(chosen))
			}
		}
	}
	page.KeyName, page.LastDay = wanted.Name, r.PostFormValue("last_day")
	var k store.APIKey
	token := ""
	if wanted.LastDay, err = civil.Parse(page.LastDay); err != nil {
		err = fault.New("console.create", fault.Invalid, "date_malformed").At("last_day")
	} else {
		k, token, err = d.Keys.Make(r.Context(), wanted)
	}
	if err != nil {
		return d.Refused(w, r, err, func(problems view.Problems) view.Page {
			page.Problems = problems
			return page
		})
	}
	path := keysPath + "/" + k.ID
	d.PutOnce(w, path, tokenOnce, token)
	return respond.SeeOther(w, r, path)
}

// show has one key, and the token just made for it, once.
func (d *Keys) show(w http.ResponseWriter, r *http.Request) error {
	page, err := d.one(r)
	if err != nil {
		return err
	}
	page.Secret = d.TakeOnce(w, r, r.URL.Path, tokenOnce)
	page.Done = d.TakeOnce(w, r, r.URL.Path, doneOnce) != ""
	return d.Page(w, r, http.StatusOK, page)
}

func (d *Keys) one(r *http.Request) (view.Key, error) {
	k, err := d.Keys.Find(r.Context(), apikeys.OwnerOf(Staff(r)), r.PathValue("id"))
	if err != nil {
		return view.Key{}, err
	}
	by, err := d.SignIn.StaffMember(r.Context(), k.Authority, k.CreatedBy)
	if fault.Is(err, fault.NotFound) {
		err = nil
	}
	return view.Key{Desk: d.desk(r, "keys"), Of: d.row(k), By: by.Username}, err
}

// revoke ends a key.
func (d *Keys) revoke(w http.ResponseWriter, r *http.Request) error {
	page, err := d.one(r)
	if err != nil {
		return err
	}
	if err := d.Keys.Revoke(r.Context(), Staff(r), page.Of.ID); err != nil {
		return d.Refused(w, r, err, func(problems view.Problems) view.Page {
			page.Problems = problems
			return page
		})
	}
	d.PutOnce(w, r.URL.Path, doneOnce, "revoke")
	return respond.SeeOther(w, r, r.URL.Path)
}
