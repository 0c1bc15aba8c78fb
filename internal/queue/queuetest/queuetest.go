// Package queuetest holds every adapter of the queue to one suite, together
// with the store whose transactions enqueue.
package queuetest

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/queue"
	"yinxin.example/yinxin/internal/store"
)

const patience = 20 * time.Second // for what takes milliseconds

// Open gives a new, empty store and a queue over it that was not started. The
// queue calls its handlers at the interval even without a job.
type Open func(t *testing.T, interval time.Duration) (store.Store, queue.Queue)

// Run runs the suite.
func Run(t *testing.T, open Open) {
	for _, test := range []struct {
		name string
		run  func(t *testing.T, open Open)
	}{
		{"started", testStarted},
		{"woken by a commit", testWokenByCommit},
		{"not woken by a rollback", testNotWokenByRollback},
		{"woken at intervals", testWokenAtIntervals},
		{"failing handlers", testFailingHandlers},
		{"no commit unnoticed", testNoCommitUnnoticed},
		{"stopped in time", testStoppedInTime},
		{"finishing at the end", testFinishingAtTheEnd},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, open) })
	}
}

// start starts the queue and stops it when the test ends.
func start(t *testing.T, q queue.Queue, handle queue.Handler) {
	t.Helper()
	if err := q.Start(t.Context(), map[store.Job]queue.Handler{store.SealJob: handle}); err != nil {
		t.Fatalf("Start: %v", err)
	}
	t.Cleanup(func() { stop(t, q) })
}

func stop(t *testing.T, q queue.Queue) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), patience)
	defer cancel()
	if err := q.Stop(ctx); err != nil {
		t.Errorf("Stop: %v", err)
	}
}

func enqueue(t *testing.T, s store.Store) {
	t.Helper()
	err := s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
		return errors.Join(tx.PutSetting(ctx, "applied", "yes"), tx.Enqueue(ctx, store.SealJob))
	})
	if err != nil {
		t.Fatalf("Update: %v", err)
	}
}

// wait waits for a call of the handler.
func wait(t *testing.T, called <-chan struct{}, what string) {
	t.Helper()
	select {
	case <-called:
	case <-time.After(patience):
		t.Fatalf("not called: %s", what)
	}
}

// signal is a handler that tells of each call.
func signal(called chan struct{}) queue.Handler {
	return func(ctx context.Context) error {
		select {
		case called <- struct{}{}:
		case <-ctx.Done():
		}
		return nil
	}
}

func testStarted(t *testing.T, open Open) {
	_, q := open(t, time.Hour)
	stop(t, q) // never started: no error
	called := make(chan struct{})
	start(t, q, signal(called))
	wait(t, called, "as the queue starts")
	if err := q.Start(t.Context(), nil); err == nil {
		t.Error("a queue was started twice")
	}
}

func testWokenByCommit(t *testing.T, open Open) {
	s, q := open(t, time.Hour)
	called := make(chan struct{}, 100)
	start(t, q, func(ctx context.Context) error {
		return s.View(ctx, func(ctx context.Context, r store.Reader) error {
			if _, err := r.Setting(ctx, "applied"); err == nil {
				called <- struct{}{} // it sees what the transaction did
			}
			return nil
		})
	})
	for range 3 {
		enqueue(t, s)
	}
	wait(t, called, "after the commit")
}

func testNotWokenByRollback(t *testing.T, open Open) {
	s, q := open(t, time.Hour)
	called := make(chan struct{}, 100)
	start(t, q, signal(called))
	wait(t, called, "as the queue starts")

	errOurs := errors.New("ours")
	err := s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
		return errors.Join(tx.Enqueue(ctx, store.SealJob), errOurs)
	})
	if !errors.Is(err, errOurs) {
		t.Fatalf("Update gave %v", err)
	}
	enqueue(t, s)
	wait(t, called, "by the second transaction")
	stop(t, q)
	if n := len(called); n > 0 {
		t.Errorf("%d calls more than commits", n)
	}
}

func testWokenAtIntervals(t *testing.T, open Open) {
	_, q := open(t, time.Millisecond)
	called := make(chan struct{})
	start(t, q, signal(called))
	for range 5 {
		wait(t, called, "at an interval, without a job")
	}
}

func testFailingHandlers(t *testing.T, open Open) {
	s, q := open(t, 50*time.Millisecond)
	called := make(chan struct{}, 100)
	var n atomic.Int32
	start(t, q, func(context.Context) error {
		switch n.Add(1) {
		case 1:
			return errors.New("handler failed")
		case 2:
			panic("handler panicked")
		}
		called <- struct{}{}
		return nil
	})
	enqueue(t, s)
	wait(t, called, "after an error and a panic")
}

func testStoppedInTime(t *testing.T, open Open) {
	_, q := open(t, time.Hour)
	running := make(chan struct{})
	start(t, q, func(ctx context.Context) error {
		close(running)
		<-ctx.Done() // a handler that would go on for ever
		return ctx.Err()
	})
	wait(t, running, "as the queue starts")
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Second) // 2 s are promised on an idle machine
	defer cancel()
	if err := q.Stop(ctx); err != nil {
		t.Errorf("Stop: %v", err)
	}
}

// A job that seems to wait for a worker may be taken before the transaction
// that relies on it commits; each commit is noticed all the same.
func testNoCommitUnnoticed(t *testing.T, open Open) {
	const writers, commits = 3, 20
	s, q := open(t, time.Hour)
	seen := make(chan int, 10_000)
	start(t, q, func(ctx context.Context) error {
		return s.View(ctx, func(ctx context.Context, r store.Reader) error {
			trail, err := r.Trail(ctx, writers*commits)
			seen <- len(trail)
			return err
		})
	})
	var g errgroup.Group
	for range writers {
		g.Go(func() error {
			for range commits {
				err := s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
					return errors.Join(tx.Enqueue(ctx, store.SealJob), tx.Record(ctx, audit.Entry{Action: "applied", At: time.Unix(1, 0)}))
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	late := time.After(patience)
	for n := 0; n < writers*commits; {
		select {
		case n = <-seen:
		case <-late:
			t.Fatalf("the handler last saw %d of %d commits", n, writers*commits)
		}
	}
}

func testFinishingAtTheEnd(t *testing.T, open Open) {
	_, q := open(t, time.Hour)
	running, release := make(chan struct{}), make(chan struct{})
	finished := false
	start(t, q, func(ctx context.Context) error {
		close(running)
		<-release
		finished = ctx.Err() == nil
		return nil
	})
	wait(t, running, "as the queue starts")
	time.AfterFunc(50*time.Millisecond, func() { close(release) })
	stop(t, q)
	if !finished {
		t.Error("a handler that needed a moment was cancelled, or not waited for")
	}
}
