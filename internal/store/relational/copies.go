package relational

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

type copyStatements struct {
	byCode, standing, digests        string
	of, ofAll                        string
	countPending, lastMade           string
	add, sameCode, sameKey           string
	claim, release, finish, withdraw string
	deferred, wake, retry            string
}

func newCopyStatements(m *Mapping) copyStatements {
	selected := "SELECT " + columns(copyFields(), "") + " FROM copies "
	pending := fmt.Sprintf("state = '%s'", cert.Pending)
	counted := " RETURNING authority, requested_at, valid_until"
	return copyStatements{
		byCode:       m.sql(selected + "WHERE code = $1"),
		standing:     m.sql("SELECT " + columns(checkedFields(), "") + ", " + certificateState(m.dialect) + " FROM copies WHERE code = $1"),
		digests:      m.sql("SELECT digests FROM copies WHERE code = $1"),
		of:           m.sql(selected + "WHERE certificate_id = $1 ORDER BY requested_at DESC, code"),
		ofAll:        m.sql(selected + "WHERE certificate_id " + m.dialect.In("$1") + " ORDER BY requested_at DESC, code"),
		countPending: m.sql("SELECT COUNT(*) FROM copies WHERE " + pending),
		lastMade:     m.sql("SELECT made_at FROM copies WHERE made_at IS NOT NULL ORDER BY made_at DESC LIMIT 1"),

		add: m.sql("INSERT INTO copies (" + columns(copyFields(), "") + ", authority) VALUES (" + placeholders(len(copyFields())+1) +
			") ON CONFLICT DO NOTHING"),
		sameCode: m.sql("SELECT COUNT(*) FROM copies WHERE code = $1"),
		sameKey:  m.sql("SELECT COUNT(*) FROM copies WHERE certificate_id = $1 AND idempotency_key <> '' AND idempotency_key = $2"),

		// MATERIALIZED, because PostgreSQL may run a plain subquery with LIMIT
		// and SKIP LOCKED once for each row it is compared with, and so claim
		// more than the limit.
		claim: m.sql("WITH next AS MATERIALIZED (SELECT code FROM copies WHERE " + pending +
			" AND (lease_until IS NULL OR lease_until <= $2) ORDER BY requested_at, code LIMIT $4 " + m.dialect.SkipLocked + ")" +
			" UPDATE copies SET lease_owner = $1, lease_until = $3 WHERE code IN (SELECT code FROM next)" +
			" RETURNING " + columns(copyFields(), "")),
		release:  m.sql("UPDATE copies SET lease_owner = '', lease_until = NULL WHERE " + pending + " AND lease_owner = $1"),
		deferred: m.sql("UPDATE copies SET lease_owner = '', lease_until = $3 WHERE code = $1 AND " + pending + " AND lease_owner = $2"),
		wake:     m.sql("UPDATE copies SET lease_until = NULL WHERE " + pending + " AND lease_owner = '' AND lease_until IS NOT NULL"),
		finish: m.sql("UPDATE copies SET " + assignments(finishedFields()) + ", lease_owner = '', lease_until = NULL" +
			" WHERE code = $1 AND " + pending + " AND lease_owner = " + placeholder(len(finishedFields())+2) + counted),
		withdraw: m.sql(fmt.Sprintf("UPDATE copies SET state = '%s', withdrawn_at = $2 WHERE code = $1 AND state = '%s'", cert.Withdrawn, cert.Ready) + counted),
		retry:    m.sql(fmt.Sprintf("UPDATE copies SET state = '%s', fail_reason = '' WHERE code = $1 AND state = '%s'", cert.Pending, cert.Failed)),
	}
}

// copyFields are a copy's columns in the order of copyRow and scanCopy.
func copyFields() []string {
	return append([]string{
		"code", "certificate_id", "scenario", "applied_at", "valid_until", "recipient", "number_form", "idempotency_key", "requested_at", "withdrawn_at",
	}, finishedFields()...)
}

// finishedFields are the columns that sealing fills, in the order of finishedRow.
func finishedFields() []string {
	return []string{"state", "fail_reason", "made_at", "template", "font_set", "policy", "snapshot", "blob", "digests"}
}

func copyRow(c cert.Copy) ([]any, error) {
	// A copy without an endorsement has NULL for a scenario.
	var scenario, appliedAt, validUntil any
	var recipient, number string
	if e := c.Endorsement; e != nil {
		recipient, number = e.Recipient, string(e.Number)
		scenario, appliedAt, validUntil = e.Scenario, instant(e.AppliedAt), e.ValidUntil.String()
	}
	finished, err := finishedRow(c)
	return append([]any{
		string(c.Code), string(c.Certificate), scenario, appliedAt, validUntil, recipient, number, c.Key, instant(c.RequestedAt), instant(c.WithdrawnAt),
	}, finished...), err
}

func finishedRow(c cert.Copy) ([]any, error) {
	snapshot, err := document(c.Snapshot)
	if err != nil {
		return nil, err
	}
	digests, err := document(c.Digests)
	return []any{
		string(c.State), c.FailReason, instant(c.MadeAt), c.Template, c.FontSet, int64(c.Policy), snapshot, c.Blob, digests,
	}, err
}

func scanCopy(rows Rows) (c cert.Copy, err error) {
	var e endorsed
	err = rows.Scan(
		&c.Code, &c.Certificate, &e.scenario, toInstant{&e.appliedAt}, &e.validUntil, &e.recipient, &e.number, &c.Key,
		toInstant{&c.RequestedAt}, toInstant{&c.WithdrawnAt}, &c.State, &c.FailReason, toInstant{&c.MadeAt},
		&c.Template, &c.FontSet, &c.Policy, toDocument{&c.Snapshot}, &c.Blob, toDocument{&c.Digests},
	)
	if err == nil {
		c.Endorsement, err = e.endorsement()
	}
	return c, err
}

// checkedFields are the columns of a copy that its page shows, in the order of
// scanChecked: half of them, in half the time.
func checkedFields() []string {
	return []string{
		"code", "certificate_id", "scenario", "applied_at", "valid_until", "recipient", "number_form",
		"withdrawn_at", "state", "made_at", "snapshot",
	}
}

// certificateState is the state of a copy's certificate. The certificate is
// there; almost every one is valid, and is not read.
func certificateState(d Dialect) string {
	return fmt.Sprintf("COALESCE((SELECT k.state FROM certificates AS k %s WHERE k.id = copies.certificate_id AND k.state <> '%s'), '%[2]s')",
		d.By("certificates_not_valid"), cert.InForce)
}

// checked is a copy as checks ask for it, and its certificate's state.
type checked struct {
	copied cert.Copy
	state  cert.State
}

func scanChecked(rows Rows) (found checked, err error) {
	var e endorsed
	c := &found.copied
	err = rows.Scan(
		&c.Code, &c.Certificate, &e.scenario, toInstant{&e.appliedAt}, &e.validUntil, &e.recipient, &e.number,
		toInstant{&c.WithdrawnAt}, &c.State, toInstant{&c.MadeAt}, toDocument{&c.Snapshot}, &found.state,
	)
	if err == nil {
		c.Endorsement, err = e.endorsement()
	}
	return found, err
}

// endorsed is the endorsement in a row of copies.
type endorsed struct {
	scenario, validUntil *string // nil where none is needed
	appliedAt            time.Time
	recipient            string
	number               cert.NumberForm
}

func (e endorsed) endorsement() (*cert.Endorsement, error) {
	if e.scenario == nil {
		return nil, nil
	}
	made := &cert.Endorsement{Scenario: *e.scenario, Recipient: e.recipient, Number: e.number, AppliedAt: e.appliedAt}
	if e.validUntil == nil || *e.validUntil == "" {
		return made, nil
	}
	var err error
	made.ValidUntil, err = civil.Parse(*e.validUntil)
	return made, err
}

// Copy returns the copy with that code.
func (r reader) Copy(ctx context.Context, code cert.Code) (cert.Copy, error) {
	return one(ctx, r, "store.Copy", scanCopy, r.m.copies.byCode, string(code))
}

// CopyStanding returns the copy with that code and its certificate's state.
func (r reader) CopyStanding(ctx context.Context, code cert.Code) (cert.Copy, cert.State, error) {
	s, err := one(ctx, r, "store.CopyStanding", scanChecked, r.m.copies.standing, string(code))
	return s.copied, s.state, err
}

// Digests returns the digests of what was handed out as that copy.
func (r reader) Digests(ctx context.Context, code cert.Code) ([]string, error) {
	scan := func(rows Rows) (all []string, err error) {
		err = rows.Scan(toDocument{&all})
		return all, err
	}
	return one(ctx, r, "store.Digests", scan, r.m.copies.digests, string(code))
}

// CopiesOf returns a certificate's copies, newest request first.
func (r reader) CopiesOf(ctx context.Context, id cert.ID) ([]cert.Copy, error) {
	return list(ctx, r, "store.CopiesOf", scanCopy, r.m.copies.of, string(id))
}

// CopiesOfAll returns the copies of several certificates, keyed by certificate.
func (r reader) CopiesOfAll(ctx context.Context, ids []cert.ID) (map[cert.ID][]cert.Copy, error) {
	const op = "store.CopiesOfAll"
	if len(ids) > store.ListLimit {
		return nil, fault.New(op, fault.Invalid, reasonListTooLong)
	}
	byCertificate := make(map[cert.ID][]cert.Copy, len(ids))
	if len(ids) == 0 {
		return byCertificate, nil
	}
	keys := make([]string, len(ids))
	for i, id := range ids {
		keys[i] = string(id)
	}
	found, err := list(ctx, r, op, scanCopy, r.m.copies.ofAll, r.m.dialect.List(keys))
	for _, c := range found {
		byCertificate[c.Certificate] = append(byCertificate[c.Certificate], c)
	}
	return byCertificate, err
}

// CountPending returns how many copies wait to be sealed.
func (r reader) CountPending(ctx context.Context) (int, error) {
	return one(ctx, r, "store.CountPending", scanner[int], r.m.copies.countPending)
}

// LastMadeAt returns when the latest copy was sealed.
func (r reader) LastMadeAt(ctx context.Context) (time.Time, error) {
	return r.firstInstant(ctx, "store.LastMadeAt", r.m.copies.lastMade)
}

// AddCopy adds a pending copy.
func (t tx) AddCopy(ctx context.Context, c cert.Copy) error {
	const op = "store.AddCopy"
	if c.State != cert.Pending {
		return fault.New(op, fault.Invalid, reasonNotPending)
	}
	row, err := copyRow(c)
	if err != nil {
		return t.m.Fault(op, err)
	}
	n, err := t.exec(ctx, op, t.m.copies.add, append(row, c.Snapshot.Authority)...)
	switch {
	case err != nil:
		return err
	case n == 0:
		return t.whyNotAdded(ctx, op, c)
	}
	return t.countApplied(ctx, op, c)
}

// whyNotAdded finds which unique index passed over the row.
func (t tx) whyNotAdded(ctx context.Context, op string, c cert.Copy) error {
	n, err := one(ctx, t.reader, op, scanner[int], t.m.copies.sameCode, string(c.Code))
	if err != nil || n > 0 {
		return cmp.Or(err, conflict(op, reasonCodeTaken))
	}
	n, err = one(ctx, t.reader, op, scanner[int], t.m.copies.sameKey, string(c.Certificate), c.Key)
	if err != nil || n > 0 {
		return cmp.Or(err, conflict(op, reasonKeyUsed))
	}
	return conflict(op, reasonCopyLive)
}

// ClaimCopies leases pending copies to owner, oldest first.
func (t tx) ClaimCopies(ctx context.Context, owner string, now time.Time, lease time.Duration, limit int) ([]cert.Copy, error) {
	const op = "store.ClaimCopies"
	if owner == "" || lease <= 0 {
		return nil, fault.New(op, fault.Invalid, reasonLeaseMalformed)
	}
	if limit <= 0 {
		return nil, nil
	}
	claimed, err := list(ctx, t.reader, op, scanCopy, t.m.copies.claim, owner, instant(now), instant(now.Add(lease)), int64(limit))
	// Neither engine promises an order for RETURNING.
	slices.SortFunc(claimed, func(a, b cert.Copy) int {
		return cmp.Or(a.RequestedAt.Compare(b.RequestedAt), cmp.Compare(a.Code, b.Code))
	})
	return claimed, err
}

// ReleaseCopies gives up the owner's leases on copies still pending.
func (t tx) ReleaseCopies(ctx context.Context, owner string) error {
	if owner == "" {
		return nil
	}
	_, err := t.exec(ctx, "store.ReleaseCopies", t.m.copies.release, owner)
	return err
}

// DeferCopy gives up the owner's lease until a time.
func (t tx) DeferCopy(ctx context.Context, owner string, code cert.Code, until time.Time) error {
	const op = "store.DeferCopy"
	if owner == "" {
		return conflict(op, reasonMovedOn)
	}
	return t.move(ctx, op, t.m.copies.deferred, string(code), owner, instant(until))
}

// WakeCopies lets all deferred copies be claimed.
func (t tx) WakeCopies(ctx context.Context) error {
	_, err := t.exec(ctx, "store.WakeCopies", t.m.copies.wake)
	return err
}

// FinishCopy stores what sealing made.
func (t tx) FinishCopy(ctx context.Context, owner string, c cert.Copy, at time.Time) error {
	const op = "store.FinishCopy"
	if c.State != cert.Ready && c.State != cert.Failed {
		return fault.New(op, fault.Invalid, reasonNotFinished)
	}
	if owner == "" {
		return conflict(op, reasonMovedOn)
	}
	finished, err := finishedRow(c)
	if err != nil {
		return t.m.Fault(op, err)
	}
	args := append(append([]any{string(c.Code)}, finished...), owner)
	done, err := t.moveCounted(ctx, op, t.m.copies.finish, args...)
	if err != nil || c.State == cert.Failed {
		return err
	}
	return t.countMade(ctx, op, c.Code, done, at)
}

// WithdrawCopy turns a ready copy into a withdrawn one.
func (t tx) WithdrawCopy(ctx context.Context, code cert.Code, at time.Time) error {
	const op = "store.WithdrawCopy"
	withdrawn, err := t.moveCounted(ctx, op, t.m.copies.withdraw, string(code), instant(at))
	if err != nil {
		return err
	}
	return t.countExpiring(ctx, op, code, withdrawn, -1)
}

// RetryCopy turns a failed copy into a pending one.
func (t tx) RetryCopy(ctx context.Context, code cert.Code) error {
	const op = "store.RetryCopy"
	err := t.whole(ctx, op, func() error { return t.move(ctx, op, t.m.copies.retry, string(code)) })
	if fault.Is(err, fault.Conflict) && fault.ReasonOf(err) != reasonMovedOn {
		return &fault.Error{Op: op, Kind: fault.Conflict, Reason: reasonCopyLive, Err: err}
	}
	return err
}

// move changes a copy that is where the statement expects it; else Conflict.
func (t tx) move(ctx context.Context, op, statement string, args ...any) error {
	n, err := t.exec(ctx, op, statement, args...)
	if err == nil && n == 0 {
		err = conflict(op, reasonMovedOn)
	}
	return err
}
