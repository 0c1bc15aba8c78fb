// Package console has what an authority's staff work at: one desk a subject,
// files named by subject and action.
package console

import (
	"context"
	"log/slog"
	"net/http"

	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// Guard lets those through who are signed in and have the duty, and, where
// something is written, send a form of their own session's pages. Nothing of a
// desk is registered without it.
type Guard func(duty signin.Duty, next respond.Handler) http.Handler

// Desk is where staff do one subject's work.
type Desk interface {
	// Routes adds the desk's pages to the mux, each behind the guard.
	Routes(mux *http.ServeMux, guard Guard)
}

// Entry is how a desk stands in the navigation: its key, which names the text
// desk.KEY, the page it leads to, and the duty that page asks for.
type Entry struct {
	Key  string
	Path string
	Duty signin.Duty
}

// Listed is a desk that stands in the navigation.
type Listed interface{ Entry() Entry }

// Office is what its desks share: how they answer, and which desks there are.
// Its fields do not change once it serves.
type Office struct {
	*respond.Responder
	// Waiting counts what waits for a decision in an authority; nil shows none.
	Waiting func(ctx context.Context, authority string) (int, error)
	entries []Entry
}

// Seat lists the desks in the navigation, in this order, and returns them.
func (o *Office) Seat(desks ...Desk) []Desk {
	for _, d := range desks {
		if listed, ok := d.(Listed); ok {
			o.entries = append(o.entries, listed.Entry())
		}
	}
	return desks
}

// desk is the frame of a console page; current is the key of its desk.
func (o *Office) desk(r *http.Request, current string) view.Desk {
	a := Staff(r)
	d := view.Desk{
		Chrome: o.Chrome(r), Authority: a.Authority, Role: string(a.Role),
		Current: current, Token: respond.FormToken(r.Context()),
	}
	d.NoIndex = true
	for _, e := range o.entries {
		if signin.May(a.Role, e.Duty) {
			d.Nav = append(d.Nav, view.NavEntry{Key: e.Key, Path: e.Path, Count: o.waiting(r, e)})
		}
	}
	return d
}

// waiting is how many proposals the navigation shows beside their desk. That
// they cannot be counted keeps no page from being shown.
func (o *Office) waiting(r *http.Request, e Entry) int {
	if e.Path != proposalsPath || o.Waiting == nil {
		return 0
	}
	n, err := o.Waiting(r.Context(), Staff(r).Authority)
	if err != nil {
		o.Log.WarnContext(r.Context(), "proposals not counted", slog.Any("error", err))
	}
	return n
}

// Staff is who is signed in, behind a guard.
func Staff(r *http.Request) store.Account {
	a, _ := respond.Visitor(r.Context())
	return a
}

// may reports whether whoever is signed in has a duty.
func may(r *http.Request, d signin.Duty) bool { return signin.May(Staff(r).Role, d) }

// routes registers handlers behind the guard, by pattern.
func routes(mux *http.ServeMux, guard Guard, all map[string]route) {
	for pattern, one := range all {
		mux.Handle(pattern, guard(one.duty, one.handle))
	}
}

// route is a handler and the duty it asks for.
type route struct {
	duty   signin.Duty
	handle respond.Handler
}
