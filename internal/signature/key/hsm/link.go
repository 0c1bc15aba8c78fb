//go:build pkcs11

package hsm

import (
	"context"
	"errors"
	"sync"

	"github.com/miekg/pkcs11"
)

// handle is a session's.
type handle = pkcs11.SessionHandle

var errLost = errors.New("hsm: the device was lost")

// link is a login at the token. Sessions and handles of keys are good for as
// long as it is.
type link struct {
	module  *pkcs11.Ctx
	slot    uint
	places  chan struct{} // one in it for each call under way
	lost    chan struct{} // closed when session, login or device turned out to be gone
	settled chan struct{} // closed when it is lost and no call on it is waited for any more
	keys    sync.Map      // *pair by reference: looking one up takes several calls

	mu      sync.Mutex
	running int
	idle    []handle
}

func newLink(module *pkcs11.Ctx, slot uint, sessions int) *link {
	return &link{
		module: module, slot: slot,
		places: make(chan struct{}, sessions), lost: make(chan struct{}), settled: make(chan struct{}),
	}
}

func (l *link) isLost() bool {
	select {
	case <-l.lost:
		return true
	default:
		return false
	}
}

// enter takes a place for a call, or gives up with the context.
func (l *link) enter(ctx context.Context) error {
	select {
	case l.places <- struct{}{}:
	case <-l.lost:
		return errLost
	case <-ctx.Done():
		return ctx.Err()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.isLost() {
		<-l.places
		return errLost
	}
	l.running++
	return nil
}

// leave ends a call, which may have been given up.
func (l *link) leave(err error) {
	<-l.places
	l.mu.Lock()
	defer l.mu.Unlock()
	l.running--
	gone := l.isLost()
	if !gone && (isLoss(err) || errors.Is(err, errSilent)) {
		close(l.lost)
		gone = true
	}
	if gone && l.running == 0 {
		close(l.settled)
	}
}

// lose lets no further call in.
func (l *link) lose() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.isLost() {
		return
	}
	close(l.lost)
	if l.running == 0 {
		close(l.settled)
	}
}

// take gives a session that no other call has.
func (l *link) take() (handle, error) {
	l.mu.Lock()
	if last := len(l.idle) - 1; last >= 0 {
		s := l.idle[last]
		l.idle = l.idle[:last]
		l.mu.Unlock()
		return s, nil
	}
	l.mu.Unlock()
	return openSession(l.module, l.slot)
}

// put gives a session back. One on which a call failed may be in the middle of
// something, and is closed.
func (l *link) put(s handle, err error) {
	var code pkcs11.Error
	if errors.As(err, &code) {
		_ = l.module.CloseSession(s) // it may be gone already
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.idle = append(l.idle, s)
}

// drop closes the sessions that no call has.
func (l *link) drop() {
	l.mu.Lock()
	idle := l.idle
	l.idle = nil
	l.mu.Unlock()
	for _, s := range idle {
		_ = l.module.CloseSession(s) // the device is lost, or seems so
	}
}

func openSession(module *pkcs11.Ctx, slot uint) (handle, error) {
	return module.OpenSession(slot, pkcs11.CKF_SERIAL_SESSION|pkcs11.CKF_RW_SESSION)
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
