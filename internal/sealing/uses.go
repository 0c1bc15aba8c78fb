package sealing

import (
	"context"
	"log/slog"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/store"
)

// holdSeal reads the seal again in the transaction that would hand out what it
// sealed, and holds off its freezing until that is done. Under a budget, copies
// end one after another, so that none is handed out beyond it.
func (p *Pipeline) holdSeal(ctx context.Context, tx store.Tx, job *work) error {
	if err := p.hold(ctx, tx, job.seal, job.certificate); err != nil || job.second == nil {
		return err
	}
	return p.hold(ctx, tx, job.second.seal, job.certificate)
}

func (p *Pipeline) hold(ctx context.Context, tx store.Tx, s store.Seal, of cert.Certificate) error {
	hold := tx.HoldSeal
	if s.Budget > 0 {
		hold = tx.LockSeal
	}
	now, err := hold(ctx, s.ID)
	if err != nil {
		return err
	}
	if err := seals.Check(now, of, civil.Of(p.Now())); err != nil {
		return err
	}
	return seals.CheckBudget(ctx, tx, now, of.Delivery)
}

// tell writes down how often a copy used the keys of its seals: in the trail,
// and in the seals' counts.
func (p *Pipeline) tell(ctx context.Context, tx store.Tx, job *work) error {
	if err := p.tellUses(ctx, tx, job, job.seal, job.uses); err != nil || job.second == nil {
		return err
	}
	return p.tellUses(ctx, tx, job, job.second.seal, job.second.uses)
}

func (p *Pipeline) tellUses(ctx context.Context, tx store.Tx, job *work, s store.Seal, uses int) error {
	if uses == 0 {
		return nil
	}
	for range uses {
		entry := audit.Entry{At: p.Now(), Actor: audit.System, Authority: s.Authority, Action: "seal.use", Subject: s.ID, Detail: string(job.copy.Code)}
		if err := tx.Record(ctx, entry); err != nil {
			return err
		}
	}
	return tx.CountSealUse(ctx, store.SealUse{
		Seal: s.ID, Delivery: job.certificate.Delivery, Day: civil.Of(p.Now()), Copy: job.copy.Code, Times: uses,
	})
}

// putOff leaves a copy that waits for its seal to nobody for a while. What was
// signed for it meanwhile is thrown away, and told of.
func (p *Pipeline) putOff(ctx context.Context, job *work) {
	err := p.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := tx.DeferCopy(ctx, p.Owner, job.copy.Code, p.Now().Add(deferral)); err != nil {
			return err
		}
		return p.tell(ctx, tx, job)
	})
	if err != nil {
		p.Log.WarnContext(ctx, "a copy keeps its lease", slog.String("code", string(job.copy.Code)), slog.Any("error", err))
		return
	}
	if job.uses > 0 { // else a file of an interrupted run may lie there, untold
		p.tidy(ctx, job.copy.Code, "")
	}
}

// tellAlone is tell in a transaction of its own, for a use that no copy ends with.
func (p *Pipeline) tellAlone(ctx context.Context, job *work) error {
	return p.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error { return p.tell(ctx, tx, job) })
}
