package api

import (
	"context"
	"net/http"
	"time"

	"yinxin.example/yinxin/internal/apikeys"
)

// Key is what a caller may know of its own key. It acts for an authority or
// checks for an organisation, one of the two.
type Key struct {
	ID           string    `json:"id"`
	Name         string    `json:"name"`
	Authority    string    `json:"authority,omitempty" doc:"The authority the key acts for"`
	Organisation string    `json:"organisation,omitempty" doc:"ID of the organisation the key checks for"`
	Scopes       []string  `json:"scopes" nullable:"false"`
	CreatedAt    time.Time `json:"created_at"`
	ExpiresAt    time.Time `json:"expires_at"`
}

type keyOutput struct{ Body Key }

func (r *routes) self() {
	add(r, operation{
		method: http.MethodGet, path: "/key", id: "getKey", tag: "key", summary: "The key of this request", rule: rule{open: true},
	}, func(_ context.Context, c apikeys.Caller, _ *struct{}) (*keyOutput, error) {
		k := c.Key
		return &keyOutput{Key{
			ID: k.ID, Name: k.Name, Authority: k.Authority, Organisation: k.Organisation, Scopes: k.Scopes, CreatedAt: k.CreatedAt, ExpiresAt: k.ExpiresAt,
		}}, nil
	})
}
