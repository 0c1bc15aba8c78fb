// Package telling is how holders learn of what changed: a message is written in
// the transaction of the change it tells of, and handed over in the background
// until somebody has taken it or it is too late.
//
// Each message is sent at least once: one whose process dies between handing it
// over and noting so is sent again, under the same ID. One-time codes are not
// sent this way.
package telling

import (
	"context"
	"crypto/rand"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

// Desk writes messages down. It is safe for concurrent use; a nil Desk writes
// nothing.
type Desk struct {
	Now func() time.Time
}

// Tell writes a message to where an account is told, in the transaction of what
// it tells of. Its choices are heeded, and its quiet hours.
func (d *Desk) Tell(ctx context.Context, tx store.Tx, a store.Account, kind messages.Kind) error {
	if d == nil {
		return nil
	}
	if err := d.write(ctx, tx, a, kind, civil.Date{}); err != nil {
		return err
	}
	return tx.Enqueue(ctx, store.MessageJob)
}

// TellAt writes a message to a number or address that is, or was, an account's,
// whatever its owner chose to hear of; link is what the text names, "" for none.
// A message of a kind that concerns who may open the account goes there and
// nowhere else.
func (d *Desk) TellAt(ctx context.Context, tx store.Tx, a store.Account, to string, kind messages.Kind, link string) error {
	if d == nil {
		return nil
	}
	choices, err := tx.MessageChoices(ctx, a.ID)
	if err != nil {
		return err
	}
	now := d.Now()
	id := strings.ToLower(rand.Text())
	// Not named by the account: it may be closed before the message is sent, and
	// a second message alike is news, too.
	err = tx.AddMessage(ctx, store.DueMessage{
		ID: id, Account: id, To: to, Kind: kind, Language: choices.Language, Link: link, At: now, NotBefore: notWhenQuiet(kind, choices.Quiet, now),
	})
	if err != nil {
		return err
	}
	return tx.Enqueue(ctx, store.MessageJob)
}

// TellHolder writes a message to the proven accounts of a certificate's holder,
// as its authority takes them.
func (d *Desk) TellHolder(ctx context.Context, tx store.Tx, authority string, holder person.Identity, kind messages.Kind) error {
	if d == nil {
		return nil
	}
	accounts, err := Accounts(ctx, tx, authority, holder)
	if err != nil {
		return err
	}
	return d.TellAll(ctx, tx, accounts, kind)
}

// TellAll writes a message to each account.
func (d *Desk) TellAll(ctx context.Context, tx store.Tx, accounts []store.Account, kind messages.Kind) error {
	for _, a := range accounts {
		if err := d.Tell(ctx, tx, a, kind); err != nil {
			return err
		}
	}
	return nil
}

// Accounts are the proven accounts that go by a recorded identity, as the
// authority takes it.
func Accounts(ctx context.Context, r store.IdentityReader, authority string, who person.Identity) ([]store.Account, error) {
	all, err := r.AccountsOfPerson(ctx, who.Document)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	ties, err := r.Ties(ctx, who.Document)
	if err != nil {
		return nil, err
	}
	own := all[:0]
	for _, a := range all {
		if a.Claimed() && ties.Same(authority, a.Name, a.Document, who) {
			own = append(own, a)
		}
	}
	return own, nil
}

// Round has the holders told of what a delivery brought, or of copies that
// expire, once its time has come; a batch at a time, outside this transaction.
func (d *Desk) Round(ctx context.Context, tx store.Tx, kind store.RoundKind, subject string, notBefore time.Time) error {
	if d == nil {
		return nil
	}
	return tx.AddRound(ctx, store.MessageRound{
		ID: string(kind) + "/" + subject, Kind: kind, Subject: subject, NotBefore: notBefore,
	})
}

// write writes a message to where the account wants to be told of its topic.
func (d *Desk) write(ctx context.Context, tx store.Tx, a store.Account, kind messages.Kind, day civil.Date) error {
	places := Places(a)
	if len(places) == 0 || a.Disabled() {
		return nil
	}
	choices, err := tx.MessageChoices(ctx, a.ID)
	if err != nil {
		return err
	}
	now := d.Now()
	for _, place := range Chosen(places, choices, kind.Topic()) {
		if err := tx.AddMessage(ctx, store.DueMessage{
			ID: strings.ToLower(rand.Text()), Account: a.ID, To: place.To, Kind: kind, Language: choices.Language, Day: day,
			At: now, NotBefore: notWhenQuiet(kind, choices.Quiet, now),
		}); err != nil {
			return err
		}
	}
	return nil
}

// notWhenQuiet is the first instant from t on at which a message of the kind may
// be sent to somebody with the quiet hours.
func notWhenQuiet(kind messages.Kind, quiet messages.Quiet, t time.Time) time.Time {
	if kind.Urgent() {
		return t
	}
	return quiet.After(t)
}
