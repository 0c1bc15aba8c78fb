package seals

import (
	"context"
	"slices"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/statement"
	"yinxin.example/yinxin/internal/store"
)

// FindForReports returns the seal that reports of checks bear on a day: of the
// seals in use whose list names statement.ReportScope, the latest. It is
// Unavailable, seal_missing, where there is none: no other seal seals a report.
func FindForReports(ctx context.Context, r store.SealReader, day civil.Date) (store.Seal, error) {
	const op = "seals.FindForReports"
	all, err := r.Seals(ctx)
	if err != nil {
		return store.Seal{}, fault.Wrap(op, err)
	}
	for _, s := range slices.Backward(all) {
		if CheckReport(s, day) == nil {
			return s, nil
		}
	}
	return store.Seal{}, fault.New(op, fault.Unavailable, "seal_missing")
}

// CheckReport says why a seal may not seal a report of checks on a day, as
// Check does for a certificate.
func CheckReport(s store.Seal, day civil.Date) error {
	const op = "seals.CheckReport"
	item, listed := s.Scope.Find(statement.ReportScope)
	switch {
	case !listed || Electronic(s.Form): // a report is drawn for a CMS
		return fault.New(op, fault.Denied, "seal_refuses")
	case s.State == store.SealFrozen:
		return fault.New(op, fault.Unavailable, "seal_frozen")
	case s.State != store.SealActive:
		return fault.New(op, fault.Unavailable, "seal_missing")
	}
	return fault.Wrap(op, checkBegun(s, item, day))
}
