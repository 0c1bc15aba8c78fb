package approval

import (
	"context"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// People gives the names of those who proposed and decided, by ID. Who is
// neither of the authority's staff nor one of its API keys is left out.
func (s *Service) People(ctx context.Context, authority string, ps ...store.Proposal) (map[string]string, error) {
	names := map[string]string{}
	err := s.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		for _, p := range ps {
			for _, id := range []string{p.ProposedBy, p.DecidedBy} {
				if _, known := names[id]; known || id == "" {
					continue
				}
				name, err := store.ActorName(ctx, r, authority, id)
				if err != nil {
					return err
				}
				if name != "" {
					names[id] = name
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
