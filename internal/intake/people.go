package intake

import (
	"context"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// People returns the user names of those who had to do with a delivery, by
// what stands for them in it. Who is no account is not in it.
func (s *Service) People(ctx context.Context, d store.Delivery) (map[string]string, error) {
	names := map[string]string{}
	err := s.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		for _, id := range []string{d.Account, d.SubmittedBy, d.ReleasedBy} {
			if id == "" || names[id] != "" {
				continue
			}
			a, err := r.Account(ctx, id)
			if err != nil && !fault.Is(err, fault.NotFound) {
				return err
			}
			if err == nil {
				names[id] = a.Username
			}
		}
		return nil
	})
	return names, fault.Wrap("intake.People", err)
}
