package seals

import (
	"context"
	"slices"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/statement"
	"yinxin.example/yinxin/internal/store"
)

// Find returns the seal that a certificate bears when it is sealed on a day: of
// the seals that bear the name the offering asks for and list its
// qualification, the one whose day came last. While that one is frozen,
// applications wait: an older one seals nothing any more. Where there is none,
// one that will (Unavailable) is the answer before one that never would
// (Denied). An authority without a seal in use is Unavailable, seal_missing:
// seals are added later, and applications wait.
func Find(ctx context.Context, r store.SealReader, o cert.Offering, c cert.Certificate, day civil.Date) (store.Seal, error) {
	const op = "seals.Find"
	if day.Before(o.SealFrom) {
		return store.Seal{}, fault.New(op, fault.Unavailable, "seal_not_begun").With("from", o.SealFrom)
	}
	all, err := r.Seals(ctx)
	if err != nil {
		return store.Seal{}, fault.Wrap(op, err)
	}
	if latest, ok := latestFor(all, o.Seal, c.Qualification, day, false); ok {
		if err := Check(latest, c, day); err != nil {
			return store.Seal{}, err
		}
		return latest, nil
	}
	why := error(fault.New(op, fault.Unavailable, "seal_missing"))
	met := false
	for _, s := range slices.Backward(all) {
		if s.Authority != o.Seal || s.State == store.SealAwaitingChain || s.State == store.SealRetired || forReportsAlone(s) || isSecond(s) {
			continue
		}
		if err := Check(s, c, day); err != nil && (!met || fault.Is(why, fault.Denied)) {
			why, met = err, true
		}
	}
	return store.Seal{}, why
}

// FindSecond returns the electronic seal that a certificate bears on a day behind
// the seal that Find finds, which is of form CAdES; false where the authority has
// none for it. While it is frozen, applications wait.
func FindSecond(ctx context.Context, r store.SealReader, o cert.Offering, c cert.Certificate, day civil.Date) (store.Seal, bool, error) {
	all, err := r.Seals(ctx)
	if err != nil {
		return store.Seal{}, false, fault.Wrap("seals.FindSecond", err)
	}
	latest, ok := latestFor(all, o.Seal, c.Qualification, day, true)
	if !ok {
		return store.Seal{}, false, nil
	}
	return latest, true, Check(latest, c, day)
}

// forReportsAlone reports whether a seal is none of certificates, so that an
// authority with no other has none.
func forReportsAlone(s store.Seal) bool {
	return len(s.Scope) == 1 && s.Scope[0].Qualification == statement.ReportScope
}

// Check says why a seal may not seal a certificate on a day: Denied,
// seal_refuses, where the certificate is another authority's or its
// qualification is not on the seal's list, and Unavailable while it is not in
// use: seal_frozen, seal_not_begun (Args["from"] is the first day), or
// seal_missing where it is no longer one.
func Check(s store.Seal, c cert.Certificate, day civil.Date) error {
	const op = "seals.Check"
	item, listed := s.Scope.Find(c.Qualification)
	switch {
	case s.Authority != c.Authority || !listed || c.Qualification == statement.ReportScope: // a report is no certificate
		return fault.New(op, fault.Denied, "seal_refuses")
	case s.State == store.SealFrozen:
		return fault.New(op, fault.Unavailable, "seal_frozen")
	case s.State != store.SealActive:
		return fault.New(op, fault.Unavailable, "seal_missing")
	}
	return fault.Wrap(op, checkBegun(s, item, day))
}

// checkBegun is Unavailable, seal_not_begun, before both the seal's day and
// that of the line of its list have come.
func checkBegun(s store.Seal, item cert.SealItem, day civil.Date) error {
	from := item.From
	if from.Before(s.From) {
		from = s.From
	}
	if day.Before(from) {
		return fault.New("seals.checkBegun", fault.Unavailable, "seal_not_begun").With("from", from)
	}
	return nil
}

// CheckBudget says whether a seal's key may be used once more for what a
// delivery released: Unavailable, seal_budget_spent, else.
func CheckBudget(ctx context.Context, r store.SealReader, s store.Seal, delivery string) error {
	const op = "seals.CheckBudget"
	if s.Budget == 0 {
		return nil
	}
	uses, err := r.SealUsesFor(ctx, s.ID, delivery)
	if err == nil && uses >= s.Budget {
		err = fault.New(op, fault.Unavailable, "seal_budget_spent").With("budget", s.Budget)
	}
	return fault.Wrap(op, err)
}

// Waits reports whether an error says that applications wait for a seal, which
// the operator or the custodians mend.
func Waits(err error) bool {
	switch fault.ReasonOf(err) {
	case "seal_missing", "seal_unusable", "seal_frozen", "seal_not_begun", "seal_budget_spent", "evidence_missing", "revocation_list_too_long", "timestamp_too_large":
		return true
	}
	return waitsForDevice(err)
}

// waitsForDevice reports whether an error says that the device with a seal's
// key cannot be used now.
func waitsForDevice(err error) bool {
	switch fault.ReasonOf(err) {
	case "hsm_unavailable", "hsm_pin_refused", "hsm_key_missing", "hsm_key_ambiguous", "hsm_not_built", "hsm_not_configured":
		return true
	}
	return false
}
