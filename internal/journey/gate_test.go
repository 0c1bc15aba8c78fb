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
	closed *barrier // nil while the gate is open
}

type barrier struct {
	reached func()        // told of each Put that waits
	waiting chan struct{} // closed once one does
	lifted  chan struct{}
}

// shut holds up every Put until the returned function is called.
func (g *gate) shut() (open func()) {
	waiting := make(chan struct{})
	b := &barrier{reached: sync.OnceFunc(func() { close(waiting) }), waiting: waiting, lifted: make(chan struct{})}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = b
	return sync.OnceFunc(func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.closed = nil
		close(b.lifted)
	})
}

// waiting is closed once a Put waits at the shut gate.
func (g *gate) waiting() <-chan struct{} {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.closed.waiting
}

// Put implements blob.Store.
func (g *gate) Put(ctx context.Context, key string, body []byte) error {
	g.mu.Lock()
	closed := g.closed
	g.mu.Unlock()
	if closed != nil {
		closed.reached()
		select {
		case <-closed.lifted:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return g.Store.Put(ctx, key, body)
}
