package signin

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"net/url"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/store"
)

const (
	totpPeriod = 30 // seconds of a time step (RFC 6238, 5.2)
	totpSkew   = 1  // steps that clocks may differ either way
	totpSecret = 20 // bytes, as long as SHA-1's output (RFC 4226, 4)
)

// Offer is a second factor that an authenticator may take up.
type Offer struct {
	Secret string // base 32, to be typed
	URI    string // otpauth address, to be scanned
}

// OfferSecondFactor is the second factor offered to the session a token opens.
// It is drawn from the token, so that a page shown again shows the same one
// and no other session is offered it; the token ends when the offer is taken.
func (s *Service) OfferSecondFactor(a store.Account, token string) Offer {
	mac := hmac.New(sha256.New, []byte(token))
	mac.Write([]byte("second factor"))
	secret := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(mac.Sum(nil)[:totpSecret])
	const issuer = "Yinxin"
	uri := url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + issuer + ":" + a.Username}
	uri.RawQuery = "secret=" + secret + "&issuer=" + issuer
	return Offer{Secret: secret, URI: uri.String()}
}

// matchTOTP returns the step around now whose code this is, or false.
func matchTOTP(secret, code string, now time.Time) (step int64, ok bool, err error) {
	typed := []byte(plainCode(code))
	current := now.Unix() / totpPeriod
	for s := current - totpSkew; s <= current+totpSkew; s++ {
		want, err := hotp.GenerateCodeCustom(secret, uint64(s), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err != nil {
			return 0, false, err
		}
		if subtle.ConstantTimeCompare(typed, []byte(want)) == 1 {
			step, ok = s, true // the later of two equal codes, so that neither is left
		}
	}
	return step, ok, nil
}

// PassSecondFactor takes the code of the account's authenticator and finishes
// signing in: the session goes on under a new token. It fails with Denied
// totp_wrong, Denied totp_used for a code that was good once, and Throttled
// too_many_attempts, whichever the code, after too many of them.
func (s *Service) PassSecondFactor(ctx context.Context, token, code string) (next string, err error) {
	return s.secondFactor(ctx, "signin.PassSecondFactor", token, code, SecondFactorStep, func(ctx context.Context, tx store.Tx, a store.Account) error {
		if err := tx.UpdateAccount(ctx, a); err != nil {
			return err
		}
		return s.record(acting(ctx, a), tx, a.ID, "session.second_factor", a.ID, "")
	})
}

// EnrolSecondFactor takes up the offer, which the code proves: of somebody on
// the way in whose role needs a second factor, who then goes on as by
// PassSecondFactor, and of whoever is signed in and wants one. The account's
// other sessions have to show it from now on, too.
func (s *Service) EnrolSecondFactor(ctx context.Context, token, code string) (next string, err error) {
	return s.secondFactor(ctx, "signin.EnrolSecondFactor", token, code, EnrolStep, func(ctx context.Context, tx store.Tx, a store.Account) error {
		a.TOTPSecret = s.OfferSecondFactor(a, token).Secret
		if err := tx.UpdateAccount(ctx, a); err != nil {
			return err
		}
		if err := s.tellWaysIn(ctx, tx, a); err != nil {
			return err
		}
		return s.record(acting(ctx, a), tx, a.ID, "account.enrol_second_factor", a.ID, "")
	})
}

// DropSecondFactor takes the second factor away from whoever is signed in and
// shows it once more. It fails as PassSecondFactor does, and with Denied
// second_factor_needed for a role that cannot be without one.
func (s *Service) DropSecondFactor(ctx context.Context, token, code string) (next string, err error) {
	const op = "signin.DropSecondFactor"
	return s.secondFactor(ctx, op, token, code, SignedIn, func(ctx context.Context, tx store.Tx, a store.Account) error {
		if NeedsSecondFactor(a.Role) {
			return fault.New(op, fault.Denied, "second_factor_needed")
		}
		a.TOTPSecret, a.TOTPStep = "", 0
		if err := tx.UpdateAccount(ctx, a); err != nil {
			return err
		}
		if err := s.tellWaysIn(ctx, tx, a); err != nil {
			return err
		}
		return s.record(acting(ctx, a), tx, a.ID, "account.drop_second_factor", a.ID, "")
	})
}

// tellWaysIn has an owner told, where they can be, that they sign in otherwise
// than before.
func (s *Service) tellWaysIn(ctx context.Context, tx store.Tx, a store.Account) error {
	if a.Contact() == "" {
		return nil
	}
	return s.desk.Tell(ctx, tx, a, messages.WaysInChanged)
}

// secondFactor checks a code for a session that stands at the step, and keeps
// what it changes.
func (s *Service) secondFactor(ctx context.Context, op, token, code string, at Step, keep func(context.Context, store.Tx, store.Account) error) (next string, err error) {
	a, step, err := s.Authenticate(ctx, token)
	switch {
	case err != nil:
		return "", fault.Wrap(op, err)
	case step != at && !(step == SignedIn && at == EnrolStep), (at == EnrolStep) != (a.TOTPSecret == ""):
		return "", fault.New(op, fault.Conflict, "sign_in_changed")
	}
	if err := s.pass(ctx, op, key("second-factor", a.ID), s.limits.SecondFactor); err != nil {
		return "", err
	}
	next = newToken()
	err = s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		current, err := tx.LockAccount(ctx, a.ID)
		if err != nil {
			return err
		}
		if current.TOTPSecret != a.TOTPSecret || current.Disabled() {
			return fault.New(op, fault.Conflict, "sign_in_changed")
		}
		secret := current.TOTPSecret
		if at == EnrolStep {
			secret = s.OfferSecondFactor(current, token).Secret
		}
		used, ok, err := matchTOTP(secret, code, s.now())
		switch {
		case err != nil:
			return err
		case !ok:
			return fault.New(op, fault.Denied, "totp_wrong").At("code")
		case used <= current.TOTPStep:
			return fault.New(op, fault.Denied, "totp_used").At("code")
		}
		current.TOTPStep = used
		if err := keep(ctx, tx, current); err != nil {
			return err
		}
		if step != SignedIn {
			if err := s.noteDevice(ctx, tx, current, true); err != nil {
				return err
			}
		}
		return s.renew(ctx, tx, token, next, true)
	})
	if err != nil {
		return "", fault.Wrap(op, err)
	}
	return next, nil
}
