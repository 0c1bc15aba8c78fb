package relational

import (
	"cmp"
	"context"
	"slices"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/store"
)

type messageStatements struct {
	count, due, accountsOf, copiesUntil      string
	add, claim, deferred, remove             string
	choices, putChoices                      string
	addRound, lockRound, updateRound         string
	seen, seenAny, addDevice, removeOldRound string
	removeOldDevice                          string
}

func newMessageStatements(m *Mapping) messageStatements {
	const attempt = " WHERE id = $1 AND attempts = $2"
	return messageStatements{
		count: m.sql("SELECT COUNT(*) FROM messages_due"),
		due: m.sql("SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM messages_due WHERE not_before <= $1 LIMIT 1) AS m)" +
			" + (SELECT COUNT(*) FROM (SELECT 1 FROM message_rounds WHERE done_at IS NULL AND not_before <= $1 LIMIT 1) AS r)"),
		accountsOf: m.sql("SELECT " + columns(accountFields(), "") + " FROM accounts WHERE id > $2 AND claimed_at IS NOT NULL" +
			" AND length(document_index) > 0 AND document_index IN (SELECT document_index FROM certificates WHERE delivery = $1 AND delivery <> '')" +
			" ORDER BY id LIMIT $3"),
		copiesUntil: m.sql("SELECT " + columns(copyFields(), "") + " FROM copies WHERE state = 'ready' AND valid_until = $1 AND code > $2" +
			" ORDER BY code LIMIT $3"),
		add: m.sql(insertion("messages_due", append(messageFields(), "way", "key_number"))),
		// MATERIALIZED as for copies.
		claim: m.sql("WITH next AS MATERIALIZED (SELECT id FROM messages_due WHERE not_before <= $1" +
			" ORDER BY not_before, id LIMIT $3 " + m.dialect.SkipLocked + ")" +
			" UPDATE messages_due SET not_before = $2, attempts = attempts + 1 WHERE id IN (SELECT id FROM next)" +
			" RETURNING " + columns(messageFields(), "")),
		deferred: m.sql("UPDATE messages_due SET not_before = $3" + attempt),
		remove:   m.sql("DELETE FROM messages_due" + attempt),

		choices: m.sql("SELECT language, ways, quiet_from, quiet_to FROM message_choices WHERE account_id = $1"),
		putChoices: m.sql("INSERT INTO message_choices (account_id, language, ways, quiet_from, quiet_to) VALUES ($1, $2, $3, $4, $5)" +
			" ON CONFLICT (account_id) DO UPDATE SET language = excluded.language, ways = excluded.ways," +
			" quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to"),

		addRound: m.sql(insertion("message_rounds", roundFields())),
		lockRound: m.sql("SELECT " + columns(roundFields(), "") + " FROM message_rounds WHERE done_at IS NULL AND not_before <= $1" +
			" ORDER BY not_before, id LIMIT 1 " + m.dialect.SkipLocked),
		updateRound:    m.sql("UPDATE message_rounds SET after_key = $2, done_at = $3 WHERE id = $1"),
		removeOldRound: m.sql("DELETE FROM message_rounds WHERE done_at < $1"),

		seen:    m.sql("UPDATE known_devices SET seen_at = $3 WHERE account_id = $1 AND hash = $2"),
		seenAny: m.sql("SELECT COUNT(*) FROM known_devices WHERE account_id = $1"),
		// Two sign-ins at once with one token are one device.
		addDevice:       m.sql(insertion("known_devices", []string{"account_id", "hash", "seen_at"})),
		removeOldDevice: m.sql("DELETE FROM known_devices WHERE seen_at < $1"),
	}
}

// messageFields are a message's columns, in the order of scanMessage.
func messageFields() []string {
	return []string{"id", "account_id", "to_sealed", "kind", "language", "day", "made_at", "not_before", "attempts", "link_sealed"}
}

func roundFields() []string {
	return []string{"id", "kind", "subject", "not_before", "after_key", "done_at"}
}

func (m *Mapping) scanMessage(rows Rows) (d store.DueMessage, err error) {
	var day string
	err = rows.Scan(&d.ID, &d.Account, m.vault.opened(purposePhone, &d.To), &d.Kind, &d.Language, &day,
		toInstant{&d.At}, toInstant{&d.NotBefore}, &d.Attempts, m.vault.opened(purposeLink, &d.Link))
	if err == nil && day != "" {
		d.Day, err = civil.Parse(day)
	}
	return d, err
}

func scanRound(rows Rows) (r store.MessageRound, err error) {
	err = rows.Scan(&r.ID, &r.Kind, &r.Subject, toInstant{&r.NotBefore}, &r.After, toInstant{&r.DoneAt})
	return r, err
}

// CountMessages returns how many messages wait.
func (r reader) CountMessages(ctx context.Context) (int, error) {
	return one(ctx, r, "store.CountMessages", scanner[int], r.m.messages.count)
}

// MessagesDue reports whether a message or a round is due.
func (r reader) MessagesDue(ctx context.Context, now time.Time) (bool, error) {
	n, err := one(ctx, r, "store.MessagesDue", scanner[int], r.m.messages.due, instant(now))
	return n > 0, err
}

// MessageChoices returns what the account chose.
func (r reader) MessageChoices(ctx context.Context, account string) (store.MessageChoices, error) {
	scan := func(rows Rows) (c store.MessageChoices, err error) {
		err = rows.Scan(&c.Language, toDocument{&c.Ways}, &c.Quiet.From, &c.Quiet.To)
		return c, err
	}
	c, err := one(ctx, r, "store.MessageChoices", scan, r.m.messages.choices, account)
	if fault.Is(err, fault.NotFound) {
		return store.MessageChoices{Quiet: messages.UsualQuiet()}, nil
	}
	return c, err
}

// ClaimedAccountsOf returns proven accounts for a delivery's documents.
func (r reader) ClaimedAccountsOf(ctx context.Context, delivery, after string, limit int) ([]store.Account, error) {
	return list(ctx, r, "store.ClaimedAccountsOf", r.m.scanAccount, r.m.messages.accountsOf, delivery, after, int64(limit))
}

// CopiesUntil returns the ready copies whose last day is given.
func (r reader) CopiesUntil(ctx context.Context, day civil.Date, after cert.Code, limit int) ([]cert.Copy, error) {
	return list(ctx, r, "store.CopiesUntil", scanCopy, r.m.messages.copiesUntil, day.String(), string(after), int64(limit))
}

// AddMessage adds a message, unless one alike waits.
func (t tx) AddMessage(ctx context.Context, d store.DueMessage) error {
	key := t.m.vault.current()
	day := ""
	if !d.Day.IsZero() {
		day = d.Day.String()
	}
	_, err := t.exec(ctx, "store.AddMessage", t.m.messages.add, d.ID, d.Account, t.m.vault.seal(purposePhone, d.To),
		string(d.Kind), string(d.Language), day, instant(d.At), instant(d.NotBefore), int64(d.Attempts),
		t.m.vault.seal(purposeLink, d.Link), string(messages.WayOf(d.To)), key)
	return err
}

// ClaimMessages takes messages that are due.
func (t tx) ClaimMessages(ctx context.Context, now time.Time, lease time.Duration, limit int) ([]store.DueMessage, error) {
	const op = "store.ClaimMessages"
	if lease <= 0 {
		return nil, fault.New(op, fault.Invalid, reasonLeaseMalformed)
	}
	claimed, err := list(ctx, t.reader, op, t.m.scanMessage, t.m.messages.claim, instant(now), instant(now.Add(lease)), int64(limit))
	slices.SortFunc(claimed, func(a, b store.DueMessage) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID))
	})
	return claimed, err
}

// DeferMessage gives a claimed message up until a time.
func (t tx) DeferMessage(ctx context.Context, id string, attempt int, until time.Time) error {
	return t.move(ctx, "store.DeferMessage", t.m.messages.deferred, id, int64(attempt), instant(until))
}

// RemoveMessage removes a claimed message.
func (t tx) RemoveMessage(ctx context.Context, id string, attempt int) error {
	return t.move(ctx, "store.RemoveMessage", t.m.messages.remove, id, int64(attempt))
}

// PutMessageChoices stores what a holder chose.
func (t tx) PutMessageChoices(ctx context.Context, account string, c store.MessageChoices) error {
	const op = "store.PutMessageChoices"
	ways, err := document(c.Ways)
	if err != nil {
		return t.m.Fault(op, err)
	}
	_, err = t.exec(ctx, op, t.m.messages.putChoices, account, string(c.Language), ways, int64(c.Quiet.From), int64(c.Quiet.To))
	return err
}

// AddRound adds a round, unless it is there.
func (t tx) AddRound(ctx context.Context, r store.MessageRound) error {
	_, err := t.exec(ctx, "store.AddRound", t.m.messages.addRound, r.ID, string(r.Kind), r.Subject,
		instant(r.NotBefore), r.After, instant(r.DoneAt))
	return err
}

// LockRound returns the round that is due longest.
func (t tx) LockRound(ctx context.Context, now time.Time) (store.MessageRound, error) {
	return one(ctx, t.reader, "store.LockRound", scanRound, t.m.messages.lockRound, instant(now))
}

// UpdateRound stores how far a round is.
func (t tx) UpdateRound(ctx context.Context, r store.MessageRound) error {
	return t.touch(ctx, "store.UpdateRound", t.m.messages.updateRound, r.ID, r.After, instant(r.DoneAt))
}

// KnowDevice notes that an account signed in from a device.
func (t tx) KnowDevice(ctx context.Context, account string, hash []byte, at time.Time) (known, others bool, err error) {
	const op = "store.KnowDevice"
	n, err := t.exec(ctx, op, t.m.messages.seen, account, hash, instant(at))
	if err != nil || n > 0 {
		return true, true, err
	}
	before, err := one(ctx, t.reader, op, scanner[int], t.m.messages.seenAny, account)
	if err != nil {
		return false, false, err
	}
	_, err = t.exec(ctx, op, t.m.messages.addDevice, account, hash, instant(at))
	return false, before > 0, err
}

// keepRounds is how long a finished round is known, so that it does not begin
// again.
const keepRounds = 60 * 24 * time.Hour

// forgetMessages removes what nobody needs any more.
func (t tx) forgetMessages(ctx context.Context, op string, now time.Time) error {
	if _, err := t.exec(ctx, op, t.m.messages.removeOldRound, instant(now.Add(-keepRounds))); err != nil {
		return err
	}
	_, err := t.exec(ctx, op, t.m.messages.removeOldDevice, instant(now.Add(-store.DeviceHorizon)))
	return err
}
