package river

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/queue"
	"yinxin.example/yinxin/internal/store"
)

// A ring while a handler runs calls it once more: what it has passed already
// may be what rang.
func TestBellCallsAHandlerThatHasPassed(t *testing.T) {
	const job, deaf store.Job = "job", "deaf"
	b := &bell{}
	calls, proceed := make(chan struct{}), make(chan struct{})
	handle := func(context.Context) error {
		calls <- struct{}{}
		<-proceed
		return nil
	}
	r := newRhythm(t.Context(), time.Hour, b, slog.New(slog.DiscardHandler), map[store.Job]queue.Handler{job: handle})
	<-calls // the one at the start
	b.ring(deaf)
	for range 3 {
		b.ring(job)
	}
	proceed <- struct{}{}
	<-calls
	close(proceed)
	if err := r.stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	select {
	case <-b.of(job):
		t.Error("three rings at once called twice")
	default:
	}
}
