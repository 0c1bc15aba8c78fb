package batches

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"path"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

const (
	// lease is how long the batch that a killed process held waits for another;
	// work renews it.
	lease = 10 * time.Second
	// pause is the longest that an upload may stand still.
	pause = 5 * time.Minute
	// maxName bounds a file's name, in bytes.
	maxName = 200
)

// receipt is a batch that is coming in.
type receipt struct {
	service *Service
	owner   string
	batch   store.Batch
	parts   []store.BatchPart
	lines   hash.Hash // of the list of digests
	renewed time.Time
}

// begin adds the row before the first file, so that no file is ever without a
// row that it is removed with.
func (s *Service) begin(ctx context.Context, by Asker, kind store.BatchKind) (*receipt, error) {
	now := s.Now()
	r := &receipt{service: s, owner: token(), lines: sha256.New(), renewed: now, batch: store.Batch{
		ID: token(), Number: string(cert.NewCode()), Organisation: by.Organisation, Account: by.Account,
		Kind: kind, State: store.BatchReceiving, At: now,
	}}
	return r, s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := tx.AddBatch(ctx, r.batch); err != nil {
			return err
		}
		return tx.KeepBatch(ctx, r.owner, r.batch.ID, store.BatchReceiving, now, pause)
	})
}

// keep renews the lease, now and then.
func (r *receipt) keep(ctx context.Context) error {
	s := r.service
	if s.Now().Sub(r.renewed) < pause/10 {
		return nil
	}
	r.renewed = s.Now()
	return s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		return tx.KeepBatch(ctx, r.owner, r.batch.ID, store.BatchReceiving, s.Now(), pause)
	})
}

// taken notes one file as it was handed in.
func (r *receipt) taken(name string, size int64, digest []byte) {
	source := &r.batch.Source
	if source.Files++; source.Files == 1 {
		source.Name, source.Digest = name, hex.EncodeToString(digest)
	}
	source.Size += size
	fmt.Fprintf(r.lines, "%x  %s\n", digest, name)
	if source.Files > 1 {
		source.Digest = hex.EncodeToString(r.lines.Sum(nil))
	}
}

// put adds a part.
func (r *receipt) put(p store.BatchPart) {
	p.Batch, p.N = r.batch.ID, len(r.parts)
	r.parts = append(r.parts, p)
	r.batch.Rows += len(p.Items)
}

// finish takes the look-ups and makes the batch durable news: from here on it
// is checked whatever happens. Rows with nothing to check take none.
func (r *receipt) finish(ctx context.Context) error {
	const op = "batches.finish"
	s, b := r.service, &r.batch
	needed := 0
	for _, p := range r.parts {
		for _, item := range p.Items {
			if item.Problem == "" {
				needed++
			}
		}
	}
	if b.Rows == 0 {
		return fault.New(op, fault.Invalid, "batch_empty").At("file")
	}
	return fault.Wrap(op, s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		now := s.Now()
		if err := tx.KeepBatch(ctx, r.owner, b.ID, store.BatchReceiving, now, pause); err != nil {
			return err
		}
		if needed > 0 {
			if _, err := tx.TakeLookups(ctx, b.Organisation, civil.Of(now), needed, s.Lookups); err != nil {
				return err
			}
		}
		if err := tx.AddBatchParts(ctx, r.parts); err != nil {
			return err
		}
		started := *b
		started.State = store.BatchChecking
		if err := tx.UpdateBatch(ctx, started); err != nil {
			return err
		}
		if err := tx.FreeBatch(ctx, r.owner, b.ID); err != nil {
			return err
		}
		facts := audit.Facts{"rows": fmt.Sprint(b.Rows), "sha256": b.Source.Digest}
		if err := record(ctx, tx, b.Account, "batch.start", *b, now, facts); err != nil {
			return err
		}
		return tx.Enqueue(ctx, store.BatchJob)
	}))
}

// end finishes an upload, or leaves what came of it to the background to
// remove.
func (r *receipt) end(ctx context.Context, op string, err error) (store.Batch, error) {
	if err == nil {
		err = r.finish(ctx)
	}
	if err == nil {
		r.batch.State = store.BatchChecking
		return r.batch, nil
	}
	return store.Batch{}, fault.Wrap(op, errors.Join(err, r.abandon(context.WithoutCancel(ctx))))
}

func (r *receipt) abandon(ctx context.Context) error {
	s := r.service
	err := s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := tx.KeepBatch(ctx, r.owner, r.batch.ID, store.BatchReceiving, s.Now(), lease); err != nil {
			return err
		}
		given := r.batch
		given.State = store.BatchDeleting
		if err := tx.UpdateBatch(ctx, given); err != nil {
			return err
		}
		if err := tx.FreeBatch(ctx, r.owner, given.ID); err != nil {
			return err
		}
		return tx.Enqueue(ctx, store.BatchJob)
	})
	if fault.Is(err, fault.Conflict) {
		return nil // given up already
	}
	return err
}

// metered counts and hashes what is read through it, and stops at a limit.
type metered struct {
	in   io.Reader
	sum  hash.Hash
	size int64
	most int64
}

// errTooLarge says that a limit of metered was met.
var errTooLarge = errors.New("batches: too large")

// Read implements io.Reader.
func (m *metered) Read(b []byte) (int, error) {
	n, err := m.in.Read(b)
	m.size += int64(n)
	m.sum.Write(b[:n])
	if m.size > m.most {
		return n, errTooLarge
	}
	return n, err
}

func tooLarge(op string) error { return fault.New(op, fault.Invalid, "batch_too_large").At("file") }

// plainName is a file's name as people call it: its path within the folder or
// archive, without control characters.
func plainName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(strings.ReplaceAll(name, `\`, "/"), ""))
	name = strings.TrimPrefix(path.Clean("/"+name), "/")
	if len(name) > maxName {
		name = strings.ToValidUTF8(name[len(name)-maxName:], "")
	}
	return name
}
