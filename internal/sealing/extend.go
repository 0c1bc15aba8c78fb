package sealing

import (
	"bytes"
	"context"
	"crypto/x509"
	"log/slog"
	"slices"
	"strconv"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/chain"
	"yinxin.example/yinxin/internal/signature/lasting"
	"yinxin.example/yinxin/internal/store"
)

const (
	// extendLease is for one copy: two timestamps of authorities that are slow.
	extendLease = time.Minute
	// The longer nobody else can mend what is wrong, the longer a copy is left
	// alone.
	tsaDeferral  = 5 * time.Second
	someDeferral = time.Minute
	longDeferral = time.Hour
)

// extension is what is to be added to a copy's file.
type extension struct {
	action string // of the trail
	// grow gives the file with more behind it.
	grow func(ctx context.Context, file []byte, had lasting.Proof) ([]byte, error)
	// enough says why what a file bears is not what was to be added; nil where it
	// is.
	enough func(had, has lasting.Proof) error
}

// extend adds to the file of a copy whose lease is ours. The longer file becomes
// durable beside the one that is shown; one transaction then joins its digest to
// the copy's and shows it. Cut off before that, what was stored is taken up by
// whoever has the lease next; the form before stays the beginning of the file,
// and good.
func (p *Pipeline) extend(ctx context.Context, l store.Lasting, x extension) error {
	c, file, err := p.shown(ctx, l)
	if err != nil {
		return err
	}
	had, err := lasting.Read(ctx, file)
	if err == nil && c.Snapshot.Made.Twice {
		had.Seal, err = p.withIssuers(ctx, had.Seal)
	}
	if err != nil {
		return err
	}
	longer, has, err := p.leftBehind(ctx, c, file, had, x)
	if err != nil {
		return err
	}
	if longer == nil {
		if longer, err = x.grow(ctx, file, had); err != nil {
			return err
		}
		if has, err = lasting.Read(ctx, longer); err != nil {
			return err
		}
		if err := x.enough(had, has); err != nil {
			return err
		}
	}
	from := c.Blob
	c.Blob = extendedKey(c, longer)
	if err := p.Blobs.Put(ctx, c.Blob, longer); err != nil {
		return err
	}
	if digest := digestOf(longer); !slices.Contains(c.Digests, digest) {
		c.Digests = slices.Insert(slices.Clone(c.Digests), 0, digest)
	}
	now := store.Lasting{Code: c.Code, Level: has.Level.String(), Ends: has.Clock.Ends, Algorithm: has.Clock.Algorithm}
	if err := p.show(ctx, c, from, l, now, x.action); err != nil {
		if fault.Is(err, fault.Conflict) {
			p.overtaken(ctx, c)
		}
		return err
	}
	p.tidy(ctx, c.Code, c.Blob)
	return nil
}

// withIssuers adds the chains that are kept of seals: an electronic seal holds
// its signer's certificate alone.
func (p *Pipeline) withIssuers(ctx context.Context, certificates []*x509.Certificate) ([]*x509.Certificate, error) {
	err := p.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		all, err := r.Seals(ctx)
		for _, s := range all {
			ofOurs := func(c *x509.Certificate) bool { return len(s.Chain) > 0 && bytes.Equal(c.Raw, s.Chain[0]) }
			if slices.ContainsFunc(certificates, ofOurs) {
				certificates = append(certificates, chain.Parse(s.Chain[1:])...)
			}
		}
		return err
	})
	return certificates, err
}

// extendedKey is where a longer file lies: no other content ever comes there.
func extendedKey(c cert.Copy, file []byte) string {
	const digits = 16
	return folder(c.Code) + strconv.FormatInt(c.MadeAt.Unix(), 10) + "-" + digestOf(file)[:digits] + ".pdf"
}

// shown reads a copy and its file, which must be the very one that is on record.
// Conflict, copy_ended, for a copy that is nobody's to view any more.
func (p *Pipeline) shown(ctx context.Context, l store.Lasting) (c cert.Copy, file []byte, err error) {
	const op = "sealing.shown"
	err = p.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		c, err = r.Copy(ctx, l.Code)
		return err
	})
	switch {
	case err != nil:
		return c, nil, err
	case c.State != cert.Ready || c.ExpiredAt(p.Now()):
		return c, nil, fault.New(op, fault.Conflict, "copy_ended")
	}
	if file, err = p.Blobs.Get(ctx, c.Blob); err != nil {
		return c, nil, &fault.Error{Op: op, Kind: fault.KindOf(err), Reason: "file_lost", Err: err}
	}
	if !slices.Contains(c.Digests, digestOf(file)) {
		return c, nil, fault.New(op, fault.Invalid, "file_differs")
	}
	return c, file, nil
}

// leftBehind looks for what an earlier run stored and could not show: nil where
// there is none. Its timestamps are as good as new ones.
func (p *Pipeline) leftBehind(ctx context.Context, c cert.Copy, file []byte, had lasting.Proof, x extension) ([]byte, lasting.Proof, error) {
	for left, err := range p.Blobs.List(ctx, folder(c.Code)) {
		if err != nil {
			return nil, lasting.Proof{}, err
		}
		if left.Key == c.Blob {
			continue
		}
		longer, err := p.Blobs.Get(ctx, left.Key)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, lasting.Proof{}, err
		}
		if !bytes.HasPrefix(longer, file) {
			continue // what was shown before
		}
		if has, err := lasting.Read(ctx, longer); err == nil && x.enough(had, has) == nil {
			return longer, has, nil
		}
	}
	return nil, lasting.Proof{}, nil
}

// show has a copy show its longer file, in one transaction with its digest, the
// row of what it bears and the trail.
func (p *Pipeline) show(ctx context.Context, c cert.Copy, from string, was, now store.Lasting, action string) error {
	return p.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := tx.ReplaceFile(ctx, c, from); err != nil {
			return err
		}
		if err := tx.FinishLasting(ctx, p.Owner, now); err != nil {
			return err
		}
		return tx.Record(ctx, audit.Entry{
			At: p.Now(), Actor: audit.System, Authority: c.Snapshot.Authority, Action: action, Subject: string(c.Code),
			Before: provenBy(was).JSON(), After: merged(provenBy(now), audit.Facts{"digest": c.Digests[0]}).JSON(),
		})
	})
}

func provenBy(l store.Lasting) audit.Facts {
	facts := audit.Facts{"level": l.Level}
	if !l.Ends.IsZero() {
		facts["ends"] = l.Ends.UTC().Format(time.RFC3339)
	}
	return facts
}

func merged(a, b audit.Facts) audit.Facts {
	for name, value := range b {
		a[name] = value
	}
	return a
}

// overtaken removes our file where another's is shown, or none any more.
func (p *Pipeline) overtaken(ctx context.Context, ours cert.Copy) {
	var now cert.Copy
	err := p.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		now, err = r.Copy(ctx, ours.Code)
		return err
	})
	if err == nil && now.Blob != ours.Blob {
		err = p.Blobs.Delete(ctx, ours.Blob)
	}
	if err != nil {
		p.Log.WarnContext(ctx, "a file is left over", slog.String("code", string(ours.Code)), slog.Any("error", err))
	}
}

// putAside gives up the lease on a copy that could not be added to, and notes
// why; one that has ended waits for nothing any more.
func (p *Pipeline) putAside(ctx context.Context, l store.Lasting, why error) error {
	return p.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		if fault.ReasonOf(why) == "copy_ended" {
			l.Wanted, l.Since, l.Reason = "", time.Time{}, ""
			return tx.FinishLasting(ctx, p.Owner, l)
		}
		return tx.DeferLasting(ctx, p.Owner, l.Code, p.Now().Add(asideFor(why)), fault.ReasonOf(why))
	})
}

// letGo gives up the lease on a copy that was not added to because the process,
// or the round, ends.
func (p *Pipeline) letGo(ctx context.Context, l store.Lasting) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	err := p.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		return tx.DeferLasting(ctx, p.Owner, l.Code, p.Now(), l.Reason)
	})
	if err != nil && !fault.Is(err, fault.Conflict) {
		p.Log.WarnContext(ctx, "a lease runs on", slog.String("code", string(l.Code)), slog.Any("error", err))
	}
}

func asideFor(why error) time.Duration {
	switch kind := fault.KindOf(why); {
	case tsaDown(why):
		return tsaDeferral
	case fault.ReasonOf(why) == "renewal_in_vain":
		return 0 // until another authority is named
	case kind == fault.Invalid || kind == fault.NotFound:
		return longDeferral
	default:
		return someDeferral
	}
}
