package sealing_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/tsp"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"

	pipeline "yinxin.example/yinxin/internal/sealing"
)

// clocks are timestamp authorities under a root of their own, whose list lies in
// the trust folder.
type clocks struct {
	root *pki.Issuer
	from time.Time
	now  func() time.Time
}

func newClocks(t *testing.T, w *world.World) clocks {
	t.Helper()
	c := clocks{from: w.Clock.Now().AddDate(0, -1, 0).Truncate(time.Second), now: w.Clock.Now}
	var err error
	if c.root, err = pki.NewRoot(t.Context(), generate(t, cms.P256), pki.RootParams{CommonName: "A Root of Clocks", From: c.from, Until: c.from.AddDate(40, 0, 0)}); err != nil {
		t.Fatal(err)
	}
	list, err := pki.CRL(t.Context(), c.root, pki.CRLParams{Number: big.NewInt(1), ThisUpdate: c.from, NextUpdate: c.from.AddDate(40, 0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"clocks.pem": pki.EncodeCertificates(c.root.Certificate), "clocks.crl": list} {
		if err := os.WriteFile(filepath.Join(w.Trust(), name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Remove(filepath.Join(w.Trust(), "trust.json")); err != nil {
		t.Fatal(err)
	}
	return c
}

// authority makes one whose certificate is good for so many years.
func (c clocks) authority(t *testing.T, algorithm cms.Algorithm, years int) *tsp.Authority {
	t.Helper()
	k := generate(t, algorithm)
	own, err := pki.IssueClock(t.Context(), c.root, k.Public(), pki.ClockParams{CommonName: "A Clock", From: c.from, Until: c.from.AddDate(years, 0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	a, err := tsp.NewAuthority(tsp.Params{Key: k, Chain: []*x509.Certificate{own}, Policy: "1.2.3.4", Now: c.now})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// sealedBy makes so many copies with timestamps of an authority.
func sealedBy(t *testing.T, w *world.World, stamps authorities, level string, n int) (codes []cert.Code) {
	t.Helper()
	lasting(t, w, level)
	w.Pipeline.Stamps = stamps
	a := w.Holder(t, world.Person())
	for range n {
		codes = append(codes, w.Apply(t, a, w.Certificate(t)).Code)
	}
	w.Seal(t)
	return codes
}

func renew(t *testing.T, w *world.World, r pipeline.Renewal) pipeline.Renewed {
	t.Helper()
	r.Due.Today = w.Clock.Today()
	done, err := w.Pipeline.Renew(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func wantRenewed(t *testing.T, got pipeline.Renewed, due, done, kept int) {
	t.Helper()
	count := func(all map[pipeline.Cause]int) (n int) {
		for _, more := range all {
			n += more
		}
		return n
	}
	left := 0
	for _, n := range got.Kept {
		left += n
	}
	if count(got.Due) != due || got.Done != done || left != kept {
		t.Errorf("%+v; want %d due, %d done, %d kept", got, due, done, kept)
	}
}

// What nears its end is found, gets a timestamp that lasts longer, and is left
// alone from then on; each form stays good.
func TestCopiesAreRenewed(t *testing.T) {
	for _, level := range []string{"b-t", "b-lt", "b-lta"} {
		t.Run(level, func(t *testing.T) {
			world.SealingOnEach(t, func(t *testing.T, w *world.World) {
				c := newClocks(t, w)
				soon, late := c.authority(t, cms.P256, 2), c.authority(t, cms.P256, 20)
				codes := sealedBy(t, w, soon, level, 3)
				var first [][]byte
				for _, code := range codes {
					first = append(first, fileOf(t, w, w.Copy(t, code)))
				}
				due := store.Renewable{Before: w.Clock.Now().AddDate(5, 0, 0)}

				wantRenewed(t, renew(t, w, pipeline.Renewal{Due: due, DryRun: true}), 3, 0, 0)
				_, err := w.Pipeline.Renew(t.Context(), pipeline.Renewal{Due: due})
				wantReason(t, err, "renewal_in_vain")
				for i, code := range codes {
					if now := w.Copy(t, code); len(w.Files(t, "copies/")) != 3 || !bytes.Equal(fileOf(t, w, now), first[i]) {
						t.Fatal("a file was changed for nothing")
					}
				}

				w.Clock.Advance(time.Hour)
				w.Pipeline.Stamps = late
				wantRenewed(t, renew(t, w, pipeline.Renewal{Due: due, Limit: 1}), 1, 1, 0)
				wantRenewed(t, renew(t, w, pipeline.Renewal{Due: due}), 2, 2, 0)
				wantRenewed(t, renew(t, w, pipeline.Renewal{Due: due}), 0, 0, 0)
				for i, code := range codes {
					now := w.Copy(t, code)
					if file := wantLevel(t, w, now, "B-LTA"); !bytes.HasPrefix(file, first[i]) || !slices.Contains(now.Digests, digestOf(first[i])) {
						t.Errorf("the form before is lost: %v", now.Digests)
					}
				}
				if files := w.Files(t, "copies/"); len(files) != 3 {
					t.Errorf("files %v", files)
				}
				if told := trailOf(t, w, "copy.renew"); told != 3 {
					t.Errorf("%d records of renewals", told)
				}
				// Until long after the first authority's end they are proven.
				w.Clock.Set(c.from.AddDate(10, 0, 0))
				if verdict, got, reasons := judged(t, w, fileOf(t, w, w.Copy(t, codes[0]))); got != "B-LTA" {
					t.Errorf("years later: %s %v, %s", verdict, reasons, got)
				}
			})
		})
	}
}

func trailOf(t *testing.T, w *world.World, action string) (n int) {
	t.Helper()
	err := w.Store.View(t.Context(), func(ctx context.Context, r store.Reader) error {
		found, err := r.SearchTrail(ctx, audit.Filter{Action: action}, audit.Place{}, 100)
		n = len(found)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWhatIsDueByAlgorithmAndLevel(t *testing.T) {
	w := world.Sealing(t)
	c := newClocks(t, w)
	sealedBy(t, w, c.authority(t, cms.RSA2048, 20), "b-t", 2)
	weak := store.Renewable{Algorithms: []string{"rsa2048-sha256"}}
	wantRenewed(t, renew(t, w, pipeline.Renewal{Due: store.Renewable{Algorithms: []string{"p256-sha256"}}}), 0, 0, 0)
	got := renew(t, w, pipeline.Renewal{Due: store.Renewable{Levels: []string{"b-b", "b-t"}}, DryRun: true})
	if got.Due[pipeline.LevelCause] != 2 {
		t.Errorf("by level: %+v", got)
	}
	_, err := w.Pipeline.Renew(t.Context(), pipeline.Renewal{Due: weak})
	wantReason(t, err, "renewal_in_vain")
	w.Clock.Advance(time.Hour)
	w.Pipeline.Stamps = c.authority(t, cms.P256, 20)
	got = renew(t, w, pipeline.Renewal{Due: weak})
	if got.Due[pipeline.AlgorithmCause] != 2 || got.Done != 2 {
		t.Errorf("by algorithm: %+v", got)
	}
	wantRenewed(t, renew(t, w, pipeline.Renewal{Due: weak}), 0, 0, 0)
}

// What was sealed before anybody wrote down how long it can be proven is looked
// at, and renewed only where it is due.
func TestWhatNobodyLookedAtIsLookedAt(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		c := newClocks(t, w)
		codes := sealedBy(t, w, c.authority(t, cms.P256, 20), "b-lta", 2)
		w.Update(t, func(ctx context.Context, tx store.Tx) error {
			for _, code := range codes {
				if _, err := tx.ClaimLasting(ctx, "test", code, w.Clock.Now(), time.Hour); err != nil {
					return err
				}
				if err := tx.FinishLasting(ctx, "test", store.Lasting{Code: code}); err != nil {
					return err
				}
			}
			return nil
		})
		due := store.Renewable{Before: w.Clock.Now().AddDate(1, 0, 0)}
		if got := renew(t, w, pipeline.Renewal{Due: due, DryRun: true}); got.Due[pipeline.UnknownCause] != 2 {
			t.Errorf("before: %+v", got)
		}
		if got := renew(t, w, pipeline.Renewal{Due: due}); got.Fresh != 2 || got.Done != 0 {
			t.Errorf("looked at: %+v", got)
		}
		wantRenewed(t, renew(t, w, pipeline.Renewal{Due: due, DryRun: true}), 0, 0, 0)
		wantRenewed(t, renew(t, w, pipeline.Renewal{Due: store.Renewable{Before: w.Clock.Now().AddDate(30, 0, 0)}, DryRun: true}), 2, 0, 0)
	})
}

// Two processes renew at once, and one of them dies in the middle.
func TestRenewingBesideAnother(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		c := newClocks(t, w)
		codes := sealedBy(t, w, c.authority(t, cms.P256, 2), "b-lta", 3)
		late := &counted{authorities: c.authority(t, cms.P256, 20)}
		due := store.Renewable{Before: w.Clock.Now().AddDate(5, 0, 0), Today: w.Clock.Today()}
		dying := w.Another(t)
		dying.Pipeline.Stamps, dying.Pipeline.Store = late, &cutting{dying.Store, "before the transaction ends"}
		if _, err := dying.Pipeline.Renew(t.Context(), pipeline.Renewal{Due: due, Limit: 1}); !errors.Is(err, errCutOff) {
			t.Fatalf("not cut off: %v", err)
		}
		asked := late.n.Load()

		w.Pipeline.Stamps = late
		wantRenewed(t, renew(t, w, pipeline.Renewal{Due: due}), 2, 2, 1) // one is still held
		w.Clock.Advance(2 * time.Minute)
		wantRenewed(t, renew(t, w, pipeline.Renewal{Due: due}), 1, 1, 0)
		if late.n.Load() != asked+2 {
			t.Errorf("%d timestamps besides the dead one's, want one for each copy", late.n.Load()-asked)
		}
		for _, code := range codes {
			wantLevel(t, w, w.Copy(t, code), "B-LTA")
		}
		if files := w.Files(t, "copies/"); len(files) != 3 {
			t.Errorf("files %v", files)
		}
	})
}

// While no timestamp can be had a round ends, and says why.
func TestARoundEndsWithoutTimestamps(t *testing.T) {
	w := world.Sealing(t)
	c := newClocks(t, w)
	sealedBy(t, w, c.authority(t, cms.P256, 2), "b-lta", 2)
	w.Pipeline.Stamps = &outage{authorities: c.authority(t, cms.P256, 20), down: true}
	_, err := w.Pipeline.Renew(t.Context(), pipeline.Renewal{Due: store.Renewable{Before: w.Clock.Now().AddDate(5, 0, 0)}})
	wantReason(t, err, "tsa_unavailable")
	if files := w.Files(t, "copies/"); len(files) != 2 {
		t.Errorf("files %v", files)
	}
}

// ending is authorities in the middle of whose answer a round is told to end.
type ending struct {
	authorities
	end context.CancelFunc
}

func (e *ending) Stamp(ctx context.Context, _ []byte) (tsp.Token, error) {
	e.end()
	<-ctx.Done()
	return tsp.Token{}, ctx.Err()
}

// A round that is told to end holds no copy any longer.
func TestARoundThatEndsLetsGo(t *testing.T) {
	w := world.Sealing(t)
	c := newClocks(t, w)
	sealedBy(t, w, c.authority(t, cms.P256, 2), "b-lta", 3)
	late := c.authority(t, cms.P256, 20)
	due := store.Renewable{Before: w.Clock.Now().AddDate(5, 0, 0), Today: w.Clock.Today()}
	ctx, cancel := context.WithCancel(t.Context())
	w.Pipeline.Stamps = &ending{late, cancel}
	if _, err := w.Pipeline.Renew(ctx, pipeline.Renewal{Due: due}); !errors.Is(err, context.Canceled) {
		t.Fatalf("not ended: %v", err)
	}
	w.Pipeline.Stamps = late
	wantRenewed(t, renew(t, w, pipeline.Renewal{Due: due}), 3, 3, 0)
}
