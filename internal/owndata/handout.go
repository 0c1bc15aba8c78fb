package owndata

import (
	"context"
	"iter"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// atOnce is how many entries of a list one transaction reads.
const atOnce = store.ListLimit

// Handout is what is stored about a person. Its longest lists are read while
// they are written out, so that handing out takes as much memory for a hundred
// thousand entries as for ten.
type Handout struct {
	Data
	service *Service
	account string // ID
}

// Checks are all checks of a certificate and its copies, newest first. An error
// ends them.
func (h *Handout) Checks(ctx context.Context, certificate string) iter.Seq2[Check, error] {
	var last store.Check
	names := map[string]string{} // of organisations
	return inPages(func() (page []Check, err error) {
		err = h.service.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
			found, err := r.ChecksOf(ctx, cert.ID(certificate), last, atOnce)
			for _, c := range found {
				if err := name(ctx, r, names, c.Organisation); err != nil {
					return err
				}
				page = append(page, Check{
					At: c.At, Way: string(c.Way), Code: string(c.Code), Office: c.Office, Organisation: names[c.Organisation],
				})
				last = c
			}
			return err
		})
		return page, fault.Wrap("owndata.Checks", err)
	})
}

// name learns an organisation's name.
func name(ctx context.Context, r store.Reader, names map[string]string, id string) error {
	if _, known := names[id]; known || id == "" {
		return nil
	}
	o, err := r.Organisation(ctx, id)
	names[id] = o.Name
	return err
}

// Trail is all that the account did, newest first: what was done about it by
// staff is theirs, and their authority's to tell. An error ends it.
func (h *Handout) Trail(ctx context.Context) iter.Seq2[Event, error] {
	var last audit.Place
	return inPages(func() (page []Event, err error) {
		err = h.service.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
			found, err := r.SearchTrail(ctx, audit.Filter{Actor: h.account}, last, atOnce)
			for _, e := range found {
				page = append(page, Event{At: e.At, Action: e.Action, Origin: e.Origin})
				last = audit.Place{At: e.At, Sequence: e.Sequence}
			}
			return err
		})
		return page, fault.Wrap("owndata.Trail", err)
	})
}

// inPages goes through pages until one is not full.
func inPages[T any](next func() ([]T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for {
			page, err := next()
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, one := range page {
				if !yield(one, nil) {
					return
				}
			}
			if len(page) < atOnce {
				return
			}
		}
	}
}
