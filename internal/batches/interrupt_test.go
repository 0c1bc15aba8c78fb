package batches_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"

	"yinxin.example/yinxin/internal/batches"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/checking"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

// cutOff checks until a part too many, and is killed there.
type cutOff struct {
	batches.Checker
	after int
	kill  context.CancelFunc
}

func (c *cutOff) Files(ctx context.Context, files []checking.Given) ([]checking.Judged, error) {
	if c.after--; c.after < 0 {
		c.kill()
		return nil, errors.New("killed")
	}
	return c.Checker.Files(ctx, files)
}

// A process that is killed loses nothing, and what takes over checks nothing
// twice, though its clock has moved on.
func TestAKilledProcessChecksNothingTwice(t *testing.T) {
	w := world.Sealing(t)
	s := open(t, w)
	copied, good := s.sealed(t)
	var files []file
	for i := range 900 { // five parts
		files = append(files, file{fmt.Sprintf("%d.pdf", i), []byte("%PDF-1.7 of another maker")})
	}
	files[0].content = good
	b := s.receive(t, files...)
	checks := s.Checks
	for cut := range 4 {
		ctx, kill := context.WithCancel(t.Context())
		s.Checks = &cutOff{checks, 1, kill}
		if err := s.Work(ctx); err == nil {
			t.Fatalf("cut %d: nothing was cut off", cut)
		}
		kill()
		w.Clock.Set(w.Clock.Now().Add(5 * 60_000_000_000))
	}
	s.Checks = checks
	s.work(t)
	b = s.find(t, b.ID)
	if b.State != store.BatchDone || b.Done != 900 || b.Counts[batches.Valid] != 1 || b.Counts[batches.Indeterminate]+b.Counts[batches.Invalid] != 899 {
		t.Errorf("%+v", b)
	}
	if n := len(s.checks(t, copied.Certificate)); n != 1 {
		t.Errorf("%d lines in the holder's history, want 1", n)
	}
}

func TestCancelledAndDeleted(t *testing.T) {
	w := world.Found(t)
	s := open(t, w)
	b := s.receive(t, file{"a.pdf", []byte("%PDF-1.7")})
	other := batches.Asker{Organisation: "org-2", Account: "x"}
	for name, do := range map[string]func() error{
		"find":   func() error { _, err := s.Find(t.Context(), "org-2", b.ID); return err },
		"nobody": func() error { _, err := s.Find(t.Context(), "", b.ID); return err },
		"rows":   func() error { _, _, err := s.Rows(t.Context(), "org-2", b.ID, "", 0, 10); return err },
		"report": func() error { _, _, err := s.Report(t.Context(), "org-2", b.ID); return err },
		"cancel": func() error { return s.Cancel(t.Context(), other, b.ID) },
		"delete": func() error { return s.Delete(t.Context(), other, b.ID) },
		"sheet": func() error {
			return s.WriteVerdicts(t.Context(), "org-2", b.ID, "csv-utf-8", batches.Chinese, &bytes.Buffer{})
		},
	} {
		if err := do(); !fault.Is(err, fault.NotFound) || fault.ReasonOf(err) != "batch_not_found" {
			t.Errorf("another organisation may %s: %v", name, err)
		}
	}
	if err := s.Cancel(t.Context(), s.by, b.ID); err != nil {
		t.Fatal(err)
	}
	s.work(t)
	if b = s.find(t, b.ID); b.State != store.BatchCancelled || b.Done != 0 {
		t.Errorf("%+v", b)
	}
	if err := s.Cancel(t.Context(), s.by, b.ID); !fault.Is(err, fault.Conflict) {
		t.Errorf("cancelled twice: %v", err)
	}
	w.Clock.Set(w.Clock.Now().AddDate(0, 0, s.KeepDays+1))
	if err := s.Prune(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.work(t)
	if _, err := s.Find(t.Context(), "org-1", b.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("it is kept beyond its days: %v", err)
	}
	if left := w.Files(t, "batches/"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestATableOfPeople(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		s := open(t, w)
		inForce := w.Certificate(t)
		revoked := w.Certificate(t)
		w.SetState(t, revoked.ID, cert.Revoked)
		who := world.Person()
		row := func(number string) string { return who.Document.Number + "," + who.Name + "," + number + "\n" }
		table := "\ufeff证件号码,姓名,管理号/查询编号\n" + row(inForce.ManagementNumber) + row(revoked.ManagementNumber) +
			row("=1+1") + "119945198805178925,别人," + inForce.ManagementNumber + "\n,,x\n"
		b, err := s.ReceiveTable(t.Context(), s.by, batches.Upload{Name: "=cmd.csv", Content: bytes.NewReader([]byte(table))})
		if err != nil {
			t.Fatal(err)
		}
		s.work(t)
		want := []string{"valid", "invalid certificate_revoked", "not_found nothing_found", "not_found nothing_found", "unreadable id_empty"}
		if got := s.outcomes(t, b.ID); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%q, want %q", got, want)
		}
		checks := s.checks(t, inForce.ID)
		if len(checks) != 1 || checks[0].Way != store.CheckedInBatch || checks[0].Organisation != "org-1" {
			t.Errorf("the holder's history: %+v", checks)
		}
		var sheet bytes.Buffer
		if err := s.WriteVerdicts(t.Context(), "org-1", b.ID, "csv-utf-8", batches.Chinese, &sheet); err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(sheet.Bytes(), []byte(",'=1+1,")) || bytes.Contains(sheet.Bytes(), []byte(",=")) {
			t.Errorf("a spreadsheet would run this:\n%s", sheet.String())
		}
		for reason, wrong := range map[fault.Reason]string{"batch_header": "a,b,c\n1,2,3\n", "batch_empty": "证件号码,姓名,管理号\n"} {
			_, err := s.ReceiveTable(t.Context(), s.by, batches.Upload{Name: "t.csv", Content: bytes.NewReader([]byte(wrong))})
			if !fault.Is(err, fault.Invalid) || fault.ReasonOf(err) != reason {
				t.Errorf("%q: %v, want %s", wrong, err, reason)
			}
		}
	})
}
