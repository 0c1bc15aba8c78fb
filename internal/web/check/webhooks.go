package check

import (
	"net/http"

	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/watching"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

func hookRow(w store.Webhook) view.HookRow {
	row := view.HookRow{ID: w.ID, URL: w.URL, State: "new", Reason: w.Health.Reason, Since: w.CreatedAt, Worked: w.Health.WorkedAt}
	switch {
	case !w.PausedAt.IsZero():
		row.State = "paused"
	case w.Health.Failures > 0:
		row.State = "failing"
	case !w.Health.WorkedAt.IsZero():
		row.State = "working"
	}
	return row
}

// addHook registers an address and leads to its page, which shows the secret once.
func (d *Watches) addHook(w http.ResponseWriter, r *http.Request) error {
	url := r.PostFormValue("url")
	hook, err := d.Watching.AddWebhook(r.Context(), by(r), url)
	if err != nil {
		return d.refused(w, r, err, func(page *view.Watches) { page.URL = url })
	}
	return d.showSecret(w, r, hook)
}

func (d *Watches) showSecret(w http.ResponseWriter, r *http.Request, hook store.Webhook) error {
	path := webhooksPath + "/" + hook.ID
	d.PutOnce(w, path, secretOnce, watching.ShownSecret(hook.Secret))
	return respond.SeeOther(w, r, path)
}

func (d *Watches) hook(w http.ResponseWriter, r *http.Request) error {
	page, err := d.oneHook(r)
	if err != nil {
		return err
	}
	page.Secret = d.TakeOnce(w, r, r.URL.Path, secretOnce)
	page.Done = d.TakeOnce(w, r, r.URL.Path, hookDone)
	return d.Page(w, r, http.StatusOK, page)
}

func (d *Watches) oneHook(r *http.Request) (view.Webhook, error) {
	hook, err := d.Watching.Webhook(r.Context(), by(r), r.PathValue("id"))
	page := view.Webhook{Checker: d.Checker(r, "watches"), Of: hookRow(hook)}
	if hook.OldUntil.After(d.Now()) {
		page.Of.OldUntil = hook.OldUntil
	}
	return page, err
}

// refusedHook shows the address again with why something was not done.
func (d *Watches) refusedHook(w http.ResponseWriter, r *http.Request, why error) error {
	page, err := d.oneHook(r)
	if err != nil {
		return err
	}
	return d.Refused(w, r, why, func(problems view.Problems) view.Page {
		page.Problems = problems
		return page
	})
}

func (d *Watches) test(w http.ResponseWriter, r *http.Request) error {
	if _, err := d.Watching.TryWebhook(r.Context(), by(r), r.PathValue("id")); err != nil {
		return d.refusedHook(w, r, err)
	}
	return d.doneHook(w, r, "test")
}

func (d *Watches) rotate(w http.ResponseWriter, r *http.Request) error {
	hook, err := d.Watching.Rotate(r.Context(), by(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	return d.showSecret(w, r, hook)
}

func (d *Watches) resume(w http.ResponseWriter, r *http.Request) error {
	if _, err := d.Watching.Resume(r.Context(), by(r), r.PathValue("id")); err != nil {
		return err
	}
	return d.doneHook(w, r, "resume")
}

func (d *Watches) doneHook(w http.ResponseWriter, r *http.Request, what string) error {
	path := webhooksPath + "/" + r.PathValue("id")
	d.PutOnce(w, path, hookDone, what)
	return respond.SeeOther(w, r, path)
}

func (d *Watches) removeHook(w http.ResponseWriter, r *http.Request) error {
	if err := d.Watching.RemoveWebhook(r.Context(), by(r), r.PathValue("id")); err != nil {
		return err
	}
	return respond.SeeOther(w, r, watchesPath)
}
