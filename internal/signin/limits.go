package signin

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// Rate allows Burst attempts at once, which come back one each Every.
type Rate struct {
	Burst int
	Every time.Duration
}

// Limits are how long things last and how often they may be tried.
type Limits struct {
	HolderSession time.Duration
	StaffSession  time.Duration
	Recent        time.Duration // for which a password or passkey that was shown opens what asks for one anew
	TakeBack      time.Duration // for which whoever an account was reached by takes a change of that back
	CodeLife      time.Duration // of a one-time code
	CodeTries     int           // wrong tries that one code survives

	LoginFailures  Rate // wrong passwords for one user name; right ones are not counted
	LoginClient    Rate // attempts to sign in from one client
	Register       Rate // registrations from one client
	CodeRequests   Rate // codes that one account asks for
	CodeEntries    Rate // codes that one account enters
	CodesToPhone   Rate // codes to one telephone, whoever asks; beyond it nothing is sent
	NoticesToPhone Rate // warnings to one telephone that its document was registered again
	SecondFactor   Rate // codes of a second factor that one account enters
	RecoverUser    Rate // recoveries begun or finished for one user name
	RecoverClient  Rate // the same from one client
}

// DefaultLimits leaves a guesser about 1500 passwords a day at one account and
// a few hundred codes a day at one telephone; a person does not notice them.
func DefaultLimits() Limits {
	return Limits{
		HolderSession:  12 * time.Hour,
		StaffSession:   8 * time.Hour,
		Recent:         10 * time.Minute,
		TakeBack:       72 * time.Hour,
		CodeLife:       10 * time.Minute,
		CodeTries:      5,
		LoginFailures:  Rate{10, time.Minute},
		LoginClient:    Rate{120, time.Second},
		Register:       Rate{60, 10 * time.Second},
		CodeRequests:   Rate{4, 2 * time.Minute},
		CodeEntries:    Rate{12, time.Minute},
		CodesToPhone:   Rate{10, 30 * time.Minute},
		NoticesToPhone: Rate{3, 8 * time.Hour},
		SecondFactor:   Rate{10, 3 * time.Minute},
		RecoverUser:    Rate{12, 2 * time.Minute},
		RecoverClient:  Rate{60, 10 * time.Second},
	}
}

// key names a throttle. What was typed goes in only as a digest: keys are kept
// in the clear, and people type identity numbers into the wrong field.
func key(what, who string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(strings.TrimSpace(who))))
	return what + ":" + hex.EncodeToString(sum[:16])
}

// take uses up one attempt and reports whether there was one.
func (s *Service) take(ctx context.Context, key string, r Rate) (bool, error) {
	var ok bool
	err := s.store.Update(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		ok, err = tx.Allow(ctx, key, s.now(), r.Burst, r.Every)
		return err
	})
	return ok, err
}

// pass is take that fails with too_many_attempts where none was left.
func (s *Service) pass(ctx context.Context, op, key string, r Rate) error {
	ok, err := s.take(ctx, key, r)
	switch {
	case err != nil:
		return fault.Wrap(op, err)
	case !ok:
		return tooMany(op, r)
	}
	return nil
}

// left reports whether an attempt is left, and leaves it: the transaction that
// takes it is undone.
func (s *Service) left(ctx context.Context, key string, r Rate) (bool, error) {
	var ok bool
	undo := errors.New("undo")
	err := s.store.Update(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		if ok, err = tx.Allow(ctx, key, s.now(), r.Burst, r.Every); err != nil {
			return err
		}
		return undo
	})
	if errors.Is(err, undo) {
		return ok, nil
	}
	return false, err
}

func tooMany(op string, r Rate) error {
	minutes := max(1, int((r.Every+time.Minute-1)/time.Minute))
	return fault.New(op, fault.Throttled, "too_many_attempts").With("minutes", minutes)
}
