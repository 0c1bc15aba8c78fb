//go:build pkcs11

package hsm

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/ThalesGroup/crypto11"
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

var errSilent = errors.New("hsm: the device has not answered in time")

// token is one token of one module. Between its losses it has one link.
type token struct {
	config   Config
	sessions chan struct{} // one in it for each session in use
	turn     chan struct{} // held while a link is made
	making   chan struct{} // held while a key is made
	link     atomic.Pointer[link]

	// Held with turn:
	failed   error     // why the last link could not be made
	failedAt time.Time // and when
	refused  string    // the PIN that the token refused; "" for none
}

var _ key.Device = (*token)(nil)

// Open gives the device of a configuration. It is reached when it is first
// used: a device that is away keeps nothing from starting.
func Open(c Config) key.Device {
	return &token{
		config: c, sessions: make(chan struct{}, c.Sessions), turn: make(chan struct{}, 1), making: make(chan struct{}, 1),
	}
}

// Close implements key.Device.
func (t *token) Close() error {
	t.turn <- struct{}{}
	defer func() { <-t.turn }()
	return t.unlink()
}

// unlink lets go of the link, once every call on it has come back. It is called
// with turn.
func (t *token) unlink() error {
	l := t.link.Swap(nil)
	if l == nil {
		return nil
	}
	return l.context.Close()
}

// with calls use with a link and a session to spare, and waits no longer than
// the limit. Where the device turns out to be lost, it is opened anew and use
// called once more.
func with[T any](ctx context.Context, t *token, limit time.Duration, use func(*link) (T, error)) (T, error) {
	limited, cancel := context.WithTimeoutCause(ctx, limit, errSilent)
	defer cancel()
	result, lost, err := try(limited, t, use)
	if lost {
		if result, lost, err = try(limited, t, use); lost {
			err = unavailable("hsm_unavailable", err)
		}
	}
	if err != nil && errors.Is(context.Cause(limited), errSilent) {
		err = unavailable("hsm_unavailable", errSilent)
	}
	return result, err
}

// try is one attempt. No call into a module can be called off: one that does
// not come back in time is left behind with its session, and those after it
// fail as it did until it comes back.
func try[T any](ctx context.Context, t *token, use func(*link) (T, error)) (_ T, lost bool, err error) {
	type answer struct {
		result T
		err    error
		lost   bool
	}
	if err = enter(ctx, t.sessions); err != nil {
		return *new(T), false, err
	}
	answered := make(chan answer, 1)
	go func() {
		defer func() { <-t.sessions }()
		l, err := t.linked(ctx)
		if err != nil {
			answered <- answer{err: err}
			return
		}
		result, err := use(l)
		if isLoss(err) {
			l.lost.Store(true)
		}
		answered <- answer{result, err, err != nil && l.lost.Load()}
	}()
	select {
	case a := <-answered:
		return a.result, a.lost, a.err
	case <-ctx.Done():
		return *new(T), false, ctx.Err()
	}
}

// enter takes a place, or gives up with the context.
func enter(ctx context.Context, places chan struct{}) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case places <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// linked is the link in use, or a new one where that is lost.
func (t *token) linked(ctx context.Context) (*link, error) {
	if l := t.link.Load(); l != nil && !l.lost.Load() {
		return l, nil
	}
	if err := enter(ctx, t.turn); err != nil {
		return nil, err
	}
	defer func() { <-t.turn }()
	if l := t.link.Load(); l != nil && !l.lost.Load() {
		return l, nil
	}
	if t.failed != nil && t.config.Now().Sub(t.failedAt) < again {
		return nil, t.failed
	}
	// First the old one goes: only when nobody uses a module any more does it
	// let itself be initialised anew, and look for its device.
	if err := t.unlink(); err != nil {
		return nil, err
	}
	l, err := t.login(ctx)
	if t.failed = err; err != nil {
		t.failedAt = t.config.Now()
		return nil, err
	}
	t.link.Store(l)
	return l, nil
}

func (t *token) login(ctx context.Context) (*link, error) {
	pin, err := t.config.PIN(ctx)
	if err != nil {
		return nil, unavailable("hsm_pin_refused", err)
	}
	if t.refused != "" && t.refused == pin {
		return nil, unavailable("hsm_pin_refused", errors.New("hsm: the PIN was refused before, and is not tried again"))
	}
	config := &crypto11.Config{
		Path: t.config.Module, TokenLabel: t.config.Token, Pin: pin,
		MaxSessions: t.config.Sessions + 1, // crypto11 keeps one for itself
	}
	if config.TokenLabel == "" {
		config.SlotNumber = &t.config.Slot
	}
	c, err := crypto11.Configure(config)
	if isRefusal(err) {
		t.refused = pin
		return nil, unavailable("hsm_pin_refused", err)
	}
	if err != nil {
		return nil, unavailable("hsm_unavailable", err)
	}
	return &link{context: c}, nil
}

func unavailable(reason fault.Reason, err error) error {
	return &fault.Error{Op: "hsm.Open", Kind: fault.Unavailable, Reason: reason, Err: err}
}

// isRefusal reports whether the token did not let the user in.
func isRefusal(err error) bool {
	var code pkcs11.Error
	if !errors.As(err, &code) {
		return false
	}
	switch code {
	case pkcs11.CKR_PIN_INCORRECT, pkcs11.CKR_PIN_INVALID, pkcs11.CKR_PIN_LEN_RANGE, pkcs11.CKR_PIN_EXPIRED, pkcs11.CKR_PIN_LOCKED,
		pkcs11.CKR_USER_PIN_NOT_INITIALIZED:
		return true
	}
	return false
}

// isLoss reports whether a call failed because session, login, handles or the
// device itself are gone.
func isLoss(err error) bool {
	var code pkcs11.Error
	if !errors.As(err, &code) {
		return false
	}
	switch code {
	case pkcs11.CKR_DEVICE_ERROR, pkcs11.CKR_DEVICE_REMOVED, pkcs11.CKR_TOKEN_NOT_PRESENT, pkcs11.CKR_TOKEN_NOT_RECOGNIZED, pkcs11.CKR_SLOT_ID_INVALID,
		pkcs11.CKR_SESSION_HANDLE_INVALID, pkcs11.CKR_SESSION_CLOSED, pkcs11.CKR_USER_NOT_LOGGED_IN,
		pkcs11.CKR_KEY_HANDLE_INVALID, pkcs11.CKR_OBJECT_HANDLE_INVALID,
		pkcs11.CKR_CRYPTOKI_NOT_INITIALIZED, pkcs11.CKR_GENERAL_ERROR, pkcs11.CKR_FUNCTION_FAILED:
		return true
	}
	return false
}

// String names the token and shows nothing of its PIN.
func (t *token) String() string {
	return fmt.Sprintf("token %q of %s", t.config.Token, t.config.Module)
}
