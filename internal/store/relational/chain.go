package relational

import (
	"cmp"
	"context"
	"slices"

	"yinxin.example/yinxin/internal/audit"
)

// ChainTrail links records that wait to the chain. A record is marked as
// waiting by the transaction that adds it, so one that commits late, with a
// sequence below those linked already, is found like any other.
func (t tx) ChainTrail(ctx context.Context, limit int) (int, error) {
	const op = "store.ChainTrail"
	if err := within(op, limit); err != nil {
		return 0, err
	}
	// Whoever has the turn sees every link committed before.
	turn, err := list(ctx, t.reader, op, scanner[int64], t.m.trail.turn)
	if err != nil || len(turn) == 0 {
		return 0, err
	}
	end, err := t.TrailHead(ctx)
	if err != nil {
		return 0, err
	}
	sequences, err := list(ctx, t.reader, op, scanner[int64], t.m.trail.waiting, int64(max(0, limit)))
	if err != nil || len(sequences) == 0 {
		return 0, err
	}
	records, err := t.TrailRecords(ctx, sequences)
	if err != nil {
		return 0, err
	}
	if err := t.insert(ctx, op, "audit_chain", []string{"position", "sequence", "hash"}, links(end, records)); err != nil {
		return 0, err
	}
	_, err = t.exec(ctx, op, t.m.trail.chained, t.m.dialect.Numbers(sequences))
	return len(records), err
}

// links are the rows that link the records to the end of a chain, lowest
// sequence first.
func links(end audit.Head, records []audit.Record) [][]any {
	slices.SortFunc(records, func(a, b audit.Record) int { return cmp.Compare(a.Sequence, b.Sequence) })
	rows := make([][]any, len(records))
	for i, r := range records {
		l := audit.Next(end, r)
		rows[i] = []any{l.Position, l.Sequence, l.Hash[:]}
		end = l.Head()
	}
	return rows
}
