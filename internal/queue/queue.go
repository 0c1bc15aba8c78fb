// Package queue is the port to the background workers. A job carries no data:
// it only wakes, and the rows it is about are the queue. A lost job changes
// nothing, because every handler is also called as its queue starts and at
// intervals from then on; a doubled one changes nothing either.
package queue

import (
	"context"

	"yinxin.example/yinxin/internal/store"
)

// Handler does what there is to do and returns. It may be called while it
// still runs. An error or a panic is logged, and the job tried again.
type Handler func(ctx context.Context) error

// Queue runs handlers for the jobs that transactions enqueue. A Queue is
// started once.
type Queue interface {
	// Start begins to run the handlers, in the background. Jobs without a
	// handler here are left to other processes. The end of ctx stops the queue
	// like Stop.
	Start(ctx context.Context, handlers map[store.Job]Handler) error
	// Stop takes no more jobs, lets handlers finish for a moment, then cancels
	// their contexts, and returns once they have returned. Stopping what was
	// never started, or again, is no error.
	Stop(ctx context.Context) error
}
