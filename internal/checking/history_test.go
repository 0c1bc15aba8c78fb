package checking_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

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
	for range 4096 + more {
		h.Note(store.Check{Certificate: copied.Certificate, Code: copied.Code, Way: store.CheckedByCode})
	}
	for range 2 {
		if err := h.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := log.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, "checks=5") {
		t.Errorf("logged:\n%s", got)
	}
}
