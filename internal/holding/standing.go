package holding

import (
	"context"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/store"
)

// addStandings adds to the items that are not in force how they came to be so,
// and what took their place.
func (o owner) addStandings(ctx context.Context, r store.Reader, items []Item) error {
	var ids []cert.ID
	for _, item := range items {
		if item.Certificate.State != cert.InForce {
			ids = append(ids, item.Certificate.ID)
		}
	}
	changes, err := r.ChangesOfAll(ctx, ids)
	if err != nil {
		return err
	}
	for i := range items {
		item := &items[i]
		change, ok := cert.Standing(changes[item.Certificate.ID], item.Certificate.State)
		if !ok || item.Certificate.State == cert.InForce {
			continue
		}
		item.Change = &change
		if change.Successor == "" {
			continue
		}
		newest, err := store.NewestVersion(ctx, r, change.Successor)
		if err != nil {
			return err
		}
		item.Newest, item.Own = &newest, o.owns(newest)
	}
	return nil
}
