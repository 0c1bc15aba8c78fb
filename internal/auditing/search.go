package auditing

import (
	"context"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// Search returns a page of an authority's records, newest first, and where
// the next page begins: the zero Place behind the last. Whoever works for no
// authority sees none: Denied authority_missing.
func (s *Service) Search(ctx context.Context, authority string, f audit.Filter, after audit.Place, limit int) ([]audit.Record, audit.Place, error) {
	const op = "auditing.Search"
	f, err := within(op, authority, f)
	if err != nil {
		return nil, audit.Place{}, err
	}
	found, err := s.page(ctx, f, after, limit+1)
	if err != nil || len(found) <= limit {
		return found, audit.Place{}, fault.Wrap(op, err)
	}
	found = found[:limit]
	return found, end(found), nil
}

// within keeps a filter to one authority.
func within(op, authority string, f audit.Filter) (audit.Filter, error) {
	if authority == "" {
		return f, fault.New(op, fault.Denied, "authority_missing")
	}
	f.Authority = authority
	return f, nil
}

func (s *Service) page(ctx context.Context, f audit.Filter, after audit.Place, limit int) (found []audit.Record, err error) {
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		found, err = r.SearchTrail(ctx, f, after, limit)
		return err
	})
	return found, err
}

// end is where a page ends.
func end(page []audit.Record) audit.Place {
	last := page[len(page)-1]
	return audit.Place{At: last.At, Sequence: last.Sequence}
}

// Days is a filter of whole days on Beijing's calendar, both included, each
// YYYY-MM-DD or empty. It fails with Invalid date_malformed at from or to.
func Days(from, to string) (f audit.Filter, err error) {
	first, err := day(from, "from")
	if err != nil {
		return f, err
	}
	last, err := day(to, "to")
	if err != nil {
		return f, err
	}
	if !first.IsZero() {
		f.From = first.Start()
	}
	if !last.IsZero() {
		f.To = last.End()
	}
	return f, nil
}

func day(text, field string) (civil.Date, error) {
	if text == "" {
		return civil.Date{}, nil
	}
	d, err := civil.Parse(text)
	if err != nil {
		return d, fault.New("auditing.Days", fault.Invalid, "date_malformed").At(field)
	}
	return d, nil
}
