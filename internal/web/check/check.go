// Package check has what organisations that look certificates up (查验单位)
// work at: one desk a subject, files named by subject and action.
package check

import (
	"context"
	"net/http"

	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// Guard lets those through who are signed in for an organisation that is
// confirmed, have agreed to the notice and, where something is written, send a
// form of their own session's pages. Nothing of a desk is registered without it.
type Guard func(next respond.Handler) http.Handler

// Desk is where an organisation does one thing.
type Desk interface {
	// Routes adds the desk's pages to the mux, each behind the guard.
	Routes(mux *http.ServeMux, guard Guard)
}

// Entry is how a desk stands in the navigation: its key, which names the text
// checker.KEY, and the page it leads to.
type Entry struct{ Key, Path string }

// Listed is a desk that stands in the navigation.
type Listed interface{ Entry() Entry }

// Office is what its desks share: how they answer, and which desks there are.
// Its fields do not change once it serves.
type Office struct {
	*respond.Responder
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

// Checker is the frame of a page behind the guard; current is the key of its
// desk.
func (o *Office) Checker(r *http.Request, current string) view.Checker {
	c := view.Checker{
		Chrome: o.Chrome(r), Organisation: Organisation(r).Name, Current: current, Token: respond.FormToken(r.Context()),
	}
	c.NoIndex = true
	for _, e := range o.entries {
		c.Nav = append(c.Nav, view.NavEntry{Key: e.Key, Path: e.Path})
	}
	return c
}

// Verifier is who is signed in, behind the guard.
func Verifier(r *http.Request) store.Account {
	a, _ := respond.Visitor(r.Context())
	return a
}

type organisationKey struct{}

// WithOrganisation returns a context that knows for which organisation the
// visitor is signed in.
func WithOrganisation(ctx context.Context, o store.Organisation) context.Context {
	return context.WithValue(ctx, organisationKey{}, o)
}

// Organisation is whom the visitor checks for, behind the guard.
func Organisation(r *http.Request) store.Organisation {
	o, _ := r.Context().Value(organisationKey{}).(store.Organisation)
	return o
}
