package telling

import (
	"context"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/store"
)

const (
	// daysAhead of its last day a copy's holder is told.
	daysAhead = 7
	// perBatch is how many accounts or copies one transaction deals with.
	perBatch = 100
)

// planExpiring puts the rounds of the days down whose copies expire within a
// week, so that a day on which nothing ran is made up for.
func (c *Carrier) planExpiring(ctx context.Context) error {
	today := civil.Of(c.Now())
	last := expiring(today.AddDays(daysAhead)).ID
	var planned string
	err := c.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		planned, err = r.Setting(ctx, plannedSetting)
		return err
	})
	if fault.Is(err, fault.NotFound) {
		err = nil
	}
	if err != nil || planned == last {
		return err
	}
	return c.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		for n := range daysAhead {
			round := expiring(today.AddDays(n + 1))
			round.NotBefore = today.Start()
			if err := tx.AddRound(ctx, round); err != nil {
				return err
			}
		}
		return tx.PutSetting(ctx, plannedSetting, last)
	})
}

// plannedSetting keeps the last round that was planned.
const plannedSetting = "messages_planned"

func expiring(day civil.Date) store.MessageRound {
	return store.MessageRound{ID: string(store.ExpiringRound) + "/" + day.String(), Kind: store.ExpiringRound, Subject: day.String()}
}

// walkRound writes the next batch of a round that is due, and reports whether
// there was one.
func (c *Carrier) walkRound(ctx context.Context) (walked bool, err error) {
	err = c.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		walked = false
		round, err := tx.LockRound(ctx, c.Now())
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		walked = true
		more := false
		switch round.Kind {
		case store.IssuedRound:
			more, err = c.tellIssued(ctx, tx, &round)
		case store.ExpiringRound:
			more, err = c.tellExpiring(ctx, tx, &round)
		}
		if err != nil {
			return err
		}
		if !more {
			round.DoneAt = c.Now()
		}
		return tx.UpdateRound(ctx, round)
	})
	return walked, err
}

// tellIssued tells the accounts for documents in a delivery, once each however
// many certificates it brought them.
func (c *Carrier) tellIssued(ctx context.Context, tx store.Tx, round *store.MessageRound) (more bool, err error) {
	d, err := tx.Delivery(ctx, round.Subject)
	if fault.Is(err, fault.NotFound) || err == nil && (d.VisibleFrom.IsZero() || d.VisibleFrom.After(c.Now())) {
		return false, nil // stopped or undone meanwhile
	}
	if err != nil {
		return false, err
	}
	accounts, err := tx.ClaimedAccountsOf(ctx, round.Subject, round.After, perBatch)
	if err != nil {
		return false, err
	}
	for _, a := range accounts {
		round.After = a.ID
		shown, err := shows(ctx, tx, a, round.Subject)
		if err != nil {
			return false, err
		}
		if !shown {
			continue
		}
		if err := c.Desk.write(ctx, tx, a, messages.CertificateIssued, civil.Date{}); err != nil {
			return false, err
		}
	}
	return len(accounts) == perBatch, nil
}

func (c *Carrier) tellExpiring(ctx context.Context, tx store.Tx, round *store.MessageRound) (more bool, err error) {
	day, err := civil.Parse(round.Subject)
	if err != nil {
		return false, err
	}
	copies, err := tx.CopiesUntil(ctx, day, cert.Code(round.After), perBatch)
	if err != nil {
		return false, err
	}
	for _, expiring := range copies {
		round.After = string(expiring.Code)
		of, err := tx.Certificate(ctx, expiring.Certificate)
		if err != nil {
			return false, err
		}
		if of.State != cert.InForce || day.Sub(civil.Of(expiring.RequestedAt)) < daysAhead {
			continue // told of by its state, or applied for with days that one still remembers
		}
		accounts, err := Accounts(ctx, tx, of.Authority, of.Holder)
		if err != nil {
			return false, err
		}
		for _, a := range accounts {
			if err := c.Desk.write(ctx, tx, a, messages.CopyExpiring, day); err != nil {
				return false, err
			}
		}
	}
	return len(copies) == perBatch, nil
}

// shows reports whether a delivery brought a certificate that the account, by
// its name too, is shown.
func shows(ctx context.Context, r store.Reader, a store.Account, delivery string) (bool, error) {
	all, err := r.CertificatesByDocument(ctx, a.Document)
	if err != nil {
		return false, err
	}
	ties, err := r.Ties(ctx, a.Document)
	for _, c := range all {
		if c.Delivery == delivery && ties.Same(c.Authority, a.Name, a.Document, c.Holder) {
			return true, err
		}
	}
	return false, err
}
