package world

import (
	"log/slog"
	"testing"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/config"
	"yinxin.example/yinxin/internal/demo"
)

// Demonstration fills a folder as `yinxin demo` does, on the machine's clock.
func Demonstration(t testing.TB, folder string) {
	t.Helper()
	f := app.Folder(folder)
	if err := demo.Ready(f); err != nil {
		t.Fatal(err)
	}
	ShareGlyphs(t, f)
	conf := config.Default()
	conf.Data, conf.PublicURL = folder, "http://127.0.0.1:9"
	conf.DeliversFor = demo.DeliversFor()
	clock := new(demo.Clock)
	a := Open(t, conf, app.Options{Now: clock.Now, Demo: true, Press: true})
	if err := demo.Fill(t.Context(), a.App, clock); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
}

// Open opens an installation that is there, or is made by opening it. Its
// world has no clock of its own.
func Open(t testing.TB, conf config.Config, o app.Options) *World {
	t.Helper()
	o.Log = slog.New(slog.DiscardHandler)
	a, err := app.Open(t.Context(), conf, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() }) // again, where the test has closed it
	return &World{App: a}
}
