package demo

import (
	"context"
	"errors"
	"time"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/holding"
	"yinxin.example/yinxin/internal/store"
)

// past is an endorsement of the account history: how many days ago it was
// applied for, and until how many days from today it is good.
type past struct{ daysAgo, until int }

// The three turns of the quota: one copy expired, one ending in six days, one
// good for long.
func pasts() []past { return []past{{60, -20}, {40, 6}, {3, 80}} }

// makeHistory takes the account history through its endorsements as they would
// have been made: by the real pipeline, with the clock set back.
func makeHistory(ctx context.Context, a *app.App, clock *Clock) error {
	began, present := time.Now(), clock.Now()
	defer func() { clock.Set(present.Add(time.Since(began))) }()
	account, err := byUsername(ctx, a, "history")
	if err != nil {
		return err
	}
	id, err := endorsable(ctx, a, account)
	if err != nil {
		return err
	}
	today := civil.Of(present)
	for _, p := range pasts() {
		clock.Set(today.AddDays(-p.daysAgo).Start().Add(10 * time.Hour))
		_, err := a.Holding.Endorse(ctx, account, id, holding.Application{
			Scenario: a.Policy().Scenarios[0].Name, ValidUntil: today.AddDays(p.until),
		})
		if err != nil {
			return err
		}
		if err := a.Pipeline.SealPending(ctx); err != nil {
			return err
		}
	}
	return nil
}

// endorsable is the account's first certificate that needs an endorsement.
func endorsable(ctx context.Context, a *app.App, account store.Account) (cert.ID, error) {
	items, err := a.Holding.List(ctx, account)
	for _, item := range items {
		if item.NeedsEndorsement {
			return item.Certificate.ID, err
		}
	}
	return "", errors.Join(err, fault.New("demo.endorsable", fault.NotFound, "certificate_not_found"))
}

func byUsername(ctx context.Context, a *app.App, name string) (account store.Account, err error) {
	err = a.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		account, err = r.AccountByUsername(ctx, name)
		return err
	})
	return account, err
}
