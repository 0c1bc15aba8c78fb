package apikeys

import (
	"bytes"
	"context"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

const (
	// keepAnswers is how long the same request is answered the same.
	keepAnswers = 24 * time.Hour
	// underWay is how long a request may take before one that was cut off is
	// taken for that.
	underWay = 30 * time.Minute
)

// Answer is what a request was answered.
type Answer struct {
	Status int // of HTTP
	Body   []byte
}

// Begin announces a request that creates something, under the name that the
// caller gave it. The answer is nil where it is new and is to be done, and
// what it was answered where the same was done before; digest is asked only
// then. It fails with Conflict request_under_way while the first is not
// answered, and request_differs where the name stands for another request.
func (s *Service) Begin(ctx context.Context, c Caller, name string, digest func() ([]byte, error)) (*Answer, error) {
	const op = "apikeys.Begin"
	now := s.Now()
	err := s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		return tx.ReserveAnswer(ctx, store.KeptAnswer{Caller: c.Key.ID, Key: name, ExpiresAt: now.Add(underWay)}, now)
	})
	if err == nil || !fault.Is(err, fault.Conflict) {
		return nil, fault.Wrap(op, err)
	}
	var kept store.KeptAnswer
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		kept, err = r.KeptAnswer(ctx, c.Key.ID, name)
		return err
	})
	switch {
	case fault.Is(err, fault.NotFound), err == nil && kept.Status == 0:
		return nil, fault.New(op, fault.Conflict, "request_under_way")
	case err != nil:
		return nil, fault.Wrap(op, err)
	}
	asked, err := digest()
	switch {
	case err != nil:
		return nil, fault.Wrap(op, err)
	case !bytes.Equal(asked, kept.Request):
		return nil, fault.New(op, fault.Conflict, "request_differs")
	}
	return &Answer{kept.Status, kept.Body}, nil
}

// Finish keeps the answer to a request that was begun.
func (s *Service) Finish(ctx context.Context, c Caller, name string, digest []byte, a Answer) error {
	return fault.Wrap("apikeys.Finish", s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		return tx.PutAnswer(ctx, store.KeptAnswer{
			Caller: c.Key.ID, Key: name, Request: digest, Status: a.Status, Body: a.Body, ExpiresAt: s.Now().Add(keepAnswers),
		})
	}))
}

// Forget lets a request that was begun, and did nothing, be sent again.
func (s *Service) Forget(ctx context.Context, c Caller, name string) error {
	return fault.Wrap("apikeys.Forget", s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		return tx.DropAnswer(ctx, c.Key.ID, name)
	}))
}
