//go:build pkcs11

package hsm

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/miekg/pkcs11"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/key"
)

// Built reports whether this program can open devices.
const Built = true

const (
	// again is how long a device that could not be opened is left alone.
	again = time.Second
	// patience is how long one use of a device may take: whoever signs has a
	// lease to keep.
	patience = 8 * time.Second
	// making is how long a new key may take; RSA-4096 takes slow tokens minutes.
	making = 3 * time.Minute
)

// token is one token of one module. Between its losses it has one link.
type token struct {
	config   Config
	patience time.Duration
	calls    calls
	making   chan struct{} // held while a key is made

	mu       sync.Mutex
	link     *link    // the one in use, or lost
	opening  *opening // while a link is made
	closed   bool
	failed   error     // why the last link could not be made
	failedAt time.Time // and when

	// Whoever makes a link has these to itself:
	module  *pkcs11.Ctx // loaded, and initialised where ready says so
	ready   bool
	refused string // the PIN that the token refused; "" for none
	silent  int64  // calls that had not come back when the module kept one more; 0 for none
}

// opening is the making of a link, for all who wait for it.
type opening struct {
	done chan struct{}
	link *link
	err  error
}

var _ key.Device = (*token)(nil)

// Open gives the device of a configuration. It is reached when it is first
// used: a device that is away keeps nothing from starting.
func Open(c Config) key.Device {
	return &token{config: c, patience: cmp.Or(c.Patience, patience), making: make(chan struct{}, 1)}
}

// linked is the link in use, or a new one where that is lost.
func (t *token) linked(ctx context.Context) (*link, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	t.mu.Lock()
	switch {
	case t.closed:
		t.mu.Unlock()
		return nil, unavailable("hsm_unavailable", errors.New("hsm: closed"))
	case t.link != nil && !t.link.isLost():
		defer t.mu.Unlock()
		return t.link, nil
	case t.failed != nil && t.config.Now().Sub(t.failedAt) < again:
		defer t.mu.Unlock()
		return nil, t.failed
	case t.opening == nil:
		t.opening = &opening{done: make(chan struct{})}
		go t.open(context.WithoutCancel(ctx), t.opening, t.link)
	}
	o := t.opening
	t.mu.Unlock()
	select {
	case <-o.done:
		return o.link, o.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// open makes a link in the place of the one that was lost.
func (t *token) open(ctx context.Context, o *opening, old *link) {
	o.link, o.err = t.renew(ctx, old)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.opening, t.failed = nil, o.err
	if o.err != nil {
		t.failedAt = t.config.Now()
	} else {
		t.link = o.link
	}
	close(o.done)
}

// Close implements key.Device. A module with calls that have not come back
// stays loaded: they would return into nothing.
func (t *token) Close() error {
	t.mu.Lock()
	t.closed = true
	o := t.opening
	t.mu.Unlock()
	if o != nil {
		select {
		case <-o.done:
		case <-time.After(t.patience):
			return nil
		}
	}
	if t.link != nil {
		t.link.lose()
		<-t.link.settled
	}
	if t.module == nil || t.calls.stuck.Load() > 0 {
		return nil
	}
	var err error
	if t.ready {
		_, err = limited(&t.calls, t.patience, func() (struct{}, error) { return struct{}{}, t.module.Finalize() })
	}
	if !errors.Is(err, errSilent) {
		t.module.Destroy()
	}
	t.module, t.ready = nil, false
	if isLoss(err) || errors.Is(err, errSilent) {
		return nil
	}
	return err
}

func unavailable(reason fault.Reason, err error) error {
	return &fault.Error{Op: "hsm.Open", Kind: fault.Unavailable, Reason: reason, Err: err}
}

// String names the token and shows nothing of its PIN.
func (t *token) String() string {
	return fmt.Sprintf("token %q of %s", t.config.Token, t.config.Module)
}
