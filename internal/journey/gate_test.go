package journey_test

import (
	"context"
	"sync"

	"yinxin.example/yinxin/internal/blob"
)

// gate is a blob store that can hold up what is put into it, so that a test
// sees a copy in the making for as long as it wants.
type gate struct {
	blob.Store

	mu     sync.Mutex
	closed chan struct{} // nil while the gate is open; closing it opens the gate
}

// shut holds up every Put until the returned function is called.
func (g *gate) shut() (open func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	closed := make(chan struct{})
	g.closed = closed
	return sync.OnceFunc(func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.closed = nil
		close(closed)
	})
}

// Put implements blob.Store.
func (g *gate) Put(ctx context.Context, key string, body []byte) error {
	g.mu.Lock()
	closed := g.closed
	g.mu.Unlock()
	if closed != nil {
		select {
		case <-closed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return g.Store.Put(ctx, key, body)
}
