package audit

import "context"

// Actor is who acts, as a session or a key says.
type Actor struct {
	ID        string // as Entry.Actor
	Role      string
	Authority string // whom the actor works for; "" for nobody
}

type contextKey int

const (
	originKey contextKey = iota
	actorKey
)

// WithOrigin returns a context that knows from where its work is asked for: a
// client's address, or CLI.
func WithOrigin(ctx context.Context, origin string) context.Context {
	return context.WithValue(ctx, originKey, origin)
}

// WithActor returns a context that knows for whom its work is done.
func WithActor(ctx context.Context, a Actor) context.Context {
	return context.WithValue(ctx, actorKey, a)
}

// Completed gives the entry what its writer left out and the context knows.
// A reason loses what looks like an identity or telephone number: the trail is
// kept longest of all and cannot be mended. Role and authority are the context's only where the entry is by its actor;
// what nobody is known to have done, the program did.
func Completed(ctx context.Context, e Entry) Entry {
	e.Reason = withoutNumbers(e.Reason)
	actor, _ := ctx.Value(actorKey).(Actor)
	if e.Actor == "" {
		e.Actor = actor.ID
	}
	if e.Actor == "" {
		e.Actor = System
	}
	if e.Actor == actor.ID {
		if e.ActorRole == "" {
			e.ActorRole = actor.Role
		}
		if e.Authority == "" {
			e.Authority = actor.Authority
		}
	}
	if e.Origin == "" {
		e.Origin, _ = ctx.Value(originKey).(string)
	}
	if e.Origin == "" && (e.Actor == CLI || e.Actor == System) {
		e.Origin = e.Actor
	}
	return e
}
