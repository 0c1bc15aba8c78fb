package client

import (
	"context"
	"time"
)

// Waiting gives a client another way to wait between tries.
func Waiting(wait func(ctx context.Context, d time.Duration) error) Option {
	return func(c *Client) { c.wait = wait }
}
