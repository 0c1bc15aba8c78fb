package relational

import (
	"cmp"
	"context"
	"encoding/json"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// pageOfRequests is how many requests a filter without a limit chooses.
const pageOfRequests = 50

type requestStatements struct {
	byID, ofAccount, waiting, answered, countOpen string
	add, lock, update                             string
}

func newRequestStatements(m *Mapping) requestStatements {
	fields := requestFields()
	selected := "SELECT " + columns(fields, "") + " FROM correction_requests "
	open := "authority = $1 AND answered_at IS NULL"
	after := func(column, direction string) string {
		return " AND ($2 = '' OR (" + column + ", id) " + direction + " (SELECT " + column + ", id FROM correction_requests WHERE id = $2))"
	}
	return requestStatements{
		byID:      m.sql(selected + "WHERE id = $1"),
		ofAccount: m.sql(selected + "WHERE account_id = $1 ORDER BY asked_at DESC, id DESC"),
		waiting:   m.sql(selected + "WHERE " + open + after("due_on", ">") + " ORDER BY due_on, id LIMIT $3"),
		answered: m.sql(selected + "WHERE authority = $1 AND answered_at IS NOT NULL" + after("answered_at", "<") +
			" ORDER BY answered_at DESC, id DESC LIMIT $3"),
		countOpen: m.sql("SELECT COUNT(*) FROM correction_requests WHERE " + open),
		add: m.sql("INSERT INTO correction_requests (" + columns(fields, "") + ", key_number) VALUES (" +
			placeholders(len(fields)+1) + ")"),
		lock:   m.sql(selected + "WHERE id = $1 " + m.dialect.Lock),
		update: m.sql("UPDATE correction_requests SET " + assignments(requestChanges()) + " WHERE id = $1"),
	}
}

// requestFields are the columns of a request, in the order of scanRequest.
func requestFields() []string {
	return []string{
		"id", "authority", "account_id", "certificate_id", "content_sealed", "asked_at", "due_on",
		"state", "taken_by", "taken_at", "proposal_id", "answered_at",
	}
}

// requestChanges are the columns that UpdateRequest stores, in its order.
func requestChanges() []string {
	return []string{"content_sealed", "state", "taken_by", "taken_at", "proposal_id", "answered_at", "key_number"}
}

func (m *Mapping) scanRequest(rows Rows) (q store.Request, err error) {
	var content string
	err = rows.Scan(&q.ID, &q.Authority, &q.Account, &q.Certificate, m.vault.opened(purposeRequest, &content), toInstant{&q.AskedAt}, toDate{&q.DueOn},
		&q.State, &q.TakenBy, toInstant{&q.TakenAt}, &q.Proposal, toInstant{&q.AnsweredAt})
	if err != nil {
		return q, err
	}
	return q, json.Unmarshal([]byte(content), &q.Content)
}

// Request returns the request.
func (r reader) Request(ctx context.Context, id string) (store.Request, error) {
	return one(ctx, r, "store.Request", r.m.scanRequest, r.m.requests.byID, id)
}

// RequestsOfAccount returns all of a holder's requests, newest first.
func (r reader) RequestsOfAccount(ctx context.Context, account string) ([]store.Request, error) {
	return list(ctx, r, "store.RequestsOfAccount", r.m.scanRequest, r.m.requests.ofAccount, account)
}

// RequestsOfAuthority returns the requests the filter chooses.
func (r reader) RequestsOfAuthority(ctx context.Context, f store.RequestFilter) ([]store.Request, error) {
	const op = "store.RequestsOfAuthority"
	if f.Limit > store.ListLimit {
		return nil, fault.New(op, fault.Invalid, reasonListTooLong)
	}
	statement := r.m.requests.waiting
	if f.Decided {
		statement = r.m.requests.answered
	}
	return list(ctx, r, op, r.m.scanRequest, statement, f.Authority, f.After, int64(cmp.Or(f.Limit, pageOfRequests)))
}

// CountOpenRequests returns how many of an authority's requests wait.
func (r reader) CountOpenRequests(ctx context.Context, authority string) (int, error) {
	return one(ctx, r, "store.CountOpenRequests", scanner[int], r.m.requests.countOpen, authority)
}

// AddRequest adds a request.
func (t tx) AddRequest(ctx context.Context, q store.Request) error {
	const op = "store.AddRequest"
	content, err := document(q.Content)
	if err != nil {
		return t.m.Fault(op, err)
	}
	key := t.m.vault.current()
	return t.whole(ctx, op, func() error {
		_, err := t.exec(ctx, op, t.m.requests.add, q.ID, q.Authority, q.Account, string(q.Certificate),
			t.m.vault.seal(purposeRequest, content), instant(q.AskedAt), q.DueOn.String(),
			string(q.State), q.TakenBy, instant(q.TakenAt), q.Proposal, instant(q.AnsweredAt), key)
		return err
	})
}

// LockRequest returns the request, held until the transaction ends.
func (t tx) LockRequest(ctx context.Context, id string) (store.Request, error) {
	return one(ctx, t.reader, "store.LockRequest", t.m.scanRequest, t.m.requests.lock, id)
}

// UpdateRequest stores what changes of a request.
func (t tx) UpdateRequest(ctx context.Context, q store.Request) error {
	const op = "store.UpdateRequest"
	content, err := document(q.Content)
	if err != nil {
		return t.m.Fault(op, err)
	}
	key := t.m.vault.current()
	return t.touch(ctx, op, t.m.requests.update, q.ID, t.m.vault.seal(purposeRequest, content),
		string(q.State), q.TakenBy, instant(q.TakenAt), q.Proposal, instant(q.AnsweredAt), key)
}
