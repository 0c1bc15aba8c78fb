package signin

import (
	"context"
	"encoding/hex"
	"log/slog"
	"slices"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// OpenSession is where an account is signed in, as its owner is shown it.
type OpenSession struct {
	ID         string // names it to EndSession; opens nothing
	Device     string // BROWSER/SYSTEM of DeviceNames; "" where nothing was said
	OpenedAt   time.Time
	LastUsedAt time.Time // to the hour
	EndsAt     time.Time
	This       bool // the one that asks
}

// sessionID is how a session is called on pages: the first 64 bits of its
// token's hash.
func sessionID(tokenHash []byte) string {
	return hex.EncodeToString(tokenHash[:min(8, len(tokenHash))])
}

// Sessions lists where the account is signed in whose session the token opens:
// this one first, then the latest opened.
func (s *Service) Sessions(ctx context.Context, token string) ([]OpenSession, error) {
	var open []OpenSession
	err := s.store.View(ctx, func(ctx context.Context, r store.Reader) error {
		all, err := s.running(ctx, r, token)
		for _, one := range all {
			open = append(open, OpenSession{
				ID: sessionID(one.TokenHash), Device: one.Device, OpenedAt: one.CreatedAt,
				LastUsedAt: one.LastUsedAt, EndsAt: one.ExpiresAt, This: isOf(one, token),
			})
		}
		return err
	})
	slices.SortStableFunc(open, func(a, b OpenSession) int {
		switch {
		case a.This:
			return -1
		case b.This:
			return 1
		}
		return 0
	})
	return open, fault.Wrap("signin.Sessions", err)
}

// running returns the sessions of a token's account that have not ended.
func (s *Service) running(ctx context.Context, r store.Reader, token string) ([]store.Session, error) {
	_, a, err := r.Session(ctx, tokenHash(token))
	if err != nil {
		return nil, err
	}
	all, err := r.SessionsOf(ctx, a.ID)
	return slices.DeleteFunc(all, func(one store.Session) bool { return !s.now().Before(one.ExpiresAt) }), err
}

func isOf(s store.Session, token string) bool { return slices.Equal(s.TokenHash, tokenHash(token)) }

// EndSession ends one session of the account whose session the token opens. It
// fails with NotFound session_unknown for any but a running one of its own.
func (s *Service) EndSession(ctx context.Context, token, id string) error {
	const op = "signin.EndSession"
	n, err := s.end(ctx, token, func(one store.Session) bool { return sessionID(one.TokenHash) == id })
	if err == nil && n == 0 {
		err = fault.New(op, fault.NotFound, "session_unknown")
	}
	return fault.Wrap(op, err)
}

// EndOtherSessions ends every session of the account but the one the token
// opens, and returns how many there were.
func (s *Service) EndOtherSessions(ctx context.Context, token string) (ended int, err error) {
	ended, err = s.end(ctx, token, func(one store.Session) bool { return !isOf(one, token) })
	return ended, fault.Wrap("signin.EndOtherSessions", err)
}

// end ends the sessions that are chosen of a token's account. The account is
// held, so that a session that is moved to another token meanwhile is not missed.
func (s *Service) end(ctx context.Context, token string, chosen func(store.Session) bool) (ended int, err error) {
	err = s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		ended = 0
		_, a, err := tx.Session(ctx, tokenHash(token))
		if err != nil {
			return err
		}
		if _, err := tx.LockAccount(ctx, a.ID); err != nil {
			return err
		}
		all, err := s.running(ctx, tx, token)
		if err != nil {
			return err
		}
		for _, one := range all {
			if !chosen(one) {
				continue
			}
			if err := tx.DeleteSession(ctx, one.TokenHash); err != nil {
				return err
			}
			ended++
		}
		if ended == 0 {
			return nil
		}
		return s.record(acting(ctx, a), tx, a.ID, "session.end", a.ID, "")
	})
	return ended, err
}

// touch notes, an hour's first time, that a session is used. That it could not
// be noted keeps nobody out.
func (s *Service) touch(ctx context.Context, session store.Session) {
	hour := s.now().Truncate(time.Hour)
	if !session.LastUsedAt.Before(hour) {
		return
	}
	err := s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		return tx.TouchSession(ctx, session.TokenHash, hour)
	})
	if err != nil {
		s.log.WarnContext(ctx, "use of a session not noted", slog.Any("error", err))
	}
}
