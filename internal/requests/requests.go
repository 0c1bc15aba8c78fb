// Package requests is how holders ask for a correction (更正申请) and authorities
// answer: asked with evidence, taken up by an officer, and done or refused with
// an answer, by a day that is known from the start. What a request leads to is
// proposed and approved like any other change (package approval).
package requests

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/approval"
	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/telling"
)

// Service is the use case. It is safe for concurrent use.
type Service struct {
	Store    store.Store
	Approval *approval.Service
	Desk     *telling.Desk // tells the holders
	Now      func() time.Time
	// AnswerDays is how many civil days an authority has to answer, the day of
	// the request being day 0.
	AnswerDays int
}

// List returns the holder's requests, newest first.
func (s *Service) List(ctx context.Context, by store.Account) (all []store.Request, err error) {
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		all, err = r.RequestsOfAccount(ctx, by.ID)
		return err
	})
	return all, fault.Wrap("requests.List", err)
}

// Find returns one of the holder's requests; anyone else's is NotFound.
func (s *Service) Find(ctx context.Context, by store.Account, id string) (store.Request, error) {
	return s.find(ctx, "requests.Find", id, func(q store.Request) bool { return q.Account == by.ID })
}

// FindFor returns a request to the authority; another's is NotFound.
func (s *Service) FindFor(ctx context.Context, authority, id string) (store.Request, error) {
	return s.find(ctx, "requests.FindFor", id, func(q store.Request) bool { return q.Authority == authority })
}

func (s *Service) find(ctx context.Context, op, id string, may func(store.Request) bool) (q store.Request, err error) {
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		q, err = r.Request(ctx, id)
		return err
	})
	if err == nil && !may(q) {
		err = fault.New(op, fault.NotFound, "not_found")
	}
	if err != nil {
		return store.Request{}, fault.Wrap(op, err)
	}
	return q, nil
}

// Evidence returns the i-th file of a request that was found.
func (s *Service) Evidence(ctx context.Context, q store.Request, i int) (store.Evidence, []byte, error) {
	const op = "requests.Evidence"
	if i < 0 || i >= len(q.Content.Evidence) {
		return store.Evidence{}, nil, fault.New(op, fault.NotFound, "not_found")
	}
	content, err := s.Approval.OpenEvidence(ctx, q.Content.Evidence[i])
	return q.Content.Evidence[i], content, fault.Wrap(op, err)
}

// record writes a step down; what was asked and answered is in the request.
func (s *Service) record(ctx context.Context, tx store.Tx, q store.Request, actor, action string) error {
	return tx.Record(ctx, audit.Entry{
		At: s.Now(), Actor: actor, Authority: q.Authority, Action: action, Subject: q.ID,
		After: audit.Facts{"state": string(q.State)}.JSON(), Detail: string(q.Certificate),
	})
}

// tell has the holder told, in the transaction of what it tells of.
func (s *Service) tell(ctx context.Context, tx store.Tx, q store.Request, kind messages.Kind) error {
	a, err := tx.Account(ctx, q.Account)
	if err != nil {
		return err
	}
	return s.Desk.Tell(ctx, tx, a, kind)
}
