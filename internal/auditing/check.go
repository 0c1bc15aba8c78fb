package auditing

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// What a check can find.
const (
	LinkMissing   fault.Reason = "audit_link_missing"   // no link stands at the position
	RecordMissing fault.Reason = "audit_record_missing" // the record is gone
	RecordChanged fault.Reason = "audit_record_changed" // the record, or its place, is not what was linked
	RecordUnknown fault.Reason = "audit_record_unknown" // the record was never linked
	HeadMissing   fault.Reason = "audit_head_missing"   // the chain ends before the head noted down
	HeadDiffers   fault.Reason = "audit_head_differs"   // the chain was made anew since the head was noted down
)

// linkWithin is how long a record may wait to be linked before that is a
// finding.
const linkWithin = 10 * time.Second

// Finding is the first thing wrong with a trail.
type Finding struct {
	Reason   fault.Reason
	Position int64 // in the chain; 0 where no link stands for the record
	Sequence int64 // of the record; 0 where that is not known
}

// Verdict is what a check of the whole trail gave.
type Verdict struct {
	Head    audit.Head // up to where all is well
	Finding *Finding   // nil where the trail is whole
}

// Check walks the chain from its first link and compares every record with
// what was linked, then looks for records that were never linked. noted is a
// head that somebody kept elsewhere, which the chain must contain; the zero
// Head asks for nothing. All is read at one moment.
//
// Who can rewrite the database can rewrite the chain from any link on, or cut
// off its end: only a head noted elsewhere tells.
func (s *Service) Check(ctx context.Context, noted audit.Head) (v Verdict, err error) {
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		w := walk{noted: noted}
		if v.Finding, err = w.all(ctx, r); err == nil && v.Finding == nil {
			v.Finding, err = unlinked(ctx, r, s.Now().Add(-linkWithin))
		}
		v.Head = w.end
		return err
	})
	return v, fault.Wrap("auditing.Check", err)
}

// walk goes along the chain.
type walk struct {
	end   audit.Head // all is well up to here
	noted audit.Head
}

func (w *walk) all(ctx context.Context, r store.TrailReader) (*Finding, error) {
	for {
		links, err := r.TrailLinks(ctx, w.end.Position, batch)
		if err != nil {
			return nil, err
		}
		if len(links) == 0 {
			return w.last(), nil
		}
		if found, err := w.page(ctx, r, links); err != nil || found != nil {
			return found, err
		}
	}
}

func (w *walk) page(ctx context.Context, r store.TrailReader, links []audit.Link) (*Finding, error) {
	sequences := make([]int64, len(links))
	for i, l := range links {
		sequences[i] = l.Sequence
	}
	records, err := r.TrailRecords(ctx, sequences)
	if err != nil {
		return nil, err
	}
	bySequence := make(map[int64]audit.Record, len(records))
	for _, record := range records {
		bySequence[record.Sequence] = record
	}
	for _, l := range links {
		record, there := bySequence[l.Sequence]
		if reason := w.wrong(l, record, there); reason != "" {
			return &Finding{reason, w.end.Position + 1, l.Sequence}, nil
		}
		w.end = l.Head()
	}
	return nil, nil
}

// wrong says what is wrong with the link that should be next, "" for nothing.
func (w *walk) wrong(l audit.Link, record audit.Record, there bool) fault.Reason {
	switch {
	case l.Position != w.end.Position+1:
		return LinkMissing
	case !there:
		return RecordMissing
	case audit.Next(w.end, record) != l:
		return RecordChanged
	case l.Position == w.noted.Position && l.Hash != w.noted.Hash:
		return HeadDiffers
	}
	return ""
}

// last looks for the noted head behind the end of the chain.
func (w *walk) last() *Finding {
	if w.noted.Position > w.end.Position {
		return &Finding{Reason: HeadMissing, Position: w.end.Position + 1}
	}
	return nil
}

func unlinked(ctx context.Context, r store.TrailReader, before time.Time) (*Finding, error) {
	u, err := r.Unchained(ctx, before)
	switch {
	case err != nil:
		return nil, err
	case u.Gone != 0:
		return &Finding{Reason: RecordMissing, Sequence: u.Gone}, nil
	case u.Waiting > 0:
		return &Finding{Reason: RecordUnknown, Sequence: u.First}, nil
	}
	return nil, nil
}

// Head returns the end of the chain, to be noted down elsewhere.
func (s *Service) Head(ctx context.Context) (head audit.Head, err error) {
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		head, err = r.TrailHead(ctx)
		return err
	})
	return head, fault.Wrap("auditing.Head", err)
}
