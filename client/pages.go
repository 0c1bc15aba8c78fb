package client

import (
	"context"
	"iter"
	"maps"
	"net/url"
)

// Page is how far a list was given out.
type Page struct {
	NextCursor string `json:"next_cursor,omitempty"` // "" on the last page
}

// page gives the items of a page and the cursor of the next one.
type page[T any] interface {
	list() (items []T, next string)
}

// pages goes through a list, page by page: request makes the request of the
// page behind a cursor. After an error nothing follows.
func pages[P page[T], T any](ctx context.Context, c *Client, request func(cursor string) request) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for cursor := ""; ; {
			got, err := ask[P](ctx, c, request(cursor))
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			items, next := got.list()
			for _, item := range items {
				if !yield(item, nil) {
					return
				}
			}
			if cursor = next; cursor == "" {
				return
			}
		}
	}
}

// after gives a request that reads the place in its list.
func (r request) after(cursor string) request {
	if cursor != "" {
		r = r.with("cursor", cursor)
	}
	return r
}

// with sets a parameter, where it has a value.
func (r request) with(name, value string) request {
	if value == "" {
		return r
	}
	query := url.Values{name: {value}}
	maps.Copy(query, r.query)
	query.Set(name, value)
	r.query = query // of its own: a list may be gone through twice
	return r
}
