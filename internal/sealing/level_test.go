package sealing_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/demo"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/tsp"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
	"yinxin.example/yinxin/verify"
)

// lasting has the seal of the authority seal at a level, with the demo's own
// timestamps and list.
func lasting(t *testing.T, w *world.World, level string) {
	t.Helper()
	if _, err := demo.OpenTSA(t.Context(), w.App); err != nil {
		t.Fatal(err)
	}
	if err := demo.OpenIssuer(t.Context(), w.App); err != nil {
		t.Fatal(err)
	}
	w.Update(t, func(ctx context.Context, tx store.Tx) error {
		all, err := tx.Seals(ctx)
		for _, s := range all {
			s.Level = level
			err = errors.Join(err, tx.UpdateSeal(ctx, s))
		}
		return err
	})
}

func digestOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func TestACopyIsSealedAtTheLevelOfItsSeal(t *testing.T) {
	for level, want := range map[string]string{"": "B-B", "b-b": "B-B", "b-t": "B-T", "b-lt": "B-LT", "b-lta": "B-LTA"} {
		t.Run(want+level, func(t *testing.T) {
			t.Parallel()
			w := world.Sealing(t)
			lasting(t, w, level)
			c := w.Certificate(t)
			applied := w.Apply(t, w.Holder(t, c.Holder), c)
			w.Seal(t)
			got := w.Copy(t, applied.Code)
			if got.State != cert.Ready {
				t.Fatalf("copy is %s, %q", got.State, got.FailReason)
			}
			file, err := w.Blobs.Get(t.Context(), got.Blob)
			if err != nil {
				t.Fatal(err)
			}
			trust, err := verify.LoadTrust(w.Trust())
			if err != nil {
				t.Fatal(err)
			}
			r, err := verify.Check(t.Context(), file, verify.Options{Trust: trust, At: w.Clock.Now()})
			if err != nil || r.Verdict != verify.Valid || r.Signers[0].Level != want {
				t.Fatalf("%s %v %s, %v", r.Verdict, r.Reasons, r.Signers[0].Level, err)
			}
			sealed := file[:r.Signers[0].Covers]
			forms := []string{digestOf(file)}
			if len(sealed) < len(file) {
				forms = append(forms, digestOf(sealed))
			}
			if len(got.Digests) != len(forms) || got.Digests[0] != forms[0] || got.Digests[len(forms)-1] != forms[len(forms)-1] {
				t.Errorf("digests %v, want %v", got.Digests, forms)
			}
			first, err := verify.Check(t.Context(), sealed, verify.Options{Trust: trust, At: w.Clock.Now()})
			if err != nil || first.Verdict != verify.Valid {
				t.Errorf("the first revision alone: %s %v, %v", first.Verdict, first.Reasons, err)
			}
			again, err := w.Pipeline.Rebuild(t.Context(), applied.Code)
			if err != nil || !again.Same {
				t.Errorf("drawn again: %t, %v", again.Same, err)
			}
		})
	}
}

// deaf is authorities that answer so many queries and no more.
type deaf struct {
	tsp.Stamper
	left int
}

func (d *deaf) Stamp(ctx context.Context, digest []byte) (tsp.Token, error) {
	if d.left--; d.left < 0 {
		return tsp.Token{}, fault.New("deaf.Stamp", fault.Unavailable, "tsa_unavailable")
	}
	return d.Stamper.Stamp(ctx, digest)
}

func (d *deaf) Clock() error               { return nil }
func (d *deaf) Able(context.Context) error { return nil }
func (d *deaf) AtOnce() int                { return 1 }

// Wherever the authorities fall silent, nothing half-done is stored, and the
// copy is made once they answer.
func TestWithoutTimestampsNothingIsHalfDone(t *testing.T) {
	for answers := range 2 {
		w := world.Sealing(t)
		lasting(t, w, "b-lta")
		good := w.Pipeline.Stamps
		w.Pipeline.Stamps = &deaf{good, answers}
		c := w.Certificate(t)
		applied := w.Apply(t, w.Holder(t, c.Holder), c)
		wantReason(t, w.Pipeline.SealPending(t.Context()), "tsa_unavailable")
		if got := w.Copy(t, applied.Code); got.State != cert.Pending || len(w.Files(t, "copies/")) != 0 {
			t.Fatalf("after %d answers: copy is %s, files %v", answers, got.State, w.Files(t, "copies/"))
		}
		w.Pipeline.Stamps = good
		w.Clock.Advance(time.Minute)
		w.Seal(t)
		if got := w.Copy(t, applied.Code); got.State != cert.Ready {
			t.Errorf("copy is %s, %q", got.State, got.FailReason)
		}
	}
}
