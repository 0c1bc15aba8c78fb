package bench

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"yinxin.example/yinxin/internal/batches"
	"yinxin.example/yinxin/internal/blob/dir"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/checking"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/store/relational"
	"yinxin.example/yinxin/internal/store/sqlite"
	"yinxin.example/yinxin/verify"
)

// batchRounds is how often each side has its turn.
const batchRounds = 9

// Batch compares checking n files in a batch with verify.Check of the same
// files in memory, both on all cores and by the wall. The batch's side begins
// when the files have come in, and ends when every verdict is durable: reading
// and opening the sealed files, checking, the register's present state, the
// holders' histories. Receiving and the report are not in it.
func Batch(ctx context.Context, n int) (_ Result, err error) {
	shop, err := openOffice(ctx, "")
	if err != nil {
		return Result{}, fmt.Errorf("bench: %w", err)
	}
	defer shop.close()
	b, err := openBatches(ctx, shop)
	if err != nil {
		return Result{}, fmt.Errorf("bench: %w", err)
	}
	defer func() { err = errors.Join(err, b.close()) }()
	if err := b.seal(ctx, shop, n); err != nil {
		return Result{}, fmt.Errorf("bench: %w", err)
	}
	var whole, raw []float64
	for range batchRounds {
		bare, err := spread(runtime.NumCPU(), n, func(i int) error {
			report, err := verify.Check(ctx, b.files[i], shop.samples.opts)
			if err == nil && report.Verdict != verify.Valid {
				err = fmt.Errorf("a good copy is %s: %v", report.Verdict, report.Reasons)
			}
			return err
		})
		if err != nil {
			return Result{}, fmt.Errorf("bench: %w", err)
		}
		took, err := b.run(ctx)
		if err != nil {
			return Result{}, fmt.Errorf("bench: %w", err)
		}
		raw, whole = append(raw, float64(n)/bare.wall.Seconds()), append(whole, float64(n)/took.Seconds())
	}
	r := Result{Name: "batch", PerSecond: middle(whole), RawPerSecond: middle(raw)}
	r.Ratio = r.PerSecond / r.RawPerSecond
	return r.rounded(), nil
}

// batchRoom is an installation with copies to be checked in batches.
type batchRoom struct {
	service *batches.Service
	store   *sqlite.Store
	blobs   *dir.Store
	folder  string
	files   [][]byte
}

func openBatches(ctx context.Context, o *office) (_ *batchRoom, err error) {
	r := &batchRoom{}
	if r.folder, err = os.MkdirTemp("", "yinxin-bench-"); err != nil {
		return nil, err
	}
	keys, err := openKeys(ctx, r.folder)
	if err != nil {
		return nil, err
	}
	if r.store, err = sqlite.Open(ctx, filepath.Join(r.folder, "store.db"), relational.Options{Cipher: keys}); err != nil {
		return nil, err
	}
	if r.blobs, err = dir.Open(ctx, filepath.Join(r.folder, "blobs")); err != nil {
		return nil, err
	}
	r.service = &batches.Service{
		Store: r.store, Blobs: r.blobs, Cipher: keys, Lookups: 1 << 30, KeepDays: 1, Limits: batches.DefaultLimits(), Now: time.Now, Log: slog.New(slog.DiscardHandler),
		Checks: &checking.Service{Store: r.store, Blobs: r.blobs, Now: time.Now, Trust: func() *verify.Trust { return o.samples.opts.Trust }},
	}
	return r, r.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		return tx.AddOrganisation(ctx, store.Organisation{ID: "bench", Name: "示例单位", Number: "91119999MA0000007K", CreatedAt: o.now, ConfirmedAt: o.now})
	})
}

func (b *batchRoom) close() error {
	return errors.Join(b.blobs.Close(), b.store.Close(), os.RemoveAll(b.folder))
}

// seal makes n copies and enters them into the register.
func (b *batchRoom) seal(ctx context.Context, o *office, n int) error {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	signer, err := o.signer(ctx, private)
	if err != nil {
		return err
	}
	s := newSealer(o, signer, n)
	s.prepare()
	for i := range n {
		if err := s.seal(ctx, i, true); err != nil {
			return err
		}
		if err := b.enter(ctx, o.now, i, s.drafts[i].Statement.Code, s.taken[i]); err != nil {
			return err
		}
	}
	b.files = s.taken
	return nil
}

// enter enters a copy as ready.
func (b *batchRoom) enter(ctx context.Context, now time.Time, i int, code string, file []byte) error {
	sum := sha256.Sum256(file)
	c := cert.Certificate{
		ID: cert.ID(fmt.Sprintf("%026d", i)), ManagementNumber: fmt.Sprintf("BENCH%010d", i), Qualification: "示例", Authority: authority,
		Holder:     person.Identity{Name: "示例", BirthDate: civil.MustParse("1990-01-01"), Document: person.Document{Type: person.Passport, Number: fmt.Sprintf("E%08d", i)}},
		ApprovedOn: civil.MustParse("2020-01-01"), IssuedOn: civil.MustParse("2020-01-02"), Kind: cert.ECertificate, State: cert.InForce, Version: 1,
	}
	made := cert.Copy{
		Code: cert.Code(code), Certificate: c.ID, State: cert.Pending, RequestedAt: now, Snapshot: c.Snapshot(),
		Endorsement: &cert.Endorsement{Scenario: "本人调用", AppliedAt: now, ValidUntil: civil.Of(now).AddDays(30)},
	}
	return b.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := tx.AddCertificates(ctx, []cert.Certificate{c}); err != nil {
			return err
		}
		if err := tx.AddCopy(ctx, made); err != nil {
			return err
		}
		if _, err := tx.ClaimCopies(ctx, "bench", now, time.Minute, 1); err != nil {
			return err
		}
		made.State, made.MadeAt, made.Digests = cert.Ready, now, []string{hex.EncodeToString(sum[:])}
		return tx.FinishCopy(ctx, "bench", made, now)
	})
}

// run hands the files in, and measures checking them.
func (b *batchRoom) run(ctx context.Context) (time.Duration, error) {
	by := batches.Asker{Organisation: "bench", Account: "bench"}
	received, err := b.service.ReceiveFiles(ctx, by, inMemory(b.files))
	if err != nil {
		return 0, err
	}
	runtime.GC()
	began := time.Now()
	if err := b.service.Work(ctx); err != nil {
		return 0, err
	}
	done, err := b.service.Find(ctx, "bench", received.ID)
	if err == nil && done.Counts[batches.Valid] != len(b.files) {
		err = fmt.Errorf("a batch of good copies came to %v", done.Counts)
	}
	return done.FinishedAt.Sub(began), err
}
