package check

import (
	"net/http"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/watching"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// Watches (关注与通知) is where an organisation says what it wants to be told of,
// and where.
type Watches struct {
	*Office
	Watching *watching.Service
}

const (
	watchesPath  = "/check/watches"
	webhooksPath = "/check/webhooks"
	eventsPath   = "/check/events"

	watchesShown = 50
	eventsShown  = 30

	// secretOnce hands a page the secret just made, and hookDone what was just done.
	secretOnce = "secret"
	hookDone   = "done"
)

// Entry implements Listed.
func (d *Watches) Entry() Entry { return Entry{"watches", watchesPath} }

// Routes implements Desk.
func (d *Watches) Routes(mux *http.ServeMux, guard Guard) {
	for pattern, handle := range map[string]respond.Handler{
		"GET " + watchesPath:                     d.list,
		"POST " + watchesPath:                    d.watch,
		"GET " + watchesPath + "/{id}":           d.show,
		"POST " + watchesPath + "/{id}":          d.label,
		"POST " + watchesPath + "/{id}/end":      d.end,
		"POST " + webhooksPath:                   d.addHook,
		"GET " + webhooksPath + "/{id}":          d.hook,
		"POST " + webhooksPath + "/{id}/test":    d.test,
		"POST " + webhooksPath + "/{id}/rotate":  d.rotate,
		"POST " + webhooksPath + "/{id}/resume":  d.resume,
		"POST " + webhooksPath + "/{id}/removal": d.removeHook,
		"GET " + eventsPath:                      d.events,
		"POST " + eventsPath + "/{id}":           d.resend,
	} {
		mux.Handle(pattern, guard(handle))
	}
}

// by is who acts here.
func by(r *http.Request) watching.By {
	a := Verifier(r)
	return watching.By{Organisation: Organisation(r).ID, Actor: a.ID, Role: string(a.Role), Way: store.CheckedByCode}
}

func (d *Watches) list(w http.ResponseWriter, r *http.Request) error {
	page, err := d.page(r)
	if err != nil {
		return err
	}
	return d.Page(w, r, http.StatusOK, page)
}

func (d *Watches) page(r *http.Request) (view.Watches, error) {
	page := view.Watches{Checker: d.Checker(r, "watches"), Most: d.Watching.Most}
	all, err := d.Watching.List(r.Context(), by(r), r.URL.Query().Get("after"), watchesShown+1)
	if err != nil {
		return page, err
	}
	if len(all) > watchesShown {
		all = all[:watchesShown]
		page.Next = watchesPath + "?after=" + all[watchesShown-1].ID
	}
	for _, one := range all {
		page.Rows = append(page.Rows, watchRow(one))
	}
	hooks, err := d.Watching.Webhooks(r.Context(), by(r))
	for _, hook := range hooks {
		page.Hooks = append(page.Hooks, hookRow(hook))
	}
	return page, err
}

func watchRow(w watching.Watched) view.WatchRow {
	row := view.WatchRow{ID: w.ID, Label: w.Label, State: w.State, Since: w.CreatedAt, LastDay: w.LastDay}
	if w.Copy != "" {
		row.Copy = w.Copy.String()
	}
	return row
}

// watch begins a watch by a copy's code, or of what was just looked up.
func (d *Watches) watch(w http.ResponseWriter, r *http.Request) error {
	code, label := r.PostFormValue("code"), r.PostFormValue("label")
	var begun store.Watch
	var err error
	if id := r.PostFormValue("certificate"); id != "" {
		begun, err = d.Watching.WatchFound(r.Context(), by(r), cert.ID(id), label)
	} else {
		begun, err = d.Watching.WatchCopy(r.Context(), by(r), code, label)
	}
	if err == nil {
		path := watchesPath + "/" + begun.ID
		d.PutOnce(w, path, hookDone, "watch")
		return respond.SeeOther(w, r, path)
	}
	return d.refused(w, r, err, func(page *view.Watches) { page.Code, page.Label = code, label })
}

// refused shows the list again with what is wrong in a form of it.
func (d *Watches) refused(w http.ResponseWriter, r *http.Request, why error, keep func(*view.Watches)) error {
	page, err := d.page(r)
	if err != nil {
		return err
	}
	show := func(problems view.Problems) view.Page {
		page.Problems = problems
		keep(&page)
		return page
	}
	if fault.Is(why, fault.NotFound) { // a code of nothing, which is mostly mistyped
		return d.Page(w, r, http.StatusNotFound, show(view.ProblemsOf(why)))
	}
	return d.Refused(w, r, why, show)
}

func (d *Watches) show(w http.ResponseWriter, r *http.Request) error {
	page, err := d.one(r)
	if err != nil {
		return err
	}
	page.Done = d.TakeOnce(w, r, r.URL.Path, hookDone) != ""
	return d.Page(w, r, http.StatusOK, page)
}

func (d *Watches) one(r *http.Request) (view.Watch, error) {
	found, err := d.Watching.Find(r.Context(), by(r), r.PathValue("id"))
	return view.Watch{Checker: d.Checker(r, "watches"), Of: watchRow(found), Label: found.Label}, err
}

func (d *Watches) label(w http.ResponseWriter, r *http.Request) error {
	page, err := d.one(r)
	if err != nil {
		return err
	}
	page.Label = r.PostFormValue("label")
	if _, err := d.Watching.Relabel(r.Context(), by(r), page.Of.ID, page.Label); err != nil {
		return d.Refused(w, r, err, func(problems view.Problems) view.Page {
			page.Problems = problems
			return page
		})
	}
	d.PutOnce(w, r.URL.Path, hookDone, "label")
	return respond.SeeOther(w, r, r.URL.Path)
}

func (d *Watches) end(w http.ResponseWriter, r *http.Request) error {
	if err := d.Watching.Unwatch(r.Context(), by(r), r.PathValue("id")); err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	return respond.SeeOther(w, r, watchesPath)
}
