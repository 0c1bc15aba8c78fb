package approval

import (
	"context"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// People gives the user names of those who proposed and decided, by account
// ID. Who is no account, or another authority's, is left out.
func (s *Service) People(ctx context.Context, authority string, ps ...store.Proposal) (map[string]string, error) {
	names := map[string]string{}
	err := s.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		for _, p := range ps {
			for _, id := range []string{p.ProposedBy, p.DecidedBy} {
				if _, known := names[id]; known || id == "" {
					continue
				}
				a, err := r.Account(ctx, id)
				switch {
				case fault.Is(err, fault.NotFound):
				case err != nil:
					return err
				case a.Authority == authority:
					names[id] = a.Username
				}
			}
		}
		return nil
	})
	return names, fault.Wrap("approval.People", err)
}

// CountOpen returns how many of an authority's proposals wait for a decision.
func (s *Service) CountOpen(ctx context.Context, authority string) (n int, err error) {
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		n, err = r.CountOpenProposals(ctx, authority)
		return err
	})
	return n, fault.Wrap("approval.CountOpen", err)
}
