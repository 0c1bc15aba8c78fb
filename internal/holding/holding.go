// Package holding is what a holder does with their certificates: see them (or
// learn why the list is empty), endorse, and fetch the sealed files.
package holding

import (
	"cmp"
	"context"
	"slices"
	"time"

	"yinxin.example/yinxin/internal/blob"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/watching"
)

// Service serves holders. It is safe for concurrent use.
type Service struct {
	Store   store.Store
	Blobs   blob.Store
	Preview Previewer
	Fonts   Fonts
	Policy  cert.Policy
	// Watching tells who watches a copy that it was taken back; nil for nobody.
	Watching *watching.Service
	Now      func() time.Time
	// Obstacle says what keeps a pending copy from being sealed now, nil where
	// nothing does.
	Obstacle func(ctx context.Context, c cert.Copy) error
	// SealWait is how long a first download waits for its seal; 0 is 20 s.
	SealWait time.Duration
}

// Fonts tells what can be printed.
type Fonts interface {
	// Missing returns the first character of text that no font draws.
	Missing(text string) (r rune, missing bool)
}

// checksShown is how many checks a certificate's page shows.
const checksShown = 200

// Item is one certificate with all that its row and pages need.
type Item struct {
	Certificate      cert.Certificate
	Offering         cert.Offering
	NeedsEndorsement bool
	Copies           []cert.Copy // newest request first
	// Change is how the certificate came into a state other than in force; nil
	// in force, and where that was not put down.
	Change *cert.Change
	// Newest is the current version of a certificate that was replaced; Own says
	// whether the account sees it, and not that it is another person's now.
	Newest *cert.Certificate
	Own    bool
	// Checks are the newest checks of the copies, at most checksShown, newest
	// first; Find alone reads them. Organisations are the names of those that
	// checked, by ID, as they registered them.
	Checks        []store.Check
	Organisations map[string]string
	// Lasting is how long copies can be proven, by code, of those that are made to
	// last; Find alone reads it.
	Lasting map[cert.Code]store.Lasting
	// Watchers are who is told of changes, longest first; Find alone reads them.
	Watchers []Watcher
}

// Watcher is an organisation that watches a certificate.
type Watcher struct {
	Organisation string // as it registered itself
	Since        time.Time
	LastDay      civil.Date
	Copy         cert.Code // "" where it looked the certificate up by data
}

// Usable returns the newest copy that can be viewed and downloaded at now.
func (i Item) Usable(now time.Time) (cert.Copy, bool) {
	if i.Certificate.State != cert.InForce {
		return cert.Copy{}, false
	}
	for _, c := range i.Copies {
		if c.State == cert.Ready && !c.ExpiredAt(now) {
			return c, true
		}
	}
	return cert.Copy{}, false
}

// List returns the account's certificates, newest issue first. An account not
// yet proven to be its person's has none to see.
func (s *Service) List(ctx context.Context, a store.Account) ([]Item, error) {
	var items []Item
	err := s.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		o, err := s.owner(ctx, r, a)
		if err != nil {
			return err
		}
		own, err := o.certificates(ctx, r)
		if err != nil {
			return err
		}
		items, err = s.complete(ctx, r, o, own)
		return err
	})
	// What was replaced comes after what counts.
	slices.SortStableFunc(items, func(a, b Item) int {
		return cmp.Compare(replaced(a.Certificate), replaced(b.Certificate))
	})
	return items, fault.Wrap("holding.List", err)
}

func replaced(c cert.Certificate) int {
	if c.State == cert.Corrected {
		return 1
	}
	return 0
}

// Find returns one of the account's certificates; anyone else's is NotFound.
func (s *Service) Find(ctx context.Context, a store.Account, id cert.ID) (Item, error) {
	var item Item
	err := s.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		c, err := r.Certificate(ctx, id)
		if err != nil {
			return err
		}
		o, err := s.owner(ctx, r, a)
		if err != nil {
			return err
		}
		if !o.owns(c) {
			return fault.New("holding.Find", fault.NotFound, "certificate_not_found")
		}
		items, err := s.complete(ctx, r, o, []cert.Certificate{c})
		if err != nil {
			return err
		}
		item = items[0]
		if item.Checks, err = r.ChecksOf(ctx, id, store.Check{}, checksShown); err != nil {
			return err
		}
		if item.Organisations, err = organisations(ctx, r, item.Checks); err != nil {
			return err
		}
		if item.Lasting, err = lasting(ctx, r, item.Copies); err != nil {
			return err
		}
		item.Watchers, err = watchers(ctx, r, id)
		return err
	})
	return item, fault.Wrap("holding.Find", err)
}

func watchers(ctx context.Context, r store.Reader, id cert.ID) ([]Watcher, error) {
	watches, err := r.WatchesOn(ctx, id)
	if err != nil {
		return nil, err
	}
	var all []Watcher
	for _, w := range watches {
		o, err := r.Organisation(ctx, w.Organisation)
		if err != nil {
			return nil, err
		}
		all = append(all, Watcher{Organisation: o.Name, Since: w.CreatedAt, LastDay: w.LastDay, Copy: w.Copy})
	}
	return all, nil
}

func (s *Service) complete(ctx context.Context, r store.Reader, o owner, own []cert.Certificate) ([]Item, error) {
	if len(own) == 0 {
		return nil, nil
	}
	catalogue, err := r.Catalogue(ctx, s.today())
	if err != nil {
		return nil, err
	}
	ids := make([]cert.ID, len(own))
	for i, c := range own {
		ids[i] = c.ID
	}
	copies, err := r.CopiesOfAll(ctx, ids)
	if err != nil {
		return nil, err
	}
	items := make([]Item, len(own))
	for i, c := range own {
		offering, _ := cert.FindOffering(catalogue, c)
		items[i] = Item{
			Certificate:      c,
			Offering:         offering,
			NeedsEndorsement: cert.NeedsEndorsement(c, offering.EndorsedFrom),
			Copies:           copies[c.ID],
		}
	}
	return items, o.addStandings(ctx, r, items)
}

func (s *Service) today() civil.Date { return civil.Of(s.Now()) }
