//go:build pkcs11

package hsm

import (
	"context"
	"errors"
	"fmt"

	"github.com/miekg/pkcs11"
)

// renew makes a link once no call on the old one is waited for any more. Only
// where a module is initialised anew does it look for its device, and only when
// nobody uses it any more may that be done (PKCS #11 2.40, C_Finalize). Where a
// call has not come back, sessions are first opened beside it. A module that
// refuses them is initialised anew all the same, since nothing else is left; one
// that keeps this call, too, is left alone until some call has come back.
func (t *token) renew(ctx context.Context, old *link) (*link, error) {
	if old != nil {
		<-old.settled
	}
	stuck := t.calls.stuck.Load()
	if stuck > mostStuck {
		return nil, unavailable("hsm_unavailable", fmt.Errorf("hsm: %d calls have not come back; it is not called again before some have", stuck))
	}
	pin, err := t.config.PIN(ctx)
	if err != nil {
		return nil, unavailable("hsm_pin_refused", err)
	}
	if t.refused != "" && t.refused == pin {
		return nil, unavailable("hsm_pin_refused", errors.New("hsm: the PIN was refused before, and is not tried again"))
	}
	if t.ready && stuck > 0 {
		if t.silent > 0 && stuck >= t.silent {
			return nil, unavailable("hsm_unavailable", fmt.Errorf("%w; none of %d calls has come back", errSilent, stuck))
		}
		l, err := limited(&t.calls, t.patience, func() (*link, error) {
			if old != nil {
				old.drop()
			}
			return t.login(pin)
		})
		switch {
		case err == nil:
			return l, nil
		case isRefusal(err):
			t.refused = pin
			return nil, unavailable("hsm_pin_refused", err)
		case errors.Is(err, errSilent):
			t.silent = t.calls.stuck.Load()
			return nil, unavailable("hsm_unavailable", err)
		}
	}
	t.silent = 0
	if err := t.initialise(); err != nil {
		return nil, unavailable("hsm_unavailable", err)
	}
	l, err := t.login(pin)
	if isRefusal(err) {
		t.refused = pin
		return nil, unavailable("hsm_pin_refused", err)
	}
	if err != nil {
		return nil, unavailable("hsm_unavailable", err)
	}
	return l, nil
}

// initialise loads the module, or begins with it anew. It is waited for as long
// as it takes, though nobody who signs is kept by it: no second attempt may be
// made beside it.
func (t *token) initialise() error {
	if t.module == nil {
		module := pkcs11.New(t.config.Module)
		if module == nil {
			return errors.New("hsm: the module cannot be loaded")
		}
		t.module = module
	}
	if t.ready {
		_ = t.module.Finalize() // what it says of a lost device changes nothing
	}
	err := t.module.Initialize()
	if code := pkcs11.Error(0); errors.As(err, &code) && code == pkcs11.CKR_CRYPTOKI_ALREADY_INITIALIZED {
		err = nil
	}
	t.ready = err == nil
	return err
}

// login finds the token and logs in. The session it does that on stays open
// and idle: with the last session the login would end.
func (t *token) login(pin string) (*link, error) {
	slot, info, err := t.find()
	if err != nil {
		return nil, err
	}
	sessions := t.config.Sessions
	if most := info.MaxRwSessionCount; most != pkcs11.CK_EFFECTIVELY_INFINITE && most != pkcs11.CK_UNAVAILABLE_INFORMATION {
		sessions = max(1, min(sessions, int(most)-1))
	}
	keeper, err := openSession(t.module, slot)
	if err != nil {
		return nil, err
	}
	err = t.module.Login(keeper, pkcs11.CKU_USER, pin)
	if code := pkcs11.Error(0); errors.As(err, &code) && code == pkcs11.CKR_USER_ALREADY_LOGGED_IN {
		err = nil
	}
	if err != nil {
		_ = t.module.CloseSession(keeper)
		return nil, err
	}
	return newLink(t.module, slot, sessions), nil
}

// find finds the slot with the token.
func (t *token) find() (uint, pkcs11.TokenInfo, error) {
	slots, err := t.module.GetSlotList(true)
	if err != nil {
		return 0, pkcs11.TokenInfo{}, err
	}
	for _, slot := range slots {
		info, err := t.module.GetTokenInfo(slot)
		if err != nil {
			return 0, info, err
		}
		if t.config.Token == "" && t.config.Slot >= 0 && slot == uint(t.config.Slot) || t.config.Token != "" && info.Label == t.config.Token {
			return slot, info, nil
		}
	}
	return 0, pkcs11.TokenInfo{}, errors.New("hsm: the module has no such token")
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
