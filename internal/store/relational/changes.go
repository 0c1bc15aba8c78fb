package relational

import (
	"context"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

type changeStatements struct {
	of, ofAll, into, due, dueOf string
	add, addDue, takeDue        string
}

func newChangeStatements(m *Mapping) changeStatements {
	selected := "SELECT " + columns(changeFields(), "") + " FROM certificate_changes WHERE "
	waiting := "SELECT proposal_id, certificate_id, effective_on FROM certificate_changes_due WHERE "
	return changeStatements{
		of:    m.sql(selected + "certificate_id = $1 ORDER BY sequence"),
		ofAll: m.sql(selected + "certificate_id " + m.dialect.In("$1") + " ORDER BY certificate_id, sequence"),
		into:  m.sql(selected + "successor_id IS NOT NULL AND successor_id = $1"),
		due:   m.sql(waiting + "effective_on <= $1 ORDER BY effective_on, proposal_id LIMIT $2"),
		dueOf: m.sql(waiting + "certificate_id = $1 ORDER BY effective_on"),

		add: m.sql("INSERT INTO certificate_changes (" + columns(changeFields(), "") + ") VALUES (" +
			placeholders(len(changeFields())) + ")"),
		addDue: m.sql("INSERT INTO certificate_changes_due (proposal_id, certificate_id, effective_on) VALUES ($1, $2, $3)"),

		takeDue: m.sql("DELETE FROM certificate_changes_due WHERE proposal_id = $1"),
	}
}

// changeFields are the columns of a change in the order of AddChange and
// scanChange.
func changeFields() []string {
	return []string{
		"certificate_id", "kind", "from_state", "to_state", "reason", "legal_base", "effective_on",
		"successor_id", "fields", "proposal_id", "at",
	}
}

func scanChange(rows Rows) (c cert.Change, err error) {
	var successor *string
	err = rows.Scan(&c.Certificate, &c.Kind, &c.From, &c.To, &c.Reason, &c.LegalBase, toDate{&c.EffectiveOn},
		&successor, toDocument{&c.Fields}, &c.Proposal, toInstant{&c.At})
	if successor != nil {
		c.Successor = cert.ID(*successor)
	}
	return c, err
}

func scanDueChange(rows Rows) (d store.DueChange, err error) {
	err = rows.Scan(&d.Proposal, &d.Certificate, toDate{&d.EffectiveOn})
	return d, err
}

// ChangesOf returns a certificate's changes, oldest first.
func (r reader) ChangesOf(ctx context.Context, id cert.ID) ([]cert.Change, error) {
	return list(ctx, r, "store.ChangesOf", scanChange, r.m.changes.of, string(id))
}

// ChangesOfAll returns the changes of several certificates, keyed by certificate.
func (r reader) ChangesOfAll(ctx context.Context, ids []cert.ID) (map[cert.ID][]cert.Change, error) {
	const op = "store.ChangesOfAll"
	if len(ids) > store.ListLimit {
		return nil, fault.New(op, fault.Invalid, reasonListTooLong)
	}
	byCertificate := make(map[cert.ID][]cert.Change, len(ids))
	if len(ids) == 0 {
		return byCertificate, nil
	}
	keys := make([]string, len(ids))
	for i, id := range ids {
		keys[i] = string(id)
	}
	found, err := list(ctx, r, op, scanChange, r.m.changes.ofAll, r.m.dialect.List(keys))
	for _, c := range found {
		byCertificate[c.Certificate] = append(byCertificate[c.Certificate], c)
	}
	return byCertificate, err
}

// ChangeInto returns the change whose successor the certificate is.
func (r reader) ChangeInto(ctx context.Context, successor cert.ID) (cert.Change, error) {
	return one(ctx, r, "store.ChangeInto", scanChange, r.m.changes.into, string(successor))
}

// DueChanges returns changes that count from today or earlier.
func (r reader) DueChanges(ctx context.Context, today civil.Date, limit int) ([]store.DueChange, error) {
	return list(ctx, r, "store.DueChanges", scanDueChange, r.m.changes.due, today.String(), int64(limit))
}

// DueChangesOf returns a certificate's changes that are yet to count.
func (r reader) DueChangesOf(ctx context.Context, id cert.ID) ([]store.DueChange, error) {
	return list(ctx, r, "store.DueChangesOf", scanDueChange, r.m.changes.dueOf, string(id))
}

// AddChange adds a step to a certificate's history.
func (t tx) AddChange(ctx context.Context, c cert.Change) error {
	const op = "store.AddChange"
	fields, err := document(c.Fields)
	if err != nil {
		return t.m.Fault(op, err)
	}
	var successor any
	if c.Successor != "" {
		successor = string(c.Successor)
	}
	return t.whole(ctx, op, func() error {
		_, err := t.exec(ctx, op, t.m.changes.add, string(c.Certificate), string(c.Kind), string(c.From), string(c.To),
			c.Reason, c.LegalBase, c.EffectiveOn.String(), successor, fields, c.Proposal, instant(c.At))
		return err
	})
}

// AddDueChange adds a change that is yet to count.
func (t tx) AddDueChange(ctx context.Context, d store.DueChange) error {
	const op = "store.AddDueChange"
	return t.whole(ctx, op, func() error {
		_, err := t.exec(ctx, op, t.m.changes.addDue, d.Proposal, string(d.Certificate), d.EffectiveOn.String())
		return err
	})
}

// TakeDueChange removes a change that is to be carried out now.
func (t tx) TakeDueChange(ctx context.Context, proposal string) error {
	return t.touch(ctx, "store.TakeDueChange", t.m.changes.takeDue, proposal)
}
