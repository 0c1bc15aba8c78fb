// Package sealing turns pending copies into sealed files: row -> page ->
// document -> signature -> durable file -> ready. The row is the truth and the
// queue; everything here can be cut off at any point and taken up again.
package sealing

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/blob"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/document"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/signature/lasting"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/telling"
)

const (
	batch = 32 // copies claimed at once
	// lease is long enough for a batch on a slow machine, and is how long the
	// copies that a killed process held wait for another.
	lease = 10 * time.Second
)

// Pipeline seals pending copies. It is safe for concurrent use, in this
// process and in others on the same database.
type Pipeline struct {
	Store  store.Store
	Blobs  blob.Store
	Press  *document.Press
	Seals  *seals.Keeper
	Policy cert.Policy
	Now    func() time.Time // the one clock
	AtOnce int              // copies sealed at once at least; 0 for one on each core
	Owner  string           // names this process in leases; unique among running ones
	// Address gives the address a copy is checked at, for its QR code.
	Address func(cert.Code) string
	Log     *slog.Logger
	// Sealed is told of each copy that ended: how long sealing took, and the
	// fault that failed it for good or nil. May be nil.
	Sealed func(d time.Duration, err error)
	Desk   *telling.Desk // tells holders whose copy took long; nil for nobody

	// Stamps are the timestamps of seals of a level above B-B; nil for none, and
	// then copies of such seals wait.
	Stamps Stamps
	// Later has copies sealed at B-B while no timestamp can be had, and raised
	// afterwards; else they wait.
	Later bool

	// Evidence proves the certificates of seals of level B-LT and B-LTA; nil where
	// none can be had, and then copies of such seals wait.
	Evidence Evidence

	waiting atomic.Pointer[wait]
	clocks  lasting.Clocks
}

// SealPending seals what is pending, batch by batch, until nothing is left
// that nobody else holds. An error means that some copies stay pending and
// will be tried again once their lease is over; a copy that can never be
// sealed is failed with its reason and is no error.
func (p *Pipeline) SealPending(ctx context.Context) error {
	const op = "sealing.SealPending"
	var trouble error // the first; copies that cannot be made now hold up no others
	for {
		if err := p.checkClock(ctx); err != nil {
			return fault.Wrap(op, err)
		}
		claimed, err := p.claim(ctx)
		if err != nil {
			return fault.Wrap(op, err)
		}
		if len(claimed) == 0 {
			return fault.Wrap(op, trouble)
		}
		if err := p.sealAll(ctx, claimed); err != nil && trouble == nil {
			trouble = err
		}
	}
}

func (p *Pipeline) claim(ctx context.Context) (claimed []cert.Copy, err error) {
	err = p.Store.Update(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		claimed, err = tx.ClaimCopies(ctx, p.Owner, p.Now(), lease, batch)
		return err
	})
	return claimed, err
}

// sealAll seals the batch, many at a time. One copy's trouble does not stop the
// others; the first transient error is returned after all were tried.
func (p *Pipeline) sealAll(ctx context.Context, claimed []cert.Copy) error {
	var g errgroup.Group
	g.SetLimit(p.atOnce())
	for _, c := range claimed {
		g.Go(func() error {
			began := time.Now()
			failed, err := p.sealOne(ctx, c)
			if err != nil {
				return err
			}
			if p.Sealed != nil {
				p.Sealed(time.Since(began), failed)
			}
			return nil
		})
	}
	return g.Wait()
}

// sealOne makes one copy, or fails it for good when its reason is permanent,
// and returns that reason. With an error the copy stays pending.
func (p *Pipeline) sealOne(ctx context.Context, c cert.Copy) (failed, err error) {
	job := &work{copy: c}
	err = p.make(ctx, job)
	if err == nil {
		err = p.finish(ctx, job)
		if fault.Is(err, fault.Conflict) {
			return nil, p.giveWay(ctx, job)
		}
	}
	if permanent(err) {
		failed, err = err, p.fail(ctx, job, c, fault.ReasonOf(err))
		job.copy.Blob = ""
	}
	if err != nil {
		p.stays(ctx, job, err)
		return failed, err
	}
	p.tidy(ctx, c.Code, job.copy.Blob)
	return failed, nil
}

// tidy removes every file of a finished copy but the one it keeps: another
// process that lost its lease may have left one. What it misses was never
// shown and does no harm.
func (p *Pipeline) tidy(ctx context.Context, code cert.Code, keep string) {
	for left, err := range p.Blobs.List(ctx, folder(code)) {
		if err == nil && left.Key != keep {
			err = p.Blobs.Delete(ctx, left.Key)
		}
		if err != nil {
			p.Log.WarnContext(ctx, "a file is left over", slog.String("code", string(code)), slog.Any("error", err))
			return
		}
	}
}

// giveWay removes our file of a copy that another process finished after our
// lease ran out, unless that process took up this very file and so told of the
// key's use.
func (p *Pipeline) giveWay(ctx context.Context, job *work) error {
	var theirs cert.Copy
	err := p.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		theirs, err = r.Copy(ctx, job.copy.Code)
		return err
	})
	if err != nil || theirs.State == cert.Pending || theirs.Blob == job.copy.Blob {
		return err
	}
	if err := p.tellAlone(ctx, job); err != nil {
		return err
	}
	return p.Blobs.Delete(ctx, job.copy.Blob)
}

// permanent tells what trying again cannot mend: the certificate, the name or
// the seal is at fault, not the machine.
func permanent(err error) bool {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Denied:
		return err != nil
	default:
		return false
	}
}

// longWait is how long after an application nobody watches its page any more:
// the holder is sent a message.
const longWait = 10 * time.Second

// finish reads the states of certificate and seal again and makes the copy
// ready, in one transaction. An application overtaken by a change of the
// certificate fails; one overtaken by a change of the seal waits.
func (p *Pipeline) finish(ctx context.Context, job *work) error {
	return p.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		now, err := tx.LockCertificate(ctx, job.copy.Certificate)
		if err != nil {
			return err
		}
		if now.State != cert.InForce || now.Version != job.copy.Snapshot.Version {
			return fault.New("sealing.finish", fault.Invalid, "certificate_changed")
		}
		if err := p.holdSeal(ctx, tx, job); err != nil {
			return err
		}
		job.copy.State = cert.Ready
		if err := tx.FinishCopy(ctx, p.Owner, job.copy, p.Now()); err != nil {
			return err
		}
		if job.lasting != nil {
			if err := tx.AddLasting(ctx, *job.lasting); err != nil {
				return err
			}
		}
		if err := p.record(ctx, tx, "copy.ready", job.copy); err != nil {
			return err
		}
		if p.Now().Sub(job.copy.RequestedAt) >= longWait {
			if err := p.Desk.TellHolder(ctx, tx, now.Authority, now.Holder, messages.CopyReady); err != nil {
				return err
			}
		}
		return p.tell(ctx, tx, job)
	})
}

// fail ends the copy as it was applied for.
func (p *Pipeline) fail(ctx context.Context, job *work, c cert.Copy, reason fault.Reason) error {
	p.Log.WarnContext(ctx, "copy failed", slog.String("code", string(c.Code)), slog.String("reason", string(reason)))
	c.State, c.FailReason = cert.Failed, string(reason)
	return p.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := tx.FinishCopy(ctx, p.Owner, c, p.Now()); err != nil {
			return err
		}
		if err := p.record(ctx, tx, "copy.fail", c); err != nil {
			return err
		}
		return p.tell(ctx, tx, job)
	})
}

// record writes down how a copy ended.
func (p *Pipeline) record(ctx context.Context, tx store.Tx, action string, c cert.Copy) error {
	after := audit.Facts{"state": string(c.State)}
	if len(c.Digests) > 0 {
		after["digest"] = c.Digests[0]
	}
	return tx.Record(ctx, audit.Entry{
		At: p.Now(), Actor: audit.System, Authority: c.Snapshot.Authority, Action: action, Subject: string(c.Code),
		Before: audit.Facts{"state": string(cert.Pending)}.JSON(), After: after.JSON(), Reason: c.FailReason,
	})
}
