package watching

import (
	"context"
	"crypto/rand"
	"strings"
	"unicode"
	"unicode/utf8"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// WatchCopy watches the certificate of a copy by the copy's code, which is a
// check of it, too. The watch ends with the copy. It fails with NotFound
// copy_unknown, Denied copy_withdrawn or copy_expired, Conflict watched_already,
// Exhausted watches_used_up, Invalid watch_label_malformed.
func (s *Service) WatchCopy(ctx context.Context, by By, typed, label string) (store.Watch, error) {
	const op = "watching.WatchCopy"
	code, err := cert.ParseCode(typed)
	if err != nil {
		return store.Watch{}, fault.New(op, fault.NotFound, "copy_unknown").At("code")
	}
	label, err = checkLabel(label)
	if err != nil {
		return store.Watch{}, fault.Wrap(op, err)
	}
	w := s.begin(by, label)
	err = s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		copied, err := s.copyAtHand(ctx, tx, code)
		if err != nil {
			return err
		}
		if w.Certificate, err = newest(ctx, tx, copied.Certificate); err != nil {
			return err
		}
		// Read again under the lock: the holder may have come first.
		if copied, err = s.copyAtHand(ctx, tx, code); err != nil {
			return err
		}
		w.Copy = code
		if e := copied.Endorsement; e != nil && e.ValidUntil.Before(w.LastDay) {
			w.LastDay = e.ValidUntil
		}
		if err := tx.AddCheck(ctx, store.Check{Code: code, At: s.Now(), Way: by.Way, Organisation: by.Organisation}); err != nil {
			return err
		}
		return s.add(ctx, tx, by, w)
	})
	return w, fault.Wrap(op, err)
}

// copyAtHand returns a copy that can be watched.
func (s *Service) copyAtHand(ctx context.Context, r store.Reader, code cert.Code) (cert.Copy, error) {
	const op = "watching.copyAtHand"
	copied, err := r.Copy(ctx, code)
	switch {
	case fault.Is(err, fault.NotFound), err == nil && copied.State != cert.Ready && copied.State != cert.Withdrawn:
		return copied, fault.New(op, fault.NotFound, "copy_unknown").At("code")
	case err != nil:
		return copied, err
	case copied.State == cert.Withdrawn:
		return copied, fault.New(op, fault.Denied, "copy_withdrawn").At("code")
	case copied.ExpiredAt(s.Now()):
		return copied, fault.New(op, fault.Denied, "copy_expired").At("code")
	}
	return copied, nil
}

// WatchFound watches a certificate that the organisation has looked up by data
// within a day; one that it watches so already is watched for the whole time
// from now on. It fails with Denied look_up_first, Exhausted watches_used_up,
// Invalid watch_label_malformed.
func (s *Service) WatchFound(ctx context.Context, by By, id cert.ID, label string) (store.Watch, error) {
	const op = "watching.WatchFound"
	label, err := checkLabel(label)
	if err != nil {
		return store.Watch{}, fault.Wrap(op, err)
	}
	w := s.begin(by, label)
	err = s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		found, err := tx.LookedUp(ctx, by.Organisation, id, s.Now().Add(-lookUpCounts))
		if err != nil {
			return err
		}
		if !found {
			return fault.New(op, fault.Denied, "look_up_first")
		}
		if w.Certificate, err = newest(ctx, tx, id); err != nil {
			return err
		}
		on, err := tx.WatchesOn(ctx, w.Certificate)
		if err != nil {
			return err
		}
		for _, known := range on {
			if known.Organisation == by.Organisation && known.Copy == "" {
				known.LastDay, known.Label = w.LastDay, label
				w = known
				return s.change(ctx, tx, by, w, "watch.renew")
			}
		}
		return s.add(ctx, tx, by, w)
	})
	return w, fault.Wrap(op, err)
}

func (s *Service) begin(by By, label string) store.Watch {
	now := s.Now()
	return store.Watch{
		ID: newID(), Organisation: by.Organisation, Label: label, By: by.Actor, CreatedAt: now, LastDay: civil.Of(now).AddDays(s.Days - 1),
	}
}

func (s *Service) add(ctx context.Context, tx store.Tx, by By, w store.Watch) error {
	n, err := tx.CountWatches(ctx, by.Organisation)
	if err != nil {
		return err
	}
	if n >= s.Most {
		return fault.New("watching.add", fault.Exhausted, "watches_used_up").With("limit", s.Most)
	}
	if err := tx.AddWatch(ctx, w); err != nil {
		return err
	}
	return s.record(ctx, tx, by, "watch.add", w.ID, audit.Facts{"certificate": string(w.Certificate), "copy": string(w.Copy), "last_day": w.LastDay.String()})
}

func (s *Service) change(ctx context.Context, tx store.Tx, by By, w store.Watch, action string) error {
	if err := tx.UpdateWatch(ctx, w); err != nil {
		return err
	}
	return s.record(ctx, tx, by, action, w.ID, audit.Facts{"last_day": w.LastDay.String()})
}

// Relabel changes what a watch is called. It fails with NotFound and Invalid
// watch_label_malformed.
func (s *Service) Relabel(ctx context.Context, by By, id, label string) (store.Watch, error) {
	const op = "watching.Relabel"
	label, err := checkLabel(label)
	if err != nil {
		return store.Watch{}, fault.Wrap(op, err)
	}
	var w store.Watch
	err = s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		if w, err = own(ctx, tx, by, id); err != nil {
			return err
		}
		w.Label = label
		return s.change(ctx, tx, by, w, "watch.label")
	})
	return w, fault.Wrap(op, err)
}

// Unwatch ends a watch of the organisation; another's is NotFound.
func (s *Service) Unwatch(ctx context.Context, by By, id string) error {
	return fault.Wrap("watching.Unwatch", s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		w, err := own(ctx, tx, by, id)
		if err != nil {
			return err
		}
		if err := tx.RemoveWatch(ctx, w.ID); err != nil {
			return err
		}
		return s.record(ctx, tx, by, "watch.end", w.ID, audit.Facts{"certificate": string(w.Certificate)})
	}))
}

func own(ctx context.Context, r store.Reader, by By, id string) (store.Watch, error) {
	w, err := r.Watch(ctx, id)
	if err == nil && w.Organisation != by.Organisation {
		err = fault.New("watching.own", fault.NotFound, "not_found")
	}
	return w, err
}

// Watched is a watch and how its certificate stands.
type Watched struct {
	store.Watch
	State cert.State
}

// Find returns a watch of the organisation; another's is NotFound.
func (s *Service) Find(ctx context.Context, by By, id string) (found Watched, err error) {
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		w, err := own(ctx, r, by, id)
		if err != nil {
			return err
		}
		c, err := r.Certificate(ctx, w.Certificate)
		found = Watched{w, c.State}
		return err
	})
	return found, fault.Wrap("watching.Find", err)
}

// List returns the organisation's watches by ID, beginning after one.
func (s *Service) List(ctx context.Context, by By, after string, limit int) (all []Watched, err error) {
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		watches, err := r.WatchesOf(ctx, by.Organisation, after, limit)
		if err != nil {
			return err
		}
		for _, w := range watches {
			c, err := r.Certificate(ctx, w.Certificate)
			if err != nil {
				return err
			}
			all = append(all, Watched{w, c.State})
		}
		return nil
	})
	return all, fault.Wrap("watching.List", err)
}

// maxVersions bounds how often a certificate was replaced.
const maxVersions = 100

// newest locks the version that counts now of a certificate, and returns its ID.
func newest(ctx context.Context, tx store.Tx, id cert.ID) (cert.ID, error) {
	for range maxVersions {
		c, err := tx.LockCertificate(ctx, id)
		if err != nil || c.State != cert.Corrected {
			return id, err
		}
		changes, err := tx.ChangesOf(ctx, id)
		if err != nil {
			return "", err
		}
		by, ok := cert.Standing(changes, cert.Corrected)
		if !ok || by.Successor == "" {
			return id, nil
		}
		id = by.Successor
	}
	return id, nil
}

func checkLabel(label string) (string, error) {
	label = strings.TrimSpace(label)
	if utf8.RuneCountInString(label) > MaxLabel || strings.ContainsFunc(label, unicode.IsControl) || !utf8.ValidString(label) {
		return "", fault.New("watching.checkLabel", fault.Invalid, "watch_label_malformed").At("label").With("limit", MaxLabel)
	}
	return label, nil
}

func (s *Service) record(ctx context.Context, tx store.Tx, by By, action, subject string, after audit.Facts) error {
	return tx.Record(ctx, audit.Entry{
		At: s.Now(), Actor: by.Actor, ActorRole: by.Role, Action: action, Subject: subject, After: after.JSON(), Detail: "organisation " + by.Organisation,
	})
}

func newID() string { return strings.ToLower(rand.Text()) }

// Prune forgets events that are older than they are kept.
func (s *Service) Prune(ctx context.Context) error {
	return fault.Wrap("watching.Prune", s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		return tx.ForgetEvents(ctx, s.Now().Add(-keepEvents))
	}))
}
