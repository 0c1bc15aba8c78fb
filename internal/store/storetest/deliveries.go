package storetest

import (
	"context"
	"sync"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

const deliveryLease = 10 * time.Second

// delivery makes the n-th delivery, n minutes after noon, every field filled.
func delivery(n int, edits ...func(*store.Delivery)) store.Delivery {
	at := noon().Add(time.Duration(n) * time.Minute)
	d := store.Delivery{
		ID: id(n), Number: "2026-" + id(n), Batch: id(n), Authority: "甲", Account: "cli", FileName: "批次.csv", At: at,
		File: id(n), Size: 1 << 30, State: store.DeliveryChecked, Done: 99, Rows: 10, Added: 7, Unchanged: 1, Refused: 2,
		Findings: store.Findings{
			Digest: "0f", Refusal: &store.Refusal{Reason: "delivery_header", Field: "姓名", Args: map[string]string{"problem": "missing"}},
			Groups: []store.FaultGroup{{Reason: "name_unrenderable", Field: "姓名", Count: 2, Lines: []int{3, 9}}},
			Lines:  []store.Covered{{Authority: "甲", Qualification: "示例工程师", Year: 2024, Kind: cert.ECertificate, Certificates: 7}},
			Kept:   "deliveries/a/", Seed: 1<<63 + 1, Faults: 12, Seconds: 1.5,
		},
		SubmittedBy: "a", SubmittedAt: at, ReleasedBy: "b", ReleasedAt: at, PublishAt: at, VisibleFrom: at, Answer: "退回",
	}
	for _, edit := range edits {
		edit(&d)
	}
	return d
}

func addDeliveries(t *testing.T, s store.Store, all ...store.Delivery) {
	t.Helper()
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		for _, d := range all {
			if err := tx.AddDelivery(ctx, d); err != nil {
				return err
			}
		}
		return nil
	})
}

func testDeliveries(t *testing.T, s store.Store) {
	addDeliveries(t, s, delivery(0), delivery(1), delivery(2))
	find := func(n int) store.Delivery {
		return read(t, s, func(ctx context.Context, r store.Reader) (store.Delivery, error) { return r.Delivery(ctx, id(n)) })
	}
	wantSame(t, "delivery", find(2), delivery(2))
	changed := delivery(2, func(d *store.Delivery) {
		*d = store.Delivery{ID: d.ID, Number: "2026-1", Batch: id(1), Authority: "甲", At: d.At, State: store.DeliveryUndone}
	})
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		if _, err := tx.LockDelivery(ctx, id(2)); err != nil {
			return err
		}
		return tx.UpdateDelivery(ctx, changed)
	})
	wantSame(t, "changed", find(2), changed)
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		_, err := tx.Delivery(ctx, "none")
		wantKind(t, err, fault.NotFound, "")
		_, err = tx.LockDelivery(ctx, "none")
		wantKind(t, err, fault.NotFound, "")
		wantKind(t, tx.UpdateDelivery(ctx, delivery(7)), fault.NotFound, "")
		wantKind(t, tx.AddDelivery(ctx, delivery(1)), fault.Conflict, "already_there")
		again := delivery(8, func(d *store.Delivery) { d.Number = "2026-1" })
		wantKind(t, tx.AddDelivery(ctx, again), fault.Conflict, "already_there")
		again.Authority = "乙"
		return tx.AddDelivery(ctx, again)
	})
}

func testDeliveriesChosen(t *testing.T, s store.Store) {
	addDeliveries(t, s, delivery(0), delivery(1, func(d *store.Delivery) { d.Batch, d.File = id(0), id(0) }),
		delivery(2, func(d *store.Delivery) { d.Authority = "乙" }), delivery(3))
	for name, test := range map[string]struct {
		filter store.DeliveryFilter
		want   []int
	}{
		"all":        {store.DeliveryFilter{}, []int{3, 2, 1, 0}},
		"authority":  {store.DeliveryFilter{Authority: "甲"}, []int{3, 1, 0}},
		"firsts":     {store.DeliveryFilter{Authority: "甲", First: true}, []int{3, 0}},
		"batch":      {store.DeliveryFilter{Batch: id(0)}, []int{1, 0}},
		"file":       {store.DeliveryFilter{File: id(0)}, []int{1, 0}},
		"first page": {store.DeliveryFilter{Limit: 2}, []int{3, 2}},
		"next page":  {store.DeliveryFilter{After: id(2), Limit: 1}, []int{1}},
	} {
		got := read(t, s, func(ctx context.Context, r store.Reader) ([]store.Delivery, error) {
			return r.Deliveries(ctx, test.filter)
		})
		wantIDs(t, name, got, test.want)
	}
	n := read(t, s, func(ctx context.Context, r store.Reader) (int, error) {
		return r.CountDeliveries(ctx, "甲", delivery(1).At)
	})
	wantSame(t, "counted", n, 2)
}

func wantIDs(t *testing.T, what string, got []store.Delivery, want []int) {
	t.Helper()
	var ids, wanted []string
	for _, d := range got {
		ids = append(ids, d.ID)
	}
	for _, n := range want {
		wanted = append(wanted, id(n))
	}
	wantSame(t, what, ids, wanted)
}

func testDeliveryLeases(t *testing.T, s store.Store) {
	inState := func(state store.DeliveryState) func(*store.Delivery) {
		return func(d *store.Delivery) { d.State = state }
	}
	addDeliveries(t, s, delivery(0), delivery(1, inState(store.DeliveryChecking)), delivery(2, inState(store.DeliveryReleasing)))
	claim := func(owner string, now time.Time) (d store.Delivery, err error) {
		err = s.Update(t.Context(), func(ctx context.Context, tx store.Tx) (err error) {
			d, err = tx.ClaimDelivery(ctx, owner, now, deliveryLease)
			return err
		})
		return d, err
	}
	keep := func(owner string, d store.Delivery, now time.Time) error {
		return s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
			return tx.KeepDelivery(ctx, owner, d, now, deliveryLease)
		})
	}
	first, err := claim("one", noon())
	wantSame(t, "no error", err, nil)
	wantSame(t, "the oldest with work", first.ID, id(1))
	second, err := claim("two", noon())
	wantSame(t, "no error", err, nil)
	wantSame(t, "the next", second.ID, id(2))
	_, err = claim("three", noon())
	wantKind(t, err, fault.NotFound, "")

	first.Done, first.Rows, first.Added, first.Unchanged, first.Refused = 5, 4, 3, 1, 0
	wantSame(t, "kept", keep("one", first, noon()), nil)
	got := read(t, s, func(ctx context.Context, r store.Reader) (store.Delivery, error) { return r.Delivery(ctx, id(1)) })
	wantSame(t, "how far", got, first)
	wantKind(t, keep("two", first, noon()), fault.Conflict, "moved_on")
	other := first
	other.State = store.DeliveryReleasing
	wantKind(t, keep("one", other, noon()), fault.Conflict, "moved_on")

	later := noon().Add(deliveryLease)
	taken, err := claim("three", later)
	wantSame(t, "no error", err, nil)
	wantSame(t, "taken over", taken.ID, id(1))
	wantKind(t, keep("one", first, later), fault.Conflict, "moved_on")
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		if err := tx.FreeDelivery(ctx, "one", id(1)); err != nil { // not its own
			return err
		}
		return tx.FreeDelivery(ctx, "two", id(2))
	})
	freed, err := claim("one", noon())
	wantSame(t, "no error", err, nil)
	wantSame(t, "freed", freed.ID, id(2))
}

func testDeliveryClaimersAtOnce(t *testing.T, s store.Store) {
	addDeliveries(t, s, delivery(1, func(d *store.Delivery) { d.State = store.DeliveryChecking }))
	var claimers sync.WaitGroup
	won := make(chan string, 8)
	for n := range cap(won) {
		claimers.Go(func() {
			err := s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
				_, err := tx.ClaimDelivery(ctx, id(n), noon(), deliveryLease)
				return err
			})
			if err == nil {
				won <- id(n)
			}
		})
	}
	claimers.Wait()
	wantSame(t, "claimers", len(won), 1)
}

func testPublication(t *testing.T, s store.Store) {
	never := func(d *store.Delivery) { d.VisibleFrom, d.State = time.Time{}, store.DeliveryReleasing }
	addDeliveries(t, s, delivery(0, never), delivery(1), delivery(2), delivery(3, func(d *store.Delivery) { d.Added = 0 }),
		delivery(4, func(d *store.Delivery) { d.State = store.DeliveryReleased }))
	published := func(now time.Time, after store.Place, limit int) []store.Delivery {
		return read(t, s, func(ctx context.Context, r store.Reader) ([]store.Delivery, error) {
			return r.Published(ctx, now, after, limit)
		})
	}
	wantIDs(t, "before", published(delivery(0).At, store.Place{}, 9), nil)
	wantIDs(t, "at its instant", published(delivery(2).At, store.Place{}, 9), []int{2, 1})
	wantIDs(t, "all", published(delivery(9).At, store.Place{}, 2), []int{4, 2})
	wantIDs(t, "next page", published(delivery(9).At, store.Place{At: delivery(2).At, ID: id(2)}, 2), []int{1})
	work := func(now time.Time) []store.Delivery {
		return read(t, s, func(ctx context.Context, r store.Reader) ([]store.Delivery, error) {
			return r.DeliveriesInWork(ctx, now)
		})
	}
	wantIDs(t, "in work", work(delivery(0).At), []int{0, 4})
	wantIDs(t, "in work no more", work(delivery(4).At), []int{0})

	for n, want := range map[int]time.Time{0: cert.NotYet(), 1: delivery(1).At, 9: cert.NotYet()} {
		c := certificate(n)
		c.Delivery = id(n) // of 9 there is no row
		update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.AddCertificates(ctx, []cert.Certificate{c}) })
		got := read(t, s, func(ctx context.Context, r store.Reader) (cert.Certificate, error) { return r.Certificate(ctx, c.ID) })
		c.VisibleFrom = want
		wantSame(t, "certificate", got, c)
	}
}

func testCoverage(t *testing.T, s store.Store) {
	addDeliveries(t, s, delivery(1), delivery(2))
	made := func(n int, delivery string, edits ...func(*cert.Certificate)) cert.Certificate {
		c := certificate(n)
		c.Delivery = delivery
		for _, edit := range edits {
			edit(&c)
		}
		return c
	}
	older := func(c *cert.Certificate) { c.ApprovedOn.Year = 2019 }
	record := func(c *cert.Certificate) { c.Kind = cert.FileRecord }
	corrected := func(c *cert.Certificate) { c.Version = 2 }
	for _, batch := range [][]cert.Certificate{
		{made(0, "")},
		{made(1, id(1)), made(2, id(1)), made(3, id(1), older), made(4, id(1), record)},
		{made(5, id(1)), made(6, id(1), corrected)},
		{made(7, id(2))},
	} {
		update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.AddCertificates(ctx, batch) })
	}
	covered := func(delivery string, year int, kind cert.DocumentKind, n int) store.Covered {
		return store.Covered{
			Delivery: delivery, Authority: "示例人事考试中心", Qualification: "示例工程师", Level: "一级",
			Year: year, Kind: kind, Certificates: n,
		}
	}
	of := read(t, s, func(ctx context.Context, r store.Reader) ([]store.Covered, error) {
		return r.CoverageOf(ctx, []string{id(1), "none"})
	})
	wantSame(t, "of one", of, []store.Covered{
		covered(id(1), 2019, cert.ECertificate, 1), covered(id(1), 2024, cert.ECertificate, 3), covered(id(1), 2024, cert.FileRecord, 1),
	})
	public := func(now time.Time) []store.Covered {
		return read(t, s, func(ctx context.Context, r store.Reader) ([]store.Covered, error) { return r.Coverage(ctx, now) })
	}
	wantSame(t, "before", public(noon()), []store.Covered{covered("", 2024, cert.ECertificate, 1)})
	wantSame(t, "later", public(delivery(2).At), []store.Covered{
		covered("", 2019, cert.ECertificate, 1), covered("", 2024, cert.ECertificate, 5), covered("", 2024, cert.FileRecord, 1),
	})
	for _, want := range []int{4, 2, 0} {
		update(t, s, func(ctx context.Context, tx store.Tx) error {
			n, err := tx.DeleteCertificatesOf(ctx, id(1), 4)
			wantSame(t, "deleted", n, want)
			return err
		})
	}
	wantSame(t, "undone", public(delivery(1).At), []store.Covered{covered("", 2024, cert.ECertificate, 1)})
}

func testEnclosures(t *testing.T, s store.Store) {
	due := func(now time.Time, limit int) []store.Enclosure {
		return read(t, s, func(ctx context.Context, r store.Reader) ([]store.Enclosure, error) {
			return r.DueEnclosures(ctx, now, limit)
		})
	}
	one := store.Enclosure{Delivery: "a", Certificate: "1", Photo: "photos/1"}
	two := store.Enclosure{Delivery: "a", Certificate: "2", File: "files/2"}
	other := store.Enclosure{Delivery: "b", Certificate: "1", Photo: "photos/b"}
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		for _, e := range []store.Enclosure{{Delivery: "a", Certificate: "1", File: "files/old"}, one, two, other} {
			if err := tx.PutEnclosure(ctx, e); err != nil {
				return err
			}
		}
		return nil
	})
	wantSame(t, "of what is not all stored", len(due(noon().AddDate(9, 0, 0), 9)), 0)
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		if err := tx.ScheduleEnclosures(ctx, "b", noon()); err != nil {
			return err
		}
		return tx.ScheduleEnclosures(ctx, "a", noon().Add(time.Hour))
	})
	wantSame(t, "before", len(due(noon().Add(-time.Second), 9)), 0)
	wantSame(t, "the first", due(noon(), 9), []store.Enclosure{other})
	wantSame(t, "all", due(noon().Add(time.Hour), 9), []store.Enclosure{other, one, two})
	wantSame(t, "some", due(noon().Add(time.Hour), 2), []store.Enclosure{other, one})
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		if err := tx.TakeEnclosure(ctx, other); err != nil {
			return err
		}
		wantKind(t, tx.TakeEnclosure(ctx, other), fault.NotFound, "")
		return tx.DeleteEnclosuresOf(ctx, "a")
	})
	wantSame(t, "taken and undone", len(due(noon().Add(time.Hour), 9)), 0)
}
