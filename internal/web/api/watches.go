package api

import (
	"context"
	"net/http"
	"time"

	"yinxin.example/yinxin/internal/apikeys"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/watching"
)

// Watch (关注) is that an organisation is told what becomes of a certificate.
type Watch struct {
	ID        string    `json:"id"`
	Label     string    `json:"label,omitempty"`
	Copy      string    `json:"copy,omitempty" doc:"Code of the copy it began with, and ends with; absent where the certificate was looked up by data"`
	State     string    `json:"state" enum:"valid,corrected,suspended,revoked,cancelled,lapsed" doc:"Of the certificate, in its newest version"`
	CreatedAt time.Time `json:"created_at"`
	LastDay   string    `json:"last_day" format:"date"`
}

// Watches is a page of them.
type Watches struct {
	Watches []Watch `json:"watches" nullable:"false"`
	Page
}

// NewWatch is a watch as it is asked for.
type NewWatch struct {
	Copy        string `json:"copy,omitempty" maxLength:"64" doc:"The code of a copy: asking is a check of it, too"`
	Certificate string `json:"certificate,omitempty" maxLength:"64" doc:"Or the certificate that a look-up by data of the last day named; once more renews its watch"`
	Label       string `json:"label,omitempty" maxLength:"240" doc:"At most 60 characters, sent with each event; no identity numbers"`
}

type (
	watchOutput  struct{ Body Watch }
	watchesInput struct {
		Cursor string `query:"cursor" maxLength:"1000" doc:"next_cursor of the page before"`
	}
	watchesOutput struct{ Body Watches }
	newWatchInput struct{ Body NewWatch }
	watchInput    struct {
		ID string `path:"id" maxLength:"64"`
	}
)

const watchesAPage = 100

func (r *routes) watches() {
	add(r, operation{
		method: http.MethodPost, path: "/watches", id: "createWatch", tag: "watches", summary: "Watch a certificate",
		about: "Give copy or certificate. The holder sees that the organisation watches.", rule: creates(apikeys.Watch),
	}, r.createWatch)
	add(r, operation{
		method: http.MethodGet, path: "/watches", id: "listWatches", tag: "watches", summary: "List watches", rule: reads(apikeys.Watch),
	}, r.listWatches)
	add(r, operation{
		method: http.MethodGet, path: "/watches/{id}", id: "getWatch", tag: "watches", summary: "One watch, and how its certificate stands", rule: reads(apikeys.Watch),
	}, func(ctx context.Context, c apikeys.Caller, in *watchInput) (*watchOutput, error) {
		return r.oneWatch(ctx, c, in.ID)
	})
	add(r, operation{
		method: http.MethodPost, path: "/watches/{id}/end", id: "endWatch", tag: "watches", summary: "End a watch", rule: reads(apikeys.Watch),
	}, func(ctx context.Context, c apikeys.Caller, in *watchInput) (*watchOutput, error) {
		ended, err := r.oneWatch(ctx, c, in.ID)
		if err != nil {
			return nil, err
		}
		return ended, r.Watching.Unwatch(ctx, watcher(c), in.ID)
	})
}

// watcher is the caller as who acts for its organisation.
func watcher(c apikeys.Caller) watching.By {
	return watching.By{Organisation: c.Key.Organisation, Actor: c.ID(), Role: apikeys.Role, Way: store.CheckedByAPI}
}

func (a *API) createWatch(ctx context.Context, c apikeys.Caller, in *newWatchInput) (*watchOutput, error) {
	var begun store.Watch
	var err error
	if in.Body.Certificate != "" {
		begun, err = a.Watching.WatchFound(ctx, watcher(c), cert.ID(in.Body.Certificate), in.Body.Label)
	} else {
		begun, err = a.Watching.WatchCopy(ctx, watcher(c), in.Body.Copy, in.Body.Label)
	}
	if err != nil {
		return nil, err
	}
	return a.oneWatch(ctx, c, begun.ID)
}

func (a *API) oneWatch(ctx context.Context, c apikeys.Caller, id string) (*watchOutput, error) {
	found, err := a.Watching.Find(ctx, watcher(c), id)
	if err != nil {
		return nil, err
	}
	return &watchOutput{watchOf(found)}, nil
}

func watchOf(w watching.Watched) Watch {
	out := Watch{ID: w.ID, Label: w.Label, State: string(w.State), CreatedAt: w.CreatedAt, LastDay: w.LastDay.String()}
	if w.Copy != "" {
		out.Copy = w.Copy.String()
	}
	return out
}

func (a *API) listWatches(ctx context.Context, c apikeys.Caller, in *watchesInput) (*watchesOutput, error) {
	const list = "watches"
	after := ""
	if err := a.cursor(list, c.Key.Organisation, in.Cursor, &after); err != nil {
		return nil, err
	}
	found, err := a.Watching.List(ctx, watcher(c), after, watchesAPage+1)
	if err != nil {
		return nil, err
	}
	more := len(found) > watchesAPage
	if more {
		found = found[:watchesAPage]
		after = found[watchesAPage-1].ID
	}
	out := Watches{Watches: []Watch{}}
	for _, one := range found {
		out.Watches = append(out.Watches, watchOf(one))
	}
	out.Page, err = a.next(list, c.Key.Organisation, more, after)
	return &watchesOutput{out}, err
}
