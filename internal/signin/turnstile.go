package signin

import (
	"context"
	"sync"
)

// turnstile lets callers with the same key pass one after the other. Without
// it, a thousand guesses sent at one moment would all be checked before the
// first failure is counted.
type turnstile struct {
	mu    sync.Mutex
	gates map[string]*gate
}

type gate struct {
	free    chan struct{} // holds one token while nobody is inside
	callers int
}

func newTurnstile() *turnstile { return &turnstile{gates: map[string]*gate{}} }

// enter waits for the key's turn and returns how to leave.
func (t *turnstile) enter(ctx context.Context, key string) (leave func(), err error) {
	t.mu.Lock()
	g := t.gates[key]
	if g == nil {
		g = &gate{free: make(chan struct{}, 1)}
		g.free <- struct{}{}
		t.gates[key] = g
	}
	g.callers++
	t.mu.Unlock()

	select {
	case <-g.free:
		return func() { g.free <- struct{}{}; t.forget(key, g) }, nil
	case <-ctx.Done():
		t.forget(key, g)
		return nil, ctx.Err()
	}
}

func (t *turnstile) forget(key string, g *gate) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if g.callers--; g.callers == 0 {
		delete(t.gates, key)
	}
}
