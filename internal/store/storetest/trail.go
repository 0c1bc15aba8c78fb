package storetest

import (
	"context"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// entry is the n-th of a trail, an hour after the one before.
func entry(n int) audit.Entry {
	return audit.Entry{
		At: noon().Add(time.Duration(n) * time.Hour), Actor: id(n % 2), ActorRole: "officer", Authority: "示例协会",
		Action: "copy.apply", Subject: id(n), Before: `{"state":"pending"}`, After: `{"state":"ready"}`,
		Reason: "理由", Origin: "192.0.2.1", Detail: "细节",
	}
}

func recordAll(t *testing.T, s store.Store, entries ...audit.Entry) {
	t.Helper()
	for _, e := range entries {
		update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.Record(ctx, e) })
	}
}

func testTrail(t *testing.T, s store.Store) {
	recordAll(t, s, entry(3), entry(2), entry(1))
	trail := read(t, s, func(ctx context.Context, r store.Reader) ([]audit.Entry, error) { return r.Trail(ctx, 2) })
	// The order of writing, which a clock set back does not change.
	wantSame(t, "newest first", trail, []audit.Entry{entry(1), entry(2)})
}

func testTrailCompleted(t *testing.T, s store.Store) {
	bare := audit.Entry{At: noon(), Actor: id(1), Action: "copy.apply"}
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		ctx = audit.WithActor(audit.WithOrigin(ctx, "192.0.2.1"), audit.Actor{ID: id(1), Role: "officer", Authority: "示例协会"})
		return tx.Record(ctx, bare)
	})
	bare.ActorRole, bare.Authority, bare.Origin = "officer", "示例协会", "192.0.2.1"
	trail := read(t, s, func(ctx context.Context, r store.Reader) ([]audit.Entry, error) { return r.Trail(ctx, 1) })
	wantSame(t, "completed", trail, []audit.Entry{bare})
}

func search(t *testing.T, s store.Store, f audit.Filter, after audit.Place, limit int) []audit.Record {
	t.Helper()
	return read(t, s, func(ctx context.Context, r store.Reader) ([]audit.Record, error) {
		return r.SearchTrail(ctx, f, after, limit)
	})
}

func testTrailSearched(t *testing.T, s store.Store) {
	all := []audit.Entry{entry(0), entry(1), entry(2), entry(3)}
	all[1].Authority, all[1].Reason = "", "A typo, 100%"
	all[2].Action, all[2].Reason = "copyist.apply", "A typo, 1000"
	recordAll(t, s, all...)
	for name, test := range map[string]struct {
		filter audit.Filter
		want   []int
	}{
		"all":                    {audit.Filter{}, []int{3, 2, 1, 0}},
		"authority":              {audit.Filter{Authority: "示例协会"}, []int{3, 2, 0}},
		"actor":                  {audit.Filter{Actor: id(1)}, []int{3, 1}},
		"action":                 {audit.Filter{Action: "copy."}, []int{3, 1, 0}},
		"action, no pattern":     {audit.Filter{Action: "copy_"}, nil},
		"subject":                {audit.Filter{Subject: id(2)}, []int{2}},
		"reason":                 {audit.Filter{Reason: "理"}, []int{3, 0}},
		"reason, the other case": {audit.Filter{Reason: "TYPO"}, []int{2, 1}},
		"reason, no pattern":     {audit.Filter{Reason: "0%"}, []int{1}},
		"from and to":            {audit.Filter{From: all[1].At, To: all[3].At}, []int{2, 1}},
		"together":               {audit.Filter{Authority: "示例协会", Actor: id(0), From: all[1].At}, []int{2}},
	} {
		var want []audit.Entry
		for _, n := range test.want {
			want = append(want, all[n])
		}
		var got []audit.Entry
		for _, r := range search(t, s, test.filter, audit.Place{}, 10) {
			got = append(got, r.Entry)
		}
		wantSame(t, name, got, want)
	}
	err := s.View(t.Context(), func(ctx context.Context, r store.Reader) error {
		_, err := r.SearchTrail(ctx, audit.Filter{}, audit.Place{}, store.ListLimit+1)
		return err
	})
	wantKind(t, err, fault.Invalid, "list_too_long")
}

// Pages follow one another without a gap or a repeat, also where many records
// are of one instant.
func testTrailPages(t *testing.T, s store.Store) {
	const many = 7
	for n := range many {
		e := entry(n)
		e.At = noon().Add(time.Duration(n/3) * time.Minute)
		recordAll(t, s, e)
	}
	whole := search(t, s, audit.Filter{}, audit.Place{}, many+1)
	wantSame(t, "how many", len(whole), many)
	var paged []audit.Record
	for place := (audit.Place{}); ; {
		page := search(t, s, audit.Filter{}, place, 2)
		if len(page) == 0 {
			break
		}
		paged = append(paged, page...)
		last := page[len(page)-1]
		place = audit.Place{At: last.At, Sequence: last.Sequence}
	}
	wantSame(t, "page by page", paged, whole)
}

func chain(t *testing.T, s store.Store, limit int) (n int) {
	t.Helper()
	update(t, s, func(ctx context.Context, tx store.Tx) (err error) {
		n, err = tx.ChainTrail(ctx, limit)
		return err
	})
	return n
}

// wantChained checks that the chain holds so many records, each where the
// hashes say.
func wantChained(t *testing.T, s store.Store, count int) {
	t.Helper()
	view(t, s, func(ctx context.Context, r store.Reader) error {
		links, err := r.TrailLinks(ctx, 0, store.ListLimit)
		if err != nil {
			return err
		}
		wantSame(t, "links", len(links), count)
		var end audit.Head
		for _, l := range links {
			records, err := r.TrailRecords(ctx, []int64{l.Sequence})
			if err != nil || len(records) != 1 {
				t.Fatalf("record %d: %d there, %v", l.Sequence, len(records), err)
			}
			wantSame(t, "link", l, audit.Next(end, records[0]))
			end = l.Head()
		}
		head, err := r.TrailHead(ctx)
		wantSame(t, "head", head, end)
		return err
	})
}

func testTrailChained(t *testing.T, s store.Store) {
	wantChained(t, s, 0)
	wantSame(t, "nothing waits", chain(t, s, 10), 0)
	recordAll(t, s, entry(0), entry(1), entry(2))
	waits := func() bool {
		return read(t, s, func(ctx context.Context, r store.Reader) (bool, error) { return r.TrailWaits(ctx) })
	}
	unchained := func(before time.Time) store.Unchained {
		return read(t, s, func(ctx context.Context, r store.Reader) (store.Unchained, error) { return r.Unchained(ctx, before) })
	}
	wantSame(t, "waits", waits(), true)
	first := search(t, s, audit.Filter{Subject: id(0)}, audit.Place{}, 1)[0].Sequence
	wantSame(t, "unchained", unchained(entry(2).At), store.Unchained{Waiting: 2, First: first})

	wantSame(t, "up to the limit", chain(t, s, 2), 2)
	wantChained(t, s, 2)
	wantSame(t, "the rest", chain(t, s, 2), 1)
	wantSame(t, "none left", chain(t, s, 2), 0)
	wantSame(t, "waits", waits(), false)
	wantSame(t, "unchained", unchained(entry(9).At), store.Unchained{})

	recordAll(t, s, entry(3))
	wantSame(t, "what came after", chain(t, s, 10), 1)
	wantChained(t, s, 4)
	links := read(t, s, func(ctx context.Context, r store.Reader) ([]audit.Link, error) { return r.TrailLinks(ctx, 1, 2) })
	wantSame(t, "links after the first", []int64{links[0].Position, links[1].Position}, []int64{2, 3})
}

func testTrailChainedAtOnce(t *testing.T, s store.Store) {
	const writers, each = 4, 10
	var g errgroup.Group
	for n := range writers {
		g.Go(func() error {
			for range each {
				if err := s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error { return tx.Record(ctx, entry(n)) }); err != nil {
					return err
				}
			}
			return nil
		})
		g.Go(func() error {
			for range each {
				err := s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
					_, err := tx.ChainTrail(ctx, 3)
					return err
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	for chain(t, s, 7) > 0 {
	}
	wantChained(t, s, writers*each)
}
