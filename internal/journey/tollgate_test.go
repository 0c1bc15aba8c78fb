package journey_test

import (
	"context"
	"sync"

	"yinxin.example/yinxin/internal/batches"
	"yinxin.example/yinxin/internal/checking"
)

// tollgate is what checks the files of batches. While it is shut it lets as
// many calls through as it was told, so that a test sees a batch on its way for
// as long as it wants.
type tollgate struct {
	batches.Checker

	mu     sync.Mutex
	tokens chan struct{} // nil while the gate is open
	lifted chan struct{}
}

// tollgate puts one before the checking of a demonstration that is up.
func (d *demonstration) tollgate() *tollgate {
	g := &tollgate{Checker: d.App.Batches.Checks}
	d.App.Batches.Checks = g
	return g
}

// shut lets n more calls through until the returned function is called.
func (g *tollgate) shut(n int) (open func()) {
	tokens, lifted := make(chan struct{}, n), make(chan struct{})
	for range n {
		tokens <- struct{}{}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.tokens, g.lifted = tokens, lifted
	return sync.OnceFunc(func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.tokens = nil
		close(lifted)
	})
}

// Files implements batches.Checker.
func (g *tollgate) Files(ctx context.Context, files []checking.Given) ([]checking.Judged, error) {
	g.mu.Lock()
	tokens, lifted := g.tokens, g.lifted
	g.mu.Unlock()
	if tokens != nil {
		select {
		case <-tokens:
		case <-lifted:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return g.Checker.Files(ctx, files)
}
