package intake

import (
	"context"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// People returns the names of those who had to do with a delivery, by what
// stands for them in it. Who is neither of its authority's staff nor one of its
// API keys is not in it.
func (s *Service) People(ctx context.Context, d store.Delivery) (map[string]string, error) {
	names := map[string]string{}
	err := s.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		for _, id := range []string{d.Account, d.SubmittedBy, d.ReleasedBy} {
			if id == "" || names[id] != "" {
				continue
			}
			name, err := store.ActorName(ctx, r, d.Authority, id)
			if err != nil {
				return err
			}
			if name != "" {
				names[id] = name
			}
		}
		return nil
	})
	return names, fault.Wrap("intake.People", err)
}
