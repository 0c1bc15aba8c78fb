package sealing_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/blob"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/tsp"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
	"yinxin.example/yinxin/verify"
)

// authorities are what the pipeline is stamped by.
type authorities interface {
	tsp.Stamper
	Clock() error
	Able(ctx context.Context) error
	AtOnce() int
}

// outage is an authority that can be down: known to be, or found out by asking.
type outage struct {
	authorities

	down, known bool
	left        int // queries answered before it goes down; ignored unless positive
}

func (o *outage) Able(context.Context) error {
	if o.down && o.known {
		return errDown()
	}
	return nil
}

func (o *outage) Stamp(ctx context.Context, digest []byte) (tsp.Token, error) {
	if o.down {
		return tsp.Token{}, errDown()
	}
	if o.left > 0 {
		o.left--
		o.down = o.left == 0
	}
	return o.authorities.Stamp(ctx, digest)
}

func errDown() error { return fault.New("outage", fault.Unavailable, "tsa_unavailable") }

// later is a world whose policy is to seal without timestamps while there are
// none.
func later(t *testing.T, w *world.World, level string) *outage {
	t.Helper()
	lasting(t, w, level)
	o := &outage{authorities: w.Pipeline.Stamps}
	w.Pipeline.Stamps, w.Pipeline.Later = o, true
	return o
}

func judged(t *testing.T, w *world.World, file []byte) (verify.Verdict, string, []string) {
	t.Helper()
	trust, err := verify.LoadTrust(w.Trust())
	if err != nil {
		t.Fatal(err)
	}
	r, err := verify.Check(t.Context(), file, verify.Options{Trust: trust, At: w.Clock.Now()})
	if err != nil {
		t.Fatal(err)
	}
	return r.Verdict, r.Signers[0].Level, r.Reasons
}

func wantLevel(t *testing.T, w *world.World, c cert.Copy, level string) []byte {
	t.Helper()
	file := fileOf(t, w, c)
	if verdict, got, reasons := judged(t, w, file); verdict != verify.Valid || got != level {
		t.Errorf("%s %v: %s, want %s", verdict, reasons, got, level)
	}
	if !slices.Contains(c.Digests, digestOf(file)) {
		t.Errorf("the file's digest is not among %v", c.Digests)
	}
	return file
}

func raising(t *testing.T, w *world.World) store.Raising {
	t.Helper()
	var waiting store.Raising
	err := w.Store.View(t.Context(), func(ctx context.Context, r store.Reader) (err error) {
		waiting, err = r.Raising(ctx, "", 99)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return waiting
}

func raise(t *testing.T, p interface {
	RaiseWaiting(ctx context.Context) (int, error)
}) {
	t.Helper()
	if _, err := p.RaiseWaiting(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// Whenever the authorities go down, a copy is ready at once and at the level
// that could be had; once they answer it is raised to what its seal asks for,
// and each form handed out stays good.
func TestACopyIsSealedAtOnceAndRaisedLater(t *testing.T) {
	for name, test := range map[string]struct {
		level      string
		known      bool
		left       int
		first, end string
		uses       int
	}{
		"B-T, known to be down":      {"b-t", true, 0, "B-B", "B-T", 1},
		"B-LT, known to be down":     {"b-lt", true, 0, "B-B", "B-LT", 1},
		"B-LTA, known to be down":    {"b-lta", true, 0, "B-B", "B-LTA", 1},
		"B-LTA, found out by asking": {"b-lta", false, 0, "B-B", "B-LTA", 2},
		"B-LTA, down in the middle":  {"b-lta", false, 1, "B-T", "B-LTA", 1},
	} {
		t.Run(name, func(t *testing.T) {
			world.SealingOnEach(t, func(t *testing.T, w *world.World) {
				o := later(t, w, test.level)
				o.down, o.known, o.left = test.left == 0, test.known, test.left
				c := w.Certificate(t)
				a := w.Holder(t, c.Holder)
				applied := w.Apply(t, a, c)
				w.Seal(t)
				before := w.Copy(t, applied.Code)
				if before.State != cert.Ready {
					t.Fatalf("copy is %s, %q", before.State, before.FailReason)
				}
				first := wantLevel(t, w, before, test.first)
				if got, counted := uses(t, w); len(got) != test.uses || counted.Total != test.uses {
					t.Errorf("uses %v, counted %+v", got, counted)
				}
				if got := raising(t, w); got.Copies != 1 {
					t.Fatalf("waiting: %+v", got)
				}
				wantReason(t, w.Pipeline.Ready(t.Context()), "")

				o.known = true
				w.Clock.Advance(time.Hour)
				raise(t, w.Pipeline)
				if got := w.Copy(t, applied.Code); got.Blob != before.Blob {
					t.Error("raised while the authorities are down")
				}
				o.down = false
				raise(t, w.Pipeline)
				after := w.Copy(t, applied.Code)
				second := wantLevel(t, w, after, test.end)
				if !bytes.HasPrefix(second, first) || !slices.Contains(after.Digests, digestOf(first)) || onlyFile(t, w) != after.Blob {
					t.Errorf("digests %v, files %v", after.Digests, w.Files(t, "copies/"))
				}
				if got := raising(t, w); got.Copies != 0 {
					t.Errorf("waiting: %+v", got)
				}
				if again, err := w.Pipeline.Rebuild(t.Context(), applied.Code); err != nil || !again.Same {
					t.Errorf("drawn again: %t, %v", again.Same, err)
				}
				if got, _ := uses(t, w); len(got) != test.uses {
					t.Errorf("raising used the key: %v", got)
				}
				raise(t, w.Pipeline)
				if got := w.Copy(t, applied.Code); got.Blob != after.Blob {
					t.Error("raised twice")
				}
			})
		})
	}
}

// cutting ends a run at one of its steps, as a process that is killed there.
type cutting struct {
	store.Store
	at string
}

func (s *cutting) Update(ctx context.Context, f func(context.Context, store.Tx) error) error {
	cut := false
	err := s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error { return f(ctx, &cutStep{tx, s, &cut}) })
	if err == nil && cut {
		return errCutOff // committed, and nobody hears of it
	}
	return err
}

type cutStep struct {
	store.Tx
	of  *cutting
	cut *bool
}

func (t *cutStep) FinishLasting(ctx context.Context, owner string, l store.Lasting) error {
	switch t.of.at {
	case "before the transaction ends":
		return errCutOff
	case "after it":
		*t.cut = true
	}
	return t.Tx.FinishLasting(ctx, owner, l)
}

func (t *cutStep) DeferLasting(context.Context, string, cert.Code, time.Time, fault.Reason) error {
	return errCutOff // the dead note nothing
}

// A process is killed between any two steps of raising: nothing is lost, no
// second file is shown, and no timestamp is asked for again once the longer
// file is durable.
func TestRaisingIsCutOffAnywhere(t *testing.T) {
	for step, taken := range map[string]bool{"before the file is durable": false, "before the transaction ends": true, "after it": true} {
		t.Run(step, func(t *testing.T) {
			world.SealingOnEach(t, func(t *testing.T, w *world.World) {
				o := later(t, w, "b-lta")
				o.down, o.known = true, true
				c := w.Certificate(t)
				applied := w.Apply(t, w.Holder(t, c.Holder), c)
				w.Seal(t)
				first := fileOf(t, w, w.Copy(t, applied.Code))
				o.down = false

				kept, blobs := w.Pipeline.Store, w.Pipeline.Blobs
				w.Pipeline.Store = &cutting{kept, step}
				if step == "before the file is durable" {
					w.Pipeline.Blobs = &deadBlobs{blobs}
				}
				if _, err := w.Pipeline.RaiseWaiting(t.Context()); !errors.Is(err, errCutOff) {
					t.Fatalf("not cut off: %v", err)
				}
				w.Pipeline.Store, w.Pipeline.Blobs = kept, blobs
				left := len(w.Files(t, "copies/"))
				if now := w.Copy(t, applied.Code); !slices.Contains(now.Digests, digestOf(fileOf(t, w, now))) {
					t.Error("a file is shown whose digest is not on record")
				}

				other := w.Another(t)
				counting := &counted{authorities: o}
				other.Pipeline.Stamps, other.Pipeline.Evidence = counting, w.Pipeline.Evidence
				raise(t, other.Pipeline) // the dead one's lease runs on
				if counting.n.Load() != 0 {
					t.Error("raised under another's lease")
				}
				w.Clock.Advance(2 * time.Minute)
				raise(t, other.Pipeline)
				got := w.Copy(t, applied.Code)
				second := wantLevel(t, w, got, "B-LTA")
				if !bytes.HasPrefix(second, first) || len(got.Digests) != 2 || raising(t, w).Copies != 0 {
					t.Errorf("digests %v, %+v waits", got.Digests, raising(t, w))
				}
				if (counting.n.Load() == 0) != taken {
					t.Errorf("%d timestamps asked for again, %d files left", counting.n.Load(), left)
				}
			})
		})
	}
}

type deadBlobs struct{ blob.Store }

func (deadBlobs) Put(context.Context, string, []byte) error { return errCutOff }

// counted counts what is asked for.
type counted struct {
	authorities
	n atomic.Int64
}

func (c *counted) Stamp(ctx context.Context, digest []byte) (tsp.Token, error) {
	c.n.Add(1)
	return c.authorities.Stamp(ctx, digest)
}

func TestWhatEndedIsNotRaised(t *testing.T) {
	w := world.Sealing(t)
	o := later(t, w, "b-t")
	o.down, o.known = true, true
	c := w.Certificate(t)
	a := w.Holder(t, c.Holder)
	withdrawn, expired := w.Apply(t, a, c), w.Apply(t, a, c)
	w.Seal(t)
	o.down = false
	w.Update(t, func(ctx context.Context, tx store.Tx) error {
		return tx.WithdrawCopy(ctx, withdrawn.Code, w.Clock.Now())
	})
	w.Clock.Set(expired.Endorsement.ValidUntil.End())
	raise(t, w.Pipeline)
	if got := raising(t, w); got.Copies != 0 {
		t.Errorf("waiting: %+v", got)
	}
	for _, code := range []cert.Code{withdrawn.Code, expired.Code} {
		if got := w.Copy(t, code); len(got.Digests) != 1 {
			t.Errorf("raised: %+v", got.Digests)
		}
	}
}

// What lies in a copy's place and is not what was handed out gets no timestamp.
func TestAnotherFileIsNotRaised(t *testing.T) {
	w := world.Sealing(t)
	o := later(t, w, "b-t")
	o.down, o.known = true, true
	c := w.Certificate(t)
	applied := w.Apply(t, w.Holder(t, c.Holder), c)
	w.Seal(t)
	o.down = false
	made := w.Copy(t, applied.Code)
	file := fileOf(t, w, made)
	if err := errors.Join(w.Blobs.Delete(t.Context(), made.Blob), w.Blobs.Put(t.Context(), made.Blob, file[:len(file)-1])); err != nil {
		t.Fatal(err)
	}
	n, err := w.Pipeline.RaiseWaiting(t.Context())
	if wantReason(t, err, "file_differs"); n != 0 {
		t.Errorf("%d raised", n)
	}
	if got := raising(t, w); got.Copies != 1 || got.Reason != "file_differs" {
		t.Errorf("waiting: %+v", got)
	}
}

// A copy that bears two seals is raised as one.
func TestACopyWithTwoSealsIsRaisedLater(t *testing.T) {
	w := world.Sealing(t)
	o := later(t, w, "b-lta")
	newSeller(t, w, cms.SM2).add(t, w, cms.SM2, seals.SecondSM2Seal, "")
	o.down, o.known = true, true
	c := w.Certificate(t)
	applied := w.Apply(t, w.Holder(t, c.Holder), c)
	w.Seal(t)
	before := w.Copy(t, applied.Code)
	if before.State != cert.Ready || len(before.Digests) != 2 {
		t.Fatalf("copy is %s, %q, digests %v", before.State, before.FailReason, before.Digests)
	}
	wantLevel(t, w, before, "B-B")
	o.down = false
	raise(t, w.Pipeline)
	after := w.Copy(t, applied.Code)
	wantLevel(t, w, after, "B-LTA")
	if len(after.Digests) != 3 || raising(t, w).Copies != 0 {
		t.Errorf("digests %v, %+v waits", after.Digests, raising(t, w))
	}
}
