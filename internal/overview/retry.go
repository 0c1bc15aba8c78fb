package overview

import (
	"context"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// retriedAtOnce is how many copies one request makes pending again.
const retriedAtOnce = 200

// Retried is what became of failed copies that were tried again.
type Retried struct {
	Again int                  // pending again
	Kept  map[fault.Reason]int // still failed, and why
	More  bool                 // there are more than were looked at
}

// final reports whether a failure's cause is past mending: a certificate that
// changed is not what was applied for. What the catalogue, a seal's list, a
// font or a photo lacked can be added.
func final(reason string) bool { return reason == "certificate_changed" }

// Retry makes an authority's copies that failed for a reason pending again, as
// they were applied for, so far as the rules of endorsement allow it today:
// each takes up again the turn that its failing gave back. The newest come
// first, and a copy is kept where its holder has applied again meanwhile.
//
// Invalid, failure_final, where trying again cannot help.
func (s *Service) Retry(ctx context.Context, by store.Account, reason string) (Retried, error) {
	const op = "overview.Retry"
	retried := Retried{Kept: map[fault.Reason]int{}}
	if final(reason) {
		return retried, fault.New(op, fault.Invalid, "failure_final")
	}
	var failed []cert.Copy
	err := s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		failed, err = r.FailedCopies(ctx, by.Authority, reason, s.Now().Add(-failuresFor), store.ListLimit)
		return err
	})
	for _, c := range failed {
		if err != nil || retried.Again == retriedAtOnce {
			break
		}
		var kept fault.Reason
		if kept, err = s.retry(ctx, by, c); err != nil {
			break
		}
		if kept == "" {
			retried.Again++
		} else {
			retried.Kept[kept]++
		}
	}
	retried.More = retried.Again == retriedAtOnce || len(failed) == store.ListLimit
	return retried, fault.Wrap(op, err)
}

// retry makes one copy pending again, or says why not.
func (s *Service) retry(ctx context.Context, by store.Account, failed cert.Copy) (kept fault.Reason, err error) {
	err = s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		c, err := tx.LockCertificate(ctx, failed.Certificate)
		if err != nil {
			return err
		}
		copies, err := tx.CopiesOf(ctx, c.ID)
		if err != nil {
			return err
		}
		catalogue, err := tx.Catalogue(ctx, civil.Of(s.Now()))
		if err != nil {
			return err
		}
		offering, found := cert.FindOffering(catalogue, c)
		if !found {
			kept = "qualification_unknown"
		} else {
			kept = s.refusal(c, offering, copies, failed)
		}
		if kept != "" {
			return nil
		}
		return s.requeue(ctx, tx, by, failed)
	})
	if fault.Is(err, fault.Conflict) { // a colleague was faster
		return "applied_again", nil
	}
	return kept, err
}

// refusal says why the rules of endorsement keep a failed copy failed, "" where
// they do not. copies are all of the certificate's.
func (s *Service) refusal(c cert.Certificate, offering cert.Offering, copies []cert.Copy, failed cert.Copy) fault.Reason {
	now := s.Now()
	if c.State != cert.InForce || !c.VisibleAt(now) {
		return "certificate_not_in_force"
	}
	for _, other := range copies {
		live := other.State == cert.Pending || other.State == cert.Ready
		if live && (other.Endorsement == nil) == (failed.Endorsement == nil) && !other.RequestedAt.Before(failed.RequestedAt) {
			return "applied_again"
		}
	}
	e := failed.Endorsement
	if e == nil {
		if cert.NeedsEndorsement(c, offering.EndorsedFrom) {
			return "endorsement_needed"
		}
		return ""
	}
	scenario, err := s.Policy.Scenario(e.Scenario)
	switch {
	case err != nil || !offering.Allows(scenario.Name):
		return "scenario_not_offered"
	case failed.ExpiredAt(now):
		return "valid_until_past"
	case scenario.Turns(civil.Of(now), copies).Left() == 0:
		return "quota_used_up"
	}
	return ""
}

// requeue writes it down: row, trail and wake-up in one transaction.
func (s *Service) requeue(ctx context.Context, tx store.Tx, by store.Account, c cert.Copy) error {
	if err := tx.RetryCopy(ctx, c.Code); err != nil {
		return err
	}
	entry := audit.Entry{
		At: s.Now(), Actor: by.ID, ActorRole: string(by.Role), Authority: by.Authority, Action: "copy.retry", Subject: string(c.Code),
		Before: audit.Facts{"state": string(cert.Failed)}.JSON(), After: audit.Facts{"state": string(cert.Pending)}.JSON(), Reason: c.FailReason,
	}
	if err := tx.Record(ctx, entry); err != nil {
		return err
	}
	return tx.Enqueue(ctx, store.SealJob)
}
