package checking

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// waitingLife is how long a question waits for its code.
const waitingLife = 10 * time.Minute

// SessionOf names the session that a token opens where questions are kept.
// Nothing opens the session by it.
func SessionOf(token string) string {
	sum := sha256.Sum256([]byte("inquiry\x00" + token))
	return hex.EncodeToString(sum[:])
}

// Ask keeps the question of a session, in place of what it asked before, until
// a code comes back, and returns what that code is to be bound to. It fails as
// Question.Check does.
func (l *Lookup) Ask(ctx context.Context, session, account string, q Question) (bound string, err error) {
	const op = "checking.Ask"
	if err := q.Check(); err != nil {
		return "", err
	}
	question, err := json.Marshal(q)
	if err != nil {
		return "", fault.Wrap(op, err)
	}
	bound = strings.ToLower(rand.Text())
	err = l.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		return tx.PutInquiry(ctx, store.Inquiry{
			ID: session, AccountID: account, Bound: bound, Question: question, ExpiresAt: l.Now().Add(waitingLife),
		})
	})
	return bound, fault.Wrap(op, err)
}

// Waiting returns what the code for the session's question is bound to; NotFound
// question_gone where none waits, be it too old or answered.
func (l *Lookup) Waiting(ctx context.Context, session, account string) (bound string, err error) {
	err = l.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		i, err := l.waiting(ctx, r, session, account)
		bound = i.Bound
		return err
	})
	return bound, fault.Wrap("checking.Waiting", err)
}

// Confirm takes the question that waits, once its code has come back, and lets
// the session look up without another for Policy.LookupMinutes. It fails with
// NotFound question_gone where another question waits by now, or none.
func (l *Lookup) Confirm(ctx context.Context, session, account, bound string) (q Question, err error) {
	const op = "checking.Confirm"
	err = l.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		i, err := l.waiting(ctx, tx, session, account)
		if err != nil {
			return err
		}
		if i.Bound != bound {
			return fault.New(op, fault.NotFound, "question_gone")
		}
		if err := json.Unmarshal(i.Question, &q); err != nil {
			return err
		}
		until := l.Now().Add(time.Duration(l.Policy.LookupMinutes) * time.Minute)
		return tx.PutInquiry(ctx, store.Inquiry{ID: session, AccountID: account, ConfirmedUntil: until, ExpiresAt: until})
	})
	return q, fault.Wrap(op, err)
}

// ConfirmedUntil is until when the session looks up without a code; the zero
// time where it does not.
func (l *Lookup) ConfirmedUntil(ctx context.Context, session, account string) (until time.Time, err error) {
	err = l.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		i, err := r.Inquiry(ctx, session)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if i.AccountID == account && l.Now().Before(i.ConfirmedUntil) {
			until = i.ConfirmedUntil
		}
		return err
	})
	return until, fault.Wrap("checking.ConfirmedUntil", err)
}

func (l *Lookup) waiting(ctx context.Context, r store.Reader, session, account string) (store.Inquiry, error) {
	i, err := r.Inquiry(ctx, session)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return store.Inquiry{}, err
	}
	if err != nil || i.AccountID != account || len(i.Question) == 0 || !l.Now().Before(i.ExpiresAt) {
		return store.Inquiry{}, fault.New("checking.waiting", fault.NotFound, "question_gone")
	}
	return i, nil
}
