// Package river keeps the queue in the store's own database with the River
// library, so that a job is enqueued by the very transaction it is about.
package river

import (
	"context"
	"fmt"

	library "github.com/riverqueue/river"

	"yinxin.example/yinxin/internal/queue"
	"yinxin.example/yinxin/internal/store"
)

// wake is the one kind of job there is. Each store.Job has a River queue of
// its own name.
type wake struct {
	Job store.Job `json:"job"`
}

// Kind implements River's JobArgs.
func (wake) Kind() string { return "wake" }

func queued(job store.Job) *library.InsertOpts {
	return &library.InsertOpts{Queue: string(job), MaxAttempts: maxAttempts}
}

type worker struct {
	library.WorkerDefaults[wake]
	handlers map[store.Job]queue.Handler
}

// Work calls the job's handler; River makes an error or a panic of it a retry.
func (w *worker) Work(ctx context.Context, job *library.Job[wake]) error {
	handle, ok := w.handlers[job.Args.Job]
	if !ok {
		return fmt.Errorf("river: no handler for job %q", job.Args.Job)
	}
	return handle(ctx)
}
