// Package organisations is how an organisation that checks certificates
// (查验单位) comes to be known and is locked out.
package organisations

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// Service is the use case. It is safe for concurrent use.
type Service struct {
	Store store.Store
	Now   func() time.Time
}

// Of returns the organisation that a verifier checks for.
func (s *Service) Of(ctx context.Context, a store.Account) (o store.Organisation, err error) {
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		o, err = r.Organisation(ctx, a.Organisation)
		return err
	})
	return o, fault.Wrap("organisations.Of", err)
}
