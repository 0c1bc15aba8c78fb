//go:build pkcs11

package hsm

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"
)

// mostStuck is how many calls may be left behind before the device is left
// alone: each keeps a thread of the process.
const mostStuck = 256

var errSilent = errors.New("hsm: the device has not answered in time")

// calls counts the calls into a module that were given up and have not come
// back. None can be called off: it keeps its thread and its session.
type calls struct{ stuck atomic.Int64 }

// run makes a call in a goroutine of its own and tells once how it ended: with
// what it answered, or by errSilent when the limit was over before.
func run[T any](c *calls, limit time.Duration, call func() (T, error), ended func(T, error)) {
	timer := time.AfterFunc(limit, func() {
		c.stuck.Add(1)
		ended(*new(T), errSilent)
	})
	go func() {
		result, err := call()
		if timer.Stop() {
			ended(result, err)
			return
		}
		c.stuck.Add(-1)
	}()
}

type answer[T any] struct {
	result T
	err    error
}

// limited makes a call and waits for it no longer than the limit.
func limited[T any](c *calls, limit time.Duration, call func() (T, error)) (T, error) {
	answered := make(chan answer[T], 1)
	run(c, limit, call, func(result T, err error) { answered <- answer[T]{result, err} })
	a := <-answered
	return a.result, a.err
}

// with calls use with a session to spare, waiting no longer than the limit.
// Where the device turns out to be lost, it is opened anew and use called once
// more.
func with[T any](ctx context.Context, t *token, limit time.Duration, use func(*link, handle) (T, error)) (T, error) {
	limited, cancel := context.WithTimeoutCause(ctx, limit, errSilent)
	defer cancel()
	result, lost, err := try(limited, t, limit, use)
	if lost {
		if result, lost, err = try(limited, t, limit, use); lost {
			err = unavailable("hsm_unavailable", err)
		}
	}
	if errors.Is(err, errSilent) || err != nil && errors.Is(context.Cause(limited), errSilent) {
		err = unavailable("hsm_unavailable", fmt.Errorf("%w; %d calls have not come back", errSilent, t.calls.stuck.Load()))
	}
	return result, err
}

// try is one attempt. Whoever asked may leave before it ends: the call is
// waited for all the same.
func try[T any](ctx context.Context, t *token, limit time.Duration, use func(*link, handle) (T, error)) (_ T, lost bool, err error) {
	l, err := t.linked(ctx)
	if err != nil {
		return *new(T), false, err
	}
	if err := l.enter(ctx); err != nil {
		return *new(T), errors.Is(err, errLost), err
	}
	answered := make(chan answer[T], 1)
	run(&t.calls, limit, func() (T, error) {
		s, err := l.take()
		if err != nil {
			return *new(T), err
		}
		result, err := use(l, s)
		l.put(s, err)
		return result, err
	}, func(result T, err error) {
		l.leave(err)
		answered <- answer[T]{result, err}
	})
	select {
	case a := <-answered:
		return a.result, a.err != nil && l.isLost() && !errors.Is(a.err, errSilent), a.err
	case <-ctx.Done():
		return *new(T), false, ctx.Err()
	}
}
