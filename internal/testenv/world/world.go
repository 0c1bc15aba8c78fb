// Package world opens whole installations for tests of use cases: the real
// adapters over each real database, demo seals, and a clock that stands still
// until it is set.
package world

import (
	"context"
	"log/slog"
	"testing"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/config"
	"yinxin.example/yinxin/internal/demo"
	"yinxin.example/yinxin/internal/testenv"
)

// World is an installation with the sample catalogue and a seal for each
// authority, without certificates or accounts.
type World struct {
	*app.App
	Clock *Clock

	open func(t testing.TB) *app.App
}

// OnEach runs a test on SQLite and on PostgreSQL, in a world of its own each.
// Nothing can be drawn in it.
func OnEach(t *testing.T, test func(t *testing.T, w *World)) {
	t.Helper()
	onEach(t, false, test)
}

// SealingOnEach is OnEach with fonts: copies can be sealed.
func SealingOnEach(t *testing.T, test func(t *testing.T, w *World)) {
	t.Helper()
	onEach(t, true, test)
}

func onEach(t *testing.T, press bool, test func(t *testing.T, w *World)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, begin(t, "", press)) })
	t.Run("postgres", func(t *testing.T) { test(t, begin(t, testenv.Postgres(t), press)) })
}

// Sealing is a world on SQLite in which copies can be sealed.
func Sealing(t testing.TB) *World {
	t.Helper()
	return begin(t, "", true)
}

// SealingUnder is Sealing with the configuration edited before it is opened.
func SealingUnder(t testing.TB, edit func(*config.Config)) *World {
	t.Helper()
	return begin(t, "", true, edit)
}

func begin(t testing.TB, database string, press bool, edits ...func(*config.Config)) *World {
	t.Helper()
	w := bare(t, database, press, edits...)
	if err := demo.Found(t.Context(), w.App); err != nil {
		t.Fatal(err)
	}
	return w
}

// Found is a world on SQLite in which nothing can be drawn.
func Found(t testing.TB) *World {
	t.Helper()
	return begin(t, "", false)
}

// Bare is a world on SQLite with neither catalogue nor seals, in which copies
// can be sealed once it has them.
func Bare(t testing.TB) *World {
	t.Helper()
	return bare(t, "", true)
}

func bare(t testing.TB, database string, press bool, edits ...func(*config.Config)) *World {
	t.Helper()
	folder := app.Folder(t.TempDir())
	if err := folder.MarkDemo(); err != nil {
		t.Fatal(err)
	}
	if press {
		ShareGlyphs(t, folder)
	}
	conf := config.Default()
	conf.Data, conf.Database, conf.PublicURL = string(folder), database, "https://yinxin.example"
	conf.DeliversFor = demo.DeliversFor()
	conf.Webhooks = demo.Webhooks()
	for _, edit := range edits {
		edit(&conf)
	}
	w := &World{Clock: newClock()}
	w.open = func(t testing.TB) *app.App {
		t.Helper()
		a, err := app.Open(t.Context(), conf, app.Options{
			Now: w.Clock.Now, Log: slog.New(slog.DiscardHandler), Demo: true, Press: press,
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := a.Close(); err != nil {
				t.Error(err)
			}
		})
		return a
	}
	w.App = w.open(t)
	return w
}

// Another opens the same installation once more, as another process would.
func (w *World) Another(t testing.TB) *app.App {
	t.Helper()
	return w.open(t)
}

// Seal seals what is pending.
func (w *World) Seal(t testing.TB) {
	t.Helper()
	if err := w.Pipeline.SealPending(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}
}

// Trust is the folder that checkers are given.
func (w *World) Trust() string { return w.Folder.Trust() }
