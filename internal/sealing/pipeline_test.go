package sealing_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/statement"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
	"yinxin.example/yinxin/verify"
)

// check asks package verify about a stored copy.
func check(t *testing.T, w *world.World, file []byte) verify.Report {
	t.Helper()
	trust, err := verify.LoadTrust(w.Trust())
	if err != nil {
		t.Fatal(err)
	}
	report, err := verify.Check(t.Context(), file, verify.Options{Trust: trust, At: w.Clock.Now(), Now: w.Clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func fileOf(t *testing.T, w *world.World, c cert.Copy) []byte {
	t.Helper()
	file, err := w.Blobs.Get(t.Context(), c.Blob)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func wantReason(t *testing.T, err error, reason fault.Reason) {
	t.Helper()
	if fault.ReasonOf(err) != reason || (err == nil) != (reason == "") {
		t.Errorf("got %v, want %q", err, reason)
	}
}

func TestAPendingCopyBecomesReady(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		c := w.Certificate(t)
		applied := w.Apply(t, w.Holder(t, c.Holder), c)
		w.Clock.Advance(time.Second)
		w.Seal(t)

		got := w.Copy(t, applied.Code)
		file := fileOf(t, w, got)
		sum := sha256.Sum256(file)
		if got.State != cert.Ready || !got.MadeAt.Equal(w.Clock.Now()) || got.Template == "" || got.FontSet == "" ||
			len(got.Digests) != 1 || got.Digests[0] != hex.EncodeToString(sum[:]) || got.Snapshot != keptOf(c, file) {
			t.Errorf("stored %+v", got)
		}
		report := check(t, w, file)
		if report.Verdict != verify.Valid || report.Data.Code != string(applied.Code) || report.Data.Scenario != "本人调用" {
			t.Errorf("verdict %s %v, data %+v", report.Verdict, report.Reasons, report.Data)
		}
		if n := len(w.Files(t, "copies/")); n != 1 {
			t.Errorf("%d files", n)
		}
		if n := pending(t, w); n != 0 {
			t.Errorf("%d pending", n)
		}
	})
}

// keptOf is what a copy keeps of the certificate and of how it was made.
func keptOf(c cert.Certificate, file []byte) cert.Snapshot {
	_, digits, _ := bytes.Cut(file, []byte("/Contents <"))
	snap := c.Snapshot()
	snap.Made = cert.Making{EndorsedFrom: civil.MustParse("2021-12-17"), Demo: true, ContentsLen: bytes.IndexByte(digits, '>')}
	return snap
}

func pending(t *testing.T, w *world.World) (n int) {
	t.Helper()
	err := w.Store.View(t.Context(), func(ctx context.Context, r store.Reader) (err error) {
		n, err = r.CountPending(ctx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestManyAtOnceAreSealedOnceEach(t *testing.T) {
	world.SealingOnEach(t, func(t *testing.T, w *world.World) {
		a := w.Holder(t, world.Person())
		var codes []cert.Code
		for range 50 {
			codes = append(codes, w.Apply(t, a, w.Certificate(t)).Code)
		}
		other := w.Another(t)
		done := make(chan error, 2)
		for _, p := range []interface{ SealPending(context.Context) error }{w.Pipeline, other.Pipeline} {
			go func() { done <- p.SealPending(t.Context()) }()
		}
		for range 2 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		for _, code := range codes {
			if got := w.Copy(t, code); got.State != cert.Ready {
				t.Errorf("%s is %s", code, got.State)
			}
		}
		if n := len(w.Files(t, "copies/")); n != len(codes) {
			t.Errorf("%d files of %d copies", n, len(codes))
		}
	})
}

func TestAnApplicationOvertakenFails(t *testing.T) {
	for name, change := range map[string]func(*testing.T, *world.World, cert.ID){
		"before it is drawn": func(t *testing.T, w *world.World, id cert.ID) { w.SetState(t, id, cert.Suspended) },
		"while it is drawn": func(t *testing.T, w *world.World, id cert.ID) {
			w.Pipeline.Blobs = &afterPut{Store: w.Blobs, then: func() error { w.SetState(t, id, cert.Revoked); return nil }}
		},
	} {
		t.Run(name, func(t *testing.T) {
			world.SealingOnEach(t, func(t *testing.T, w *world.World) {
				c := w.Certificate(t)
				a := w.Holder(t, c.Holder)
				var ended []error
				w.Pipeline.Sealed = func(_ time.Duration, err error) { ended = append(ended, err) }
				applied := w.Apply(t, a, c)
				change(t, w, c.ID)
				w.Seal(t)

				got := w.Copy(t, applied.Code)
				if got.State != cert.Failed || got.FailReason != "certificate_changed" {
					t.Errorf("copy is %s, %q", got.State, got.FailReason)
				}
				if files := w.Files(t, "copies/"); len(files) != 0 {
					t.Errorf("left behind: %v", files)
				}
				if len(ended) != 1 || fault.ReasonOf(ended[0]) != "certificate_changed" {
					t.Errorf("told of %v", ended)
				}
				item, err := w.Holding.Find(t.Context(), a, c.ID)
				if turns := w.Policy().Scenarios[0].Turns(w.Clock.Today(), item.Copies); err != nil || turns.Used != 0 {
					t.Errorf("%d turns used, %v", turns.Used, err)
				}
			})
		})
	}
}

func TestASealRefusesWhatIsNotOnItsList(t *testing.T) {
	w := world.Sealing(t)
	seal := sealsOf(t, w)["示例人事考试中心"]
	seal.Scope = cert.SealScope{{Qualification: "注册测绘师"}}
	w.Update(t, func(ctx context.Context, tx store.Tx) error { return tx.UpdateSeal(ctx, seal) })
	c := w.Certificate(t)
	applied := w.Apply(t, w.Holder(t, c.Holder), c)
	w.Seal(t)
	if got := w.Copy(t, applied.Code); got.State != cert.Failed || got.FailReason != "seal_refuses" {
		t.Errorf("copy is %s, %q", got.State, got.FailReason)
	}
}

// sealsOf are the seals of certificates, by authority; that of reports is not
// among them.
func sealsOf(t *testing.T, w *world.World) map[string]store.Seal {
	t.Helper()
	all := map[string]store.Seal{}
	err := w.Store.View(t.Context(), func(ctx context.Context, r store.Reader) error {
		seals, err := r.Seals(ctx)
		for _, s := range seals {
			if _, reports := s.Scope.Find(statement.ReportScope); !reports {
				all[s.Authority] = s
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestTheSameCopyIsDrawnAlike(t *testing.T) {
	w := world.Sealing(t)
	c := w.Certificate(t)
	applied := w.Apply(t, w.Holder(t, c.Holder), c)
	failing := &failOnce{Store: w.Store}
	w.Pipeline.Store = failing
	sealInterrupted(t, w, failing)
	first := onlyFile(t, w)

	// Take the file away: the next run has to draw it again, at the same time.
	body := fileOf(t, w, cert.Copy{Blob: first})
	if err := w.Blobs.Delete(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	release(t, w)
	w.Seal(t)
	again := fileOf(t, w, w.Copy(t, applied.Code))
	if cut := strings.Index(string(body), "/Contents"); cut < 0 || !bytes.Equal(body[:cut], again[:cut]) || len(body) != len(again) {
		t.Error("the same copy was drawn in two ways")
	}
}

func release(t *testing.T, w *world.World) {
	t.Helper()
	w.Update(t, func(ctx context.Context, tx store.Tx) error { return tx.ReleaseCopies(ctx, w.Pipeline.Owner) })
}
