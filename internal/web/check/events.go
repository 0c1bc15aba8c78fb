package check

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/watching"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

func (d *Watches) events(w http.ResponseWriter, r *http.Request) error {
	page, err := d.eventsPage(r)
	if err != nil {
		return err
	}
	page.Done = d.TakeOnce(w, r, eventsPath, hookDone) != ""
	return d.Page(w, r, http.StatusOK, page)
}

func (d *Watches) eventsPage(r *http.Request) (view.Events, error) {
	page := view.Events{Checker: d.Checker(r, "watches")}
	before, id := d.Now().Add(time.Hour), ""
	if micro, err := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64); err == nil && micro > 0 {
		before, id = time.UnixMicro(micro), r.URL.Query().Get("id")
	}
	all, err := d.Watching.Events(r.Context(), by(r), before, id, eventsShown+1)
	if err != nil {
		return page, err
	}
	if len(all) > eventsShown {
		all = all[:eventsShown]
		last := all[eventsShown-1]
		page.Next = eventsPath + "?" + url.Values{"before": {strconv.FormatInt(last.At.UnixMicro(), 10)}, "id": {last.ID}}.Encode()
	}
	hooks, err := d.Watching.Webhooks(r.Context(), by(r))
	if err != nil {
		return page, err
	}
	byID := map[string]store.Webhook{}
	for _, hook := range hooks {
		byID[hook.ID] = hook
	}
	for _, told := range all {
		row, err := eventRow(told, byID)
		if err != nil {
			return page, err
		}
		page.Rows = append(page.Rows, row)
	}
	return page, nil
}

func eventRow(told watching.Told, hooks map[string]store.Webhook) (view.EventRow, error) {
	var sent watching.Notification
	if err := json.Unmarshal(told.Body, &sent); err != nil {
		return view.EventRow{}, err
	}
	row := view.EventRow{ID: told.ID, Kind: told.Type, At: told.At, Label: sent.Data.Label, Copy: sent.Data.Copy}
	if !sent.Data.Ended {
		row.Watch = told.Watch
	}
	for _, d := range told.To {
		hook, there := hooks[d.Webhook]
		if !there {
			continue // removed this moment
		}
		row.To = append(row.To, view.DispatchRow{
			Hook: d.Webhook, URL: hook.URL, State: string(d.State), Attempts: d.Attempts, Tried: d.TriedAt, Next: d.NotBefore,
			Status: d.Status, Reason: d.Reason, Paused: !hook.PausedAt.IsZero(),
		})
	}
	return row, nil
}

// resend sends an event to an address again.
func (d *Watches) resend(w http.ResponseWriter, r *http.Request) error {
	err := d.Watching.Resend(r.Context(), by(r), r.PathValue("id"), r.PostFormValue("webhook"))
	if err == nil {
		d.PutOnce(w, eventsPath, hookDone, "resend")
		return respond.SeeOther(w, r, eventsPath)
	}
	page, failed := d.eventsPage(r)
	if failed != nil {
		return failed
	}
	return d.Refused(w, r, err, func(problems view.Problems) view.Page {
		page.Problems = problems
		return page
	})
}
