// Package account has the pages under /account, where people who are signed in
// look after their own account: one room a subject, one file an action.
package account

import (
	"net/http"

	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/view"
)

// Guard lets those through who are signed in, in whichever role, and have
// agreed to what they must agree to first; what they write comes from a page of
// their own session. Nothing of a room is registered without it.
type Guard func(next respond.Handler) http.Handler

// Room is where people look after one thing of their account. Its addresses
// lie under /account.
type Room interface {
	// Routes adds the room's pages to the mux, each behind the guard.
	Routes(mux *http.ServeMux, guard Guard)
}

// Entry is how a room stands among the others.
type Entry struct {
	Key   string                     // own.room.KEY is its name, own.room.KEY.about what is done there
	Path  string                     // the page it leads to
	Roles func(role store.Role) bool // who has it; nil for everyone
}

// Listed is a room that stands among the others.
type Listed interface{ Entry() Entry }

// House is what its rooms share: how they answer, who is signed in, and which
// rooms there are. Its fields do not change once it serves.
type House struct {
	*respond.Responder
	SignIn  *signin.Service
	entries []Entry
}

// Furnish lists the rooms, in this order, and returns them.
func (h *House) Furnish(rooms ...Room) []Room {
	for _, room := range rooms {
		if listed, ok := room.(Listed); ok {
			h.entries = append(h.entries, listed.Entry())
		}
	}
	return rooms
}

// Frame is what surrounds a page of the room whose key is given.
func (h *House) Frame(r *http.Request, current string) view.AccountFrame {
	frame := view.AccountFrame{Chrome: h.Chrome(r), Token: respond.FormToken(r.Context()), Current: current}
	frame.NoIndex = true
	role := Owner(r).Role
	for _, e := range h.entries {
		if e.Roles == nil || e.Roles(role) {
			frame.Rooms = append(frame.Rooms, view.AccountRoom{Key: e.Key, Path: e.Path})
		}
	}
	return frame
}

// Owner is who is signed in, behind a guard.
func Owner(r *http.Request) store.Account {
	a, _ := respond.Visitor(r.Context())
	return a
}

// routes registers handlers behind the guard, by pattern.
func routes(mux *http.ServeMux, guard Guard, all map[string]respond.Handler) {
	for pattern, handle := range all {
		mux.Handle(pattern, guard(handle))
	}
}
