package store

import (
	"context"
	"strings"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
)

// ActorName is what an authority's people know an actor by: the user name of
// its staff, or the name of its API key; "" for everyone else.
func ActorName(ctx context.Context, r Reader, authority, actor string) (string, error) {
	name, of := "", ""
	var err error
	if id, key := strings.CutPrefix(actor, audit.KeyPrefix); key {
		var k APIKey
		k, err = r.APIKey(ctx, id)
		name, of = k.Name, k.Authority
	} else {
		var a Account
		a, err = r.Account(ctx, actor)
		if a.Role != HolderRole {
			name, of = a.Username, a.Authority
		}
	}
	switch {
	case fault.Is(err, fault.NotFound), err == nil && of != authority:
		return "", nil // a command, the program, another's
	}
	return name, err
}
