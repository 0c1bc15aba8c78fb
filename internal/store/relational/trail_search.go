package relational

import (
	"context"
	"strings"

	"yinxin.example/yinxin/internal/audit"
)

// SearchTrail returns the records that the filter chooses.
func (r reader) SearchTrail(ctx context.Context, f audit.Filter, after audit.Place, limit int) ([]audit.Record, error) {
	const op = "store.SearchTrail"
	if err := within(op, limit); err != nil {
		return nil, err
	}
	statement, args := r.m.TrailSearch(f, after, limit)
	return list(ctx, r, op, scanRecord, statement, args...)
}

// TrailSearch is the statement of a search. It is made for the filter, so that
// each has an index it can use.
func (m *Mapping) TrailSearch(f audit.Filter, after audit.Place, limit int) (statement string, args []any) {
	c := trailConditions(f, after)
	c.args = append(c.args, int64(max(0, limit)))
	return m.notation("SELECT sequence, " + columns(entryFields(), "") + " FROM audit_trail " + c.where() +
		"ORDER BY at DESC, sequence DESC LIMIT " + placeholder(len(c.args))), c.args
}

// conditions grow with their arguments.
type conditions struct {
	all  []string
	args []any
}

// add adds a condition in which each ? stands for the next argument.
func (c *conditions) add(condition string, args ...any) {
	for _, arg := range args {
		c.args = append(c.args, arg)
		condition = strings.Replace(condition, "?", placeholder(len(c.args)), 1)
	}
	c.all = append(c.all, condition)
}

func (c *conditions) where() string {
	if len(c.all) == 0 {
		return ""
	}
	return "WHERE " + strings.Join(c.all, " AND ") + " "
}

func trailConditions(f audit.Filter, after audit.Place) *conditions {
	c := new(conditions)
	for _, field := range []struct{ column, value string }{
		{"authority", f.Authority}, {"actor", f.Actor}, {"subject", f.Subject},
	} {
		if field.value != "" {
			c.add(field.column+" = ?", field.value)
		}
	}
	if f.Action != "" {
		c.add(`action LIKE ? ESCAPE '\'`, literally(f.Action)+"%")
	}
	if f.Reason != "" {
		c.add(`LOWER(reason) LIKE LOWER(?) ESCAPE '\'`, "%"+literally(f.Reason)+"%")
	}
	if !f.From.IsZero() {
		c.add("at >= ?", f.From.UnixMicro())
	}
	if !f.To.IsZero() {
		c.add("at < ?", f.To.UnixMicro())
	}
	if after != (audit.Place{}) {
		c.add("(at, sequence) < (?, ?)", after.At.UnixMicro(), after.Sequence)
	}
	return c
}

// literally makes a pattern of LIKE that stands for the text itself.
func literally(text string) string {
	return strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(text)
}
