package intake

import (
	"cmp"
	"context"
	"slices"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// Announcement tells the public that a delivery is online.
type Announcement struct {
	Since time.Time // when it became public
	Place store.Place
	Items []Item // largest number of certificates first
}

// Item is the certificates of one qualification and year, of all levels and
// kinds.
type Item struct {
	Authority     string
	Seal          string // whose seal they bear
	Qualification string
	Year          int // of approval
	Certificates  int
}

// Total is how many certificates came.
func (a Announcement) Total() int {
	n := 0
	for _, i := range a.Items {
		n += i.Certificates
	}
	return n
}

// Announcements returns what went public, latest first: at most limit that come
// after the place. There is nothing to publish: a delivery announces itself
// from its publication time on.
func (s *Service) Announcements(ctx context.Context, after store.Place, limit int) ([]Announcement, error) {
	var all []Announcement
	now := s.Now()
	err := s.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		published, err := r.Published(ctx, now, after, limit)
		if err != nil {
			return err
		}
		ids := make([]string, len(published))
		for i, d := range published {
			ids[i] = d.ID
		}
		lines, err := r.CoverageOf(ctx, ids)
		if err != nil {
			return err
		}
		catalogue, err := r.Catalogue(ctx, civil.Of(now))
		if err != nil {
			return err
		}
		all = make([]Announcement, len(published))
		for i, d := range published {
			all[i] = Announcement{Since: d.VisibleFrom, Place: store.Place{At: d.VisibleFrom, ID: d.ID}}
			all[i].Items = items(lines, d.ID, catalogue)
		}
		return nil
	})
	return all, fault.Wrap("intake.Announcements", err)
}

// items adds up the lines of one delivery over levels and kinds.
func items(lines []store.Covered, delivery string, catalogue []cert.Offering) []Item {
	var all []Item
	for _, l := range lines {
		if l.Delivery != delivery {
			continue
		}
		i := slices.IndexFunc(all, func(i Item) bool {
			return i.Authority == l.Authority && i.Qualification == l.Qualification && i.Year == l.Year
		})
		if i < 0 {
			i = len(all)
			all = append(all, Item{Authority: l.Authority, Seal: sealOf(l, catalogue), Qualification: l.Qualification, Year: l.Year})
		}
		all[i].Certificates += l.Certificates
	}
	slices.SortStableFunc(all, func(a, b Item) int { return cmp.Compare(b.Certificates, a.Certificates) })
	return all
}

// sealOf is whose seal the catalogue has for a qualification: the authority's
// own where it says nothing.
func sealOf(l store.Covered, catalogue []cert.Offering) string {
	for _, o := range catalogue {
		if o.Qualification == l.Qualification && o.Authority == l.Authority {
			return cmp.Or(o.Seal, o.Authority)
		}
	}
	return l.Authority
}

// Work is what is on its way to the public: one qualification and year of a
// delivery that its authority has submitted. It tells neither rows nor how
// many: those are settled only by the release.
type Work struct {
	Authority     string
	Qualification string
	Year          int
	State         store.DeliveryState
	PublicFrom    time.Time // zero while nobody knows
}

// InWork returns what is on its way, oldest submission first. What an office
// uploaded and has not submitted is nobody's business.
func (s *Service) InWork(ctx context.Context) ([]Work, error) {
	var all []Work
	err := s.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		deliveries, err := r.DeliveriesInWork(ctx, s.Now())
		for _, d := range deliveries {
			all = append(all, works(d)...)
		}
		return err
	})
	return all, fault.Wrap("intake.InWork", err)
}

func works(d store.Delivery) []Work {
	var all []Work
	from := d.PublishAt
	if !d.VisibleFrom.IsZero() {
		from = d.VisibleFrom
	}
	for _, l := range d.Findings.Lines {
		w := Work{Authority: l.Authority, Qualification: l.Qualification, Year: l.Year, State: d.State, PublicFrom: from}
		if !slices.Contains(all, w) {
			all = append(all, w)
		}
	}
	return all
}
