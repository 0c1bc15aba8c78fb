package river

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	library "github.com/riverqueue/river"

	"yinxin.example/yinxin/internal/queue"
	"yinxin.example/yinxin/internal/store"
)

const (
	// maxWorkers are two, so that one stuck handler does not hold up its queue.
	maxWorkers = 2
	// maxAttempts are few: the wake-up at intervals is the better retry.
	maxAttempts = 3
	// softStop is how long handlers may go on once the queue stops.
	softStop = time.Second
	// keepCompleted is how long River keeps jobs that are done.
	keepCompleted = 10 * time.Minute
)

// Options is how workers run. The zero Options are good for production.
type Options struct {
	// Every is the interval at which each handler is called without a job; 5 s
	// where it is 0.
	Every time.Duration
	// Log gets River's warnings and the handlers' failures; nil for none.
	Log *slog.Logger
}

// pace is how eagerly an engine is asked for jobs.
type pace struct{ cooldown, poll time.Duration }

// workers runs handlers for the jobs of one database.
type workers[TTx any] struct {
	options Options
	open    func(*library.Config) (*library.Client[TTx], error)
	bell    *bell // rings where the engine cannot notify
	pace    pace
	reindex []string // the indexes River rebuilds each night, nil for its own choice

	mu     sync.Mutex
	client *library.Client[TTx] // nil until started
	rhythm *rhythm
}

// Start implements queue.Queue.
func (w *workers[TTx]) Start(ctx context.Context, handlers map[store.Job]queue.Handler) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.client != nil {
		return errors.New("river: the queue was started already")
	}
	client, err := w.open(w.config(handlers))
	if err != nil {
		return fmt.Errorf("river: open the queue: %w", err)
	}
	if err := client.Start(ctx); err != nil {
		return fmt.Errorf("river: start the queue: %w", err)
	}
	w.client = client
	w.rhythm = newRhythm(ctx, cmp.Or(w.options.Every, interval), w.bell, quiet(w.options.Log), handlers)
	return nil
}

// Stop implements queue.Queue.
func (w *workers[TTx]) Stop(ctx context.Context) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.client == nil {
		return nil
	}
	w.rhythm.end() // so that both have the same moment to finish in
	if err := errors.Join(w.client.Stop(ctx), w.rhythm.stop(ctx)); err != nil {
		return fmt.Errorf("river: stop the queue: %w", err)
	}
	return nil
}

func (w *workers[TTx]) config(handlers map[store.Job]queue.Handler) *library.Config {
	queues := map[string]library.QueueConfig{}
	for job := range handlers {
		queues[string(job)] = library.QueueConfig{MaxWorkers: maxWorkers}
	}
	all := library.NewWorkers()
	library.AddWorker(all, &worker{handlers: handlers})
	return &library.Config{
		Queues:                      queues,
		Workers:                     all,
		Logger:                      quiet(w.options.Log),
		FetchCooldown:               w.pace.cooldown,
		FetchPollInterval:           w.pace.poll,
		JobTimeout:                  -1, // a handler runs until nothing is left to do
		SoftStopTimeout:             softStop,
		CompletedJobRetentionPeriod: keepCompleted,
		ReindexerIndexNames:         w.reindex,
	}
}
