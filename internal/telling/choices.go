package telling

import (
	"context"
	"slices"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/store"
)

// Preferences are what people choose to be told. It is safe for concurrent use.
type Preferences struct {
	Store store.Store
	Now   func() time.Time
}

// Of returns what the account chose; at first both languages, everything where
// it is reached, and the usual quiet hours.
func (p *Preferences) Of(ctx context.Context, account string) (c store.MessageChoices, err error) {
	err = p.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		c, err = r.MessageChoices(ctx, account)
		return err
	})
	return c, fault.Wrap("telling.Of", err)
}

// Choose stores what the account wants to hear of, by which way, in which
// language and not when. A topic that c leaves out is told no more; of an account
// that can be told nowhere, the topics stay as they are. It fails with Invalid
// message_choice_unknown for a language, topic, way or hour there is not.
func (p *Preferences) Choose(ctx context.Context, by store.Account, c store.MessageChoices) error {
	const op = "telling.Choose"
	if err := check(op, by, c); err != nil {
		return err
	}
	return fault.Wrap(op, p.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		current, err := tx.LockAccount(ctx, by.ID)
		if err != nil {
			return err
		}
		before, err := tx.MessageChoices(ctx, by.ID)
		if err != nil {
			return err
		}
		kept := store.MessageChoices{Language: c.Language, Quiet: c.Quiet, Ways: before.Ways}
		if places := Places(current); len(places) > 0 {
			kept.Ways = waysOf(places, c, by.Role)
		}
		if err := tx.PutMessageChoices(ctx, by.ID, kept); err != nil {
			return err
		}
		return tx.Record(ctx, audit.Entry{At: p.Now(), Actor: by.ID, Action: "messages.choose", Subject: by.ID})
	}))
}

func check(op string, by store.Account, c store.MessageChoices) error {
	unknown := func(field string) error { return fault.New(op, fault.Invalid, "message_choice_unknown").At(field) }
	if !slices.Contains([]messages.Language{messages.BothLanguages, messages.Chinese, messages.English}, c.Language) {
		return unknown("language")
	}
	if !c.Quiet.Valid() {
		return unknown("quiet_from")
	}
	for topic, ways := range c.Ways {
		if !slices.Contains(Topics(by.Role), topic) {
			return unknown("topics")
		}
		for _, way := range ways {
			if !slices.Contains(messages.Ways(), way) {
				return unknown("topics")
			}
		}
	}
	return nil
}

// waysOf is what is kept of the ways chosen: every topic, and of each the ways
// there are.
func waysOf(places []Place, c store.MessageChoices, role store.Role) map[messages.Topic][]messages.Way {
	kept := map[messages.Topic][]messages.Way{}
	for _, topic := range Topics(role) {
		kept[topic] = []messages.Way{}
		for _, p := range places {
			if slices.Contains(c.Ways[topic], p.Way) {
				kept[topic] = append(kept[topic], p.Way)
			}
		}
	}
	return kept
}
