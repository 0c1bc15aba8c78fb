package checking_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/checking"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

// Checks that come faster than they are written are told of once, not each.
func TestAFloodOfChecksIsOneLine(t *testing.T) {
	w := world.Sealing(t)
	copied, _ := sealed(t, w)
	var log bytes.Buffer
	h := checking.NewHistory(w.Store, w.Clock.Now, 30, slog.New(slog.NewTextHandler(&log, nil)))
	const more = 5
	for range 1<<14 + more {
		h.Note(store.Check{Certificate: copied.Certificate, Code: copied.Code, Way: store.CheckedByCode})
	}
	for range 2 {
		if _, err := h.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := log.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, "checks=5") {
		t.Errorf("logged:\n%s", got)
	}
}

// failing is a store that is away until it is back.
type failing struct {
	store.Store

	away bool
}

var errAway = errors.New("the database is away")

func (f *failing) Update(ctx context.Context, do func(ctx context.Context, tx store.Tx) error) error {
	if f.away {
		return errAway
	}
	return f.Store.Update(ctx, do)
}

// Checks that could not be written are once the database is back, each once and
// at the time it was made.
func TestChecksOutlastAnOutage(t *testing.T) {
	w := world.Sealing(t)
	copied, _ := sealed(t, w)
	s := &failing{Store: w.Store, away: true}
	h := checking.NewHistory(s, w.Clock.Now, 30, slog.New(slog.DiscardHandler))
	at := w.Clock.Now()
	h.Note(store.Check{Certificate: copied.Certificate, Code: copied.Code, Way: store.CheckedByCode})
	if _, err := h.Flush(t.Context()); !errors.Is(err, errAway) {
		t.Fatal(err)
	}
	w.Clock.Set(at.Add(time.Minute))
	s.away = false
	for range 2 {
		if _, err := h.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	var kept []store.Check
	err := w.Store.View(t.Context(), func(ctx context.Context, r store.Reader) (err error) {
		kept, err = r.ChecksOf(ctx, copied.Certificate, store.Check{}, 10)
		return err
	})
	if err != nil || len(kept) != 1 || !kept[0].At.Equal(at.Truncate(time.Minute)) {
		t.Errorf("%v, %+v, want one of %s", err, kept, at)
	}
}
