package requests

import (
	"context"
	"strings"
	"unicode/utf8"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/store"
)

// maxAnswer is how long an answer may be, in code points.
const maxAnswer = 1000

// Waiting returns an authority's requests that wait, those due first first; with
// decided those that have their answer, the newest first.
func (s *Service) Waiting(ctx context.Context, f store.RequestFilter) (all []store.Request, err error) {
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		all, err = r.RequestsOfAuthority(ctx, f)
		return err
	})
	return all, fault.Wrap("requests.Waiting", err)
}

// Asker returns the account that made a request that was found.
func (s *Service) Asker(ctx context.Context, q store.Request) (a store.Account, err error) {
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		a, err = r.Account(ctx, q.Account)
		return err
	})
	return a, fault.Wrap("requests.Asker", err)
}

// Take takes a request up: the holder sees that it is being examined. Another
// officer may take it over until it has its answer. It fails with NotFound for
// another authority's, and Conflict request_answered.
func (s *Service) Take(ctx context.Context, by store.Account, id string) (store.Request, error) {
	return s.step(ctx, "requests.Take", by, id, func(ctx context.Context, tx store.Tx, q *store.Request) error {
		q.State, q.TakenBy, q.TakenAt = store.RequestExamining, by.ID, s.Now()
		return s.record(ctx, tx, *q, by.ID, "request.take")
	})
}

// Answer ends a request: done, or refused, with an answer for the holder to
// read. It fails as Take does, with Invalid request_answer_missing or
// reason_too_long, and with Conflict request_proposed while a proposal that
// answers it waits to be decided.
func (s *Service) Answer(ctx context.Context, by store.Account, id string, done bool, answer string) (store.Request, error) {
	const op = "requests.Answer"
	answer = strings.TrimSpace(answer)
	switch {
	case answer == "":
		return store.Request{}, fault.New(op, fault.Invalid, "request_answer_missing").At("answer")
	case utf8.RuneCountInString(answer) > maxAnswer:
		return store.Request{}, fault.New(op, fault.Invalid, "reason_too_long").At("answer").With("limit", maxAnswer)
	}
	return s.step(ctx, op, by, id, func(ctx context.Context, tx store.Tx, q *store.Request) error {
		if q.Proposal != "" {
			return fault.New(op, fault.Conflict, "request_proposed")
		}
		action := "request.refuse"
		q.State = store.RequestRefused
		if done {
			q.State, action = store.RequestDone, "request.done"
		}
		s.take(q, by.ID)
		q.AnsweredAt, q.Content.Answer = s.Now(), answer
		if err := s.record(ctx, tx, *q, by.ID, action); err != nil {
			return err
		}
		return s.tell(ctx, tx, *q, messages.RequestAnswered)
	})
}

// take gives a request that nobody has taken up to whoever answers it.
func (s *Service) take(q *store.Request, officer string) {
	if q.TakenAt.IsZero() {
		q.TakenBy, q.TakenAt = officer, s.Now()
	}
}

// step locks a request that waits, lets f change it, and stores it.
func (s *Service) step(ctx context.Context, op string, by store.Account, id string, f func(context.Context, store.Tx, *store.Request) error) (store.Request, error) {
	var changed store.Request
	err := s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		q, err := tx.LockRequest(ctx, id)
		if err != nil {
			return err
		}
		if q.Authority != by.Authority {
			return fault.New(op, fault.NotFound, "not_found")
		}
		if q.State.Decided() {
			return fault.New(op, fault.Conflict, "request_answered")
		}
		if err := f(ctx, tx, &q); err != nil {
			return err
		}
		changed = q
		return tx.UpdateRequest(ctx, q)
	})
	if err != nil {
		return store.Request{}, fault.Wrap(op, err)
	}
	return changed, nil
}

// Moved implements approval.Follower: a request goes with the proposal that
// answers it. Once that is approved it is done; sent or taken back, it waits for
// another answer.
func (s *Service) Moved(ctx context.Context, tx store.Tx, p store.Proposal) error {
	const op = "requests.Moved"
	if p.Content.Request == "" {
		return nil
	}
	q, err := tx.LockRequest(ctx, p.Content.Request)
	if fault.Is(err, fault.NotFound) && p.State != store.ProposalOpen {
		return nil // whoever asked has closed the account meanwhile
	}
	if err != nil {
		return fault.Wrap(op, err)
	}
	if q.Authority != p.Authority {
		return fault.New(op, fault.NotFound, "not_found")
	}
	switch p.State {
	case store.ProposalOpen:
		if q.State.Decided() {
			return fault.New(op, fault.Conflict, "request_answered")
		}
		if q.Proposal != "" {
			return fault.New(op, fault.Conflict, "request_proposed")
		}
		s.take(&q, p.ProposedBy)
		q.State, q.Proposal = store.RequestExamining, p.ID
	case store.ProposalApproved:
		q.State, q.AnsweredAt = store.RequestDone, s.Now()
		if err := s.record(ctx, tx, q, p.DecidedBy, "request.done"); err != nil {
			return err
		}
		if err := s.tell(ctx, tx, q, messages.RequestAnswered); err != nil {
			return err
		}
	default:
		q.Proposal = ""
	}
	return fault.Wrap(op, tx.UpdateRequest(ctx, q))
}
