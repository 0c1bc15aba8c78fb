package client

import (
	"context"
	"time"
)

// Key is what a caller may know of its own key. It acts for an authority or
// checks for an organisation, one of the two.
type Key struct {
	ID           string    `json:"id"`
	Name         string    `json:"name"`
	Authority    string    `json:"authority,omitempty"`
	Organisation string    `json:"organisation,omitempty"`
	Scopes       []string  `json:"scopes"`
	CreatedAt    time.Time `json:"created_at"`
	ExpiresAt    time.Time `json:"expires_at"`
}

// GetKey returns the key that the client asks with.
func (c *Client) GetKey(ctx context.Context) (Key, error) {
	return ask[Key](ctx, c, get("/key"))
}
