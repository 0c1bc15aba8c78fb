package auditing

import (
	"context"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// Usernames gives, by actor, the names of an authority's staff and of its API
// keys among the actors of the records. Holders and others' staff stay IDs.
func (s *Service) Usernames(ctx context.Context, authority string, records []audit.Record) (map[string]string, error) {
	names := map[string]string{}
	err := s.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		asked := map[string]bool{}
		for _, record := range records {
			if asked[record.Actor] {
				continue
			}
			asked[record.Actor] = true
			name, err := store.ActorName(ctx, r, authority, record.Actor)
			if err != nil {
				return err
			}
			if name != "" {
				names[record.Actor] = name
			}
		}
		return nil
	})
	return names, fault.Wrap("auditing.Usernames", err)
}

// ActorOf is the account ID of an authority's member of staff who is known by
// a user name; any other text stands for itself.
func (s *Service) ActorOf(ctx context.Context, authority, text string) (string, error) {
	if text == "" {
		return "", nil
	}
	var a store.Account
	err := s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		a, err = r.AccountByUsername(ctx, text)
		return err
	})
	switch {
	case fault.Is(err, fault.NotFound), err == nil && (a.Authority != authority || a.Role == store.HolderRole):
		return text, nil
	case err != nil:
		return "", fault.Wrap("auditing.ActorOf", err)
	}
	return a.ID, nil
}
