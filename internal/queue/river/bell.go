package river

import (
	"sync"

	"yinxin.example/yinxin/internal/store"
)

// bell tells the handlers of this process that a job is there to take.
type bell struct {
	mu    sync.Mutex
	rings map[store.Job]chan struct{}
}

// ring rings for a job. It never waits: a handler that has not yet heard one
// ring hears no second.
func (b *bell) ring(job store.Job) {
	select {
	case b.of(job) <- struct{}{}:
	default:
	}
}

// of is where a handler listens; no ring ever comes where there is no bell.
func (b *bell) of(job store.Job) chan struct{} {
	if b == nil {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.rings == nil {
		b.rings = map[store.Job]chan struct{}{}
	}
	if b.rings[job] == nil {
		b.rings[job] = make(chan struct{}, 1)
	}
	return b.rings[job]
}
