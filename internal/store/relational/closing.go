package relational

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/store"
)

// closingStatements remove an account ($1), and its organisation's belongings
// with the last of its people ($1 is the organisation).
type closingStatements struct {
	others         string
	ofAccount      []string
	ofOrganisation []string
	disable        string
}

func newClosingStatements(m *Mapping) closingStatements {
	s := closingStatements{
		others:  m.sql("SELECT COUNT(*) FROM accounts WHERE organisation = $2 AND organisation <> '' AND id <> $1"),
		disable: m.sql("UPDATE organisations SET disabled_at = $2 WHERE id = $1 AND disabled_at IS NULL"),
	}
	for _, statement := range []string{
		"DELETE FROM sessions WHERE account_id = $1",
		"DELETE FROM one_time_codes WHERE account_id = $1",
		"DELETE FROM contact_changes WHERE account_id = $1",
		"DELETE FROM recovery_codes WHERE account_id = $1",
		"DELETE FROM passkeys WHERE account_id = $1",
		"DELETE FROM ceremonies WHERE account_id = $1",
		"DELETE FROM known_devices WHERE account_id = $1",
		"DELETE FROM messages_due WHERE account_id = $1",
		"DELETE FROM message_choices WHERE account_id = $1",
		"DELETE FROM correction_requests WHERE account_id = $1",
		"DELETE FROM query_numbers WHERE account_id = $1",
		"DELETE FROM inquiries WHERE account_id = $1",
		"DELETE FROM kept_answers WHERE caller IN (SELECT id FROM api_keys WHERE created_by = $1 AND organisation <> '')",
		"DELETE FROM api_keys WHERE created_by = $1 AND organisation <> ''",
		"UPDATE batches SET account = '' WHERE account = $1",
		"UPDATE watches SET made_by = '' WHERE made_by = $1",
		"UPDATE webhooks SET made_by = '' WHERE made_by = $1",
		"DELETE FROM accounts WHERE id = $1",
	} {
		s.ofAccount = append(s.ofAccount, m.sql(statement))
	}
	for _, statement := range []string{
		"DELETE FROM kept_answers WHERE caller IN (SELECT id FROM api_keys WHERE organisation = $1)",
		"DELETE FROM api_keys WHERE organisation = $1",
		"DELETE FROM dispatches WHERE webhook_id IN (SELECT id FROM webhooks WHERE organisation = $1)",
		"DELETE FROM webhooks WHERE organisation = $1",
		"DELETE FROM events WHERE organisation = $1",
		"DELETE FROM watches WHERE organisation = $1",
		"DELETE FROM organisation_lookups WHERE organisation = $1",
		// Their files go in the background, and the rows with them.
		"UPDATE batches SET state = 'deleting' WHERE organisation = $1",
	} {
		s.ofOrganisation = append(s.ofOrganisation, m.sql(statement))
	}
	return s
}

// DeleteAccount removes an account and all that names it.
func (t tx) DeleteAccount(ctx context.Context, id string, at time.Time) error {
	const op = "store.DeleteAccount"
	a, err := t.LockAccount(ctx, id)
	if err != nil {
		return err
	}
	others, err := one(ctx, t.reader, op, scanner[int], t.m.closing.others, id, a.Organisation)
	if err != nil {
		return err
	}
	for _, statement := range t.m.closing.ofAccount {
		if _, err := t.exec(ctx, op, statement, id); err != nil {
			return err
		}
	}
	if a.Role != store.VerifierRole || a.Organisation == "" || others > 0 {
		return nil
	}
	for _, statement := range t.m.closing.ofOrganisation {
		if _, err := t.exec(ctx, op, statement, a.Organisation); err != nil {
			return err
		}
	}
	_, err = t.exec(ctx, op, t.m.closing.disable, a.Organisation, instant(at))
	return err
}
