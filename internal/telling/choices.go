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

// Preferences are what holders choose to be told. It is safe for concurrent use.
type Preferences struct {
	Store store.Store
	Now   func() time.Time
}

// Of returns what the account chose; at first both languages and everything.
func (p *Preferences) Of(ctx context.Context, account string) (c store.MessageChoices, err error) {
	err = p.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		c, err = r.MessageChoices(ctx, account)
		return err
	})
	return c, fault.Wrap("telling.Of", err)
}

// Choose stores the language and the topics the account wants to hear of. It
// fails with Invalid message_choice_unknown for a language or topic there is not.
func (p *Preferences) Choose(ctx context.Context, by store.Account, language messages.Language, wanted []messages.Topic) error {
	const op = "telling.Choose"
	if !slices.Contains([]messages.Language{messages.BothLanguages, messages.Chinese, messages.English}, language) {
		return fault.New(op, fault.Invalid, "message_choice_unknown").At("language")
	}
	for _, topic := range wanted {
		if !slices.Contains(messages.Topics(), topic) {
			return fault.New(op, fault.Invalid, "message_choice_unknown").At("topic")
		}
	}
	c := store.MessageChoices{Language: language}
	for _, topic := range messages.Topics() {
		if !slices.Contains(wanted, topic) {
			c.Off = append(c.Off, topic)
		}
	}
	return fault.Wrap(op, p.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := tx.PutMessageChoices(ctx, by.ID, c); err != nil {
			return err
		}
		return tx.Record(ctx, audit.Entry{At: p.Now(), Actor: by.ID, Action: "messages.choose", Subject: by.ID})
	}))
}
