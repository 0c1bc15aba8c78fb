package relational

import (
	"context"
	"strings"
)

// rotation is how one table's sealed columns come under the current key.
type rotation struct {
	keys     []string // the primary key
	sealed   []string // columns and
	purposes []string // their purposes
	stale    string   // rows not under key $1, at most $2
	update   string
}

func newRotations(m *Mapping) []rotation {
	const certificates, accounts, codes, proposals = "certificates", "accounts", "one_time_codes", "proposals"
	const documents, names, requests, answers = "document_ties", "name_ties", "correction_requests", "kept_answers"
	const due, passkeys, ceremonies = "messages_due", "passkeys", "ceremonies"
	return []rotation{
		newRotation(m, certificates, []string{"id"}, []string{"document_sealed", "mobile_sealed"}, []string{purposeDocument, purposePhone}),
		newRotation(m, accounts, []string{"id"}, []string{"document_sealed", "phone_sealed", "email_sealed", "totp_sealed"},
			[]string{purposeDocument, purposePhone, purposeEmail, purposeTOTP}),
		newRotation(m, codes, []string{"account_id", "purpose"}, []string{"phone_sealed"}, []string{purposePhone}),
		newRotation(m, proposals, []string{"id"}, []string{"content_sealed"}, []string{purposeProposal}),
		newRotation(m, documents, []string{"id"}, []string{"from_sealed", "to_sealed"}, []string{purposeDocument, purposeDocument}),
		newRotation(m, names, []string{"id"}, []string{"document_sealed"}, []string{purposeDocument}),
		newRotation(m, requests, []string{"id"}, []string{"content_sealed"}, []string{purposeRequest}),
		newRotation(m, answers, []string{"caller", "request_key"}, []string{"body_sealed"}, []string{purposeAnswer}),
		newRotation(m, due, []string{"id"}, []string{"to_sealed", "link_sealed"}, []string{purposePhone, purposeLink}),
		newRotation(m, "contact_changes", []string{"account_id", "contact"}, []string{"before_sealed"}, []string{purposeContact}),
		newRotation(m, passkeys, []string{"id"}, []string{"credential_sealed"}, []string{purposePasskey}),
		newRotation(m, ceremonies, []string{"id"}, []string{"state_sealed"}, []string{purposeCeremony}),
		newRotation(m, "query_numbers", []string{"certificate_id"}, []string{"number_sealed"}, []string{purposeQueryNumber}),
		newRotation(m, "inquiries", []string{"id"}, []string{"question_sealed"}, []string{purposeInquiry}),
		newRotation(m, "batches", []string{"id"}, []string{"source_sealed"}, []string{purposeBatch}),
		newRotation(m, "batch_parts", []string{"id"}, []string{"items_sealed", "results_sealed"}, []string{purposeBatch, purposeBatch}),
		newRotation(m, "watches", []string{"id"}, []string{"label_sealed"}, []string{purposeWatch}),
		newRotation(m, "webhooks", []string{"id"}, []string{"url_sealed", "secret_sealed", "old_sealed"}, []string{purposeWebhook, purposeSecret, purposeSecret}),
		newRotation(m, "events", []string{"id"}, []string{"body_sealed"}, []string{purposeEvent}),
	}
}

func newRotation(m *Mapping, table string, keys, sealed, purposes []string) rotation {
	set := append([]string{"key_number"}, sealed...)
	var where []string
	for i, key := range keys {
		where = append(where, key+" = "+placeholder(len(set)+i+2))
	}
	return rotation{
		keys: keys, sealed: sealed, purposes: purposes,
		// Two ranges where <> could not use the index.
		stale: m.sql("SELECT " + columns(append(append([]string{}, keys...), sealed...), "") + " FROM " + table +
			" WHERE key_number < $1 OR key_number > $1 LIMIT $2 " + m.dialect.SkipLocked),
		// $1 is the key the rows were read without, so that a row rewritten
		// meanwhile is left alone.
		update: m.sql("UPDATE " + table + " SET " + assignments(set) + " WHERE key_number <> $1 AND " + strings.Join(where, " AND ")),
	}
}

// Reencrypt seals up to limit rows anew that are not under the current key,
// and returns how many. The connection must be in a transaction.
func (m *Mapping) Reencrypt(ctx context.Context, c Conn, limit int) (int, error) {
	t := tx{reader: reader{m, c}}
	done := 0
	for _, r := range m.rotation {
		if done >= limit {
			break
		}
		n, err := t.rotate(ctx, r, limit-done)
		if err != nil {
			return 0, err
		}
		done += n
	}
	return done, nil
}

// rotate seals up to limit rows of one table anew.
func (t tx) rotate(ctx context.Context, r rotation, limit int) (int, error) {
	const op = "store.Reencrypt"
	current := t.m.vault.current()
	rows, err := list(ctx, t.reader, op, func(rows Rows) ([]any, error) { return t.m.resealed(r, rows) }, r.stale, current, int64(limit))
	if err != nil {
		return 0, err
	}
	for _, row := range rows {
		keys, sealed := row[:len(r.keys)], row[len(r.keys):]
		args := append([]any{current, current}, sealed...)
		if _, err := t.exec(ctx, op, r.update, append(args, keys...)...); err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}

// resealed reads a row and seals its values with the current key.
func (m *Mapping) resealed(r rotation, rows Rows) ([]any, error) {
	keys, plain := make([]string, len(r.keys)), make([]string, len(r.sealed))
	var targets []any
	for i := range keys {
		targets = append(targets, &keys[i])
	}
	for i := range plain {
		targets = append(targets, m.vault.opened(r.purposes[i], &plain[i]))
	}
	if err := rows.Scan(targets...); err != nil {
		return nil, err
	}
	var row []any
	for _, key := range keys {
		row = append(row, key)
	}
	for i, text := range plain {
		row = append(row, m.vault.seal(r.purposes[i], text))
	}
	return row, nil
}
