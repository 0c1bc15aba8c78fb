package demo_test

import (
	"crypto/x509"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/config"
	"yinxin.example/yinxin/internal/demo"
	"yinxin.example/yinxin/internal/holding"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

func TestReady(t *testing.T) {
	for _, test := range []struct {
		name   string
		before []string // files in the folder, nil for none
		after  []string
		refuse bool
	}{
		{"a missing folder", nil, []string{app.DemoMark}, false},
		{"somebody's files", []string{"thesis.tex"}, []string{"thesis.tex"}, true},
		{"a complete demonstration", []string{app.DemoMark, "DEMO-READY", "yinxin.db"}, []string{app.DemoMark, "DEMO-READY", "yinxin.db"}, false},
		{"one cut off while it was filled", []string{app.DemoMark, "yinxin.db", "keys", "glyphs"}, []string{app.DemoMark, "glyphs"}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			folder := filepath.Join(t.TempDir(), "data")
			if test.before != nil {
				put(t, folder, test.before)
			}
			if err := demo.Ready(app.Folder(folder)); (err != nil) != test.refuse {
				t.Errorf("Ready: %v", err)
			}
			left, err := os.ReadDir(folder)
			if err != nil || len(left) != len(test.after) {
				t.Errorf("left are %v, %v, want %v", left, err, test.after)
			}
			for _, name := range test.after {
				if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

func put(t *testing.T, folder string, names []string) {
	t.Helper()
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func open(t *testing.T, folder string, clock *demo.Clock) *world.World {
	t.Helper()
	conf := config.Default()
	conf.Data, conf.PublicURL = folder, "http://127.0.0.1:9"
	conf.DeliversFor = demo.DeliversFor()
	return world.Open(t, conf, app.Options{Now: clock.Now, Demo: true, Press: true})
}

func itemsOf(t *testing.T, w *world.World, username string) []holding.Item {
	t.Helper()
	items, err := w.Holding.List(t.Context(), w.Account(t, username))
	if err != nil {
		t.Fatal(err)
	}
	return items
}

func TestWhatTheAccountsShow(t *testing.T) {
	folder := t.TempDir()
	world.Demonstration(t, folder)
	clock := new(demo.Clock)
	w := open(t, folder, clock)
	today := civil.Of(clock.Now())

	holder := itemsOf(t, w, "holder")
	if len(holder) != 5 {
		t.Errorf("holder has %d certificates, want 5", len(holder))
	}
	for _, item := range holder {
		if len(item.Copies) != 0 {
			t.Errorf("holder has endorsed already")
		}
	}
	if n := len(itemsOf(t, w, "empty")); n != 0 {
		t.Errorf("empty has %d certificates", n)
	}
	if a := w.Account(t, "officer"); a.Role != store.OfficerRole || a.Authority == "" {
		t.Errorf("officer is %s of %q", a.Role, a.Authority)
	}

	inWork, _, err := w.Intake.List(t.Context(), w.Account(t, "officer").Authority, "")
	if err != nil || len(inWork) != 1 || inWork[0].State != store.DeliveryChecked || inWork[0].Refused == 0 {
		t.Errorf("deliveries in work: %+v, %v", inWork, err)
	}

	var used cert.Turns
	ends := map[string]bool{}
	for _, item := range itemsOf(t, w, "history") {
		if len(item.Copies) == 0 {
			continue
		}
		used = w.Policy().Scenarios[0].Turns(today, item.Copies)
		for _, c := range item.Copies {
			if c.State != cert.Ready {
				t.Errorf("a copy is %s", c.State)
			}
			ends["expired"] = ends["expired"] || c.ExpiredAt(clock.Now())
			ends["in six days"] = ends["in six days"] || c.Endorsement.ValidUntil == today.AddDays(6)
		}
	}
	if used.Left() != 0 || used.Limit == 0 || !ends["expired"] || !ends["in six days"] {
		t.Errorf("history: %+v, %v", used, ends)
	}
	for _, account := range demo.Accounts() {
		_, a, err := w.SignIn.Login(t.Context(), account.Username, demo.Password, "test")
		if err != nil {
			t.Errorf("%s: %v", account.Username, err)
		}
		if a.TOTPSecret != account.TOTPSecret() || signin.NextStep(a, false) == signin.EnrolStep {
			t.Errorf("%s: another second factor than the one announced", account.Username)
		}
	}
	if !demo.Filled(app.Folder(folder)) {
		t.Error("the folder does not say that it is complete")
	}
}

func TestADemonstrationInThePast(t *testing.T) {
	clock := new(demo.Clock)
	clock.Set(time.Date(2022, time.January, 3, 9, 0, 0, 0, civil.Shanghai()))
	folder := t.TempDir()
	if err := demo.Ready(app.Folder(folder)); err != nil {
		t.Fatal(err)
	}
	world.ShareGlyphs(t, app.Folder(folder))
	w := open(t, folder, clock)
	if err := demo.Fill(t.Context(), w.App, clock); err != nil {
		t.Fatal(err)
	}
	if now := clock.Now(); now.Year() != 2022 || now.YearDay() != 3 {
		t.Errorf("the clock stands at %s", now)
	}
}

func TestTheRevocationListIsRenewed(t *testing.T) {
	clock := new(demo.Clock)
	conf := config.Default()
	conf.Data, conf.PublicURL = t.TempDir(), "http://127.0.0.1:9"
	if err := app.Folder(conf.Data).MarkDemo(); err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(t.Context(), conf, app.Options{Now: clock.Now, Log: slog.New(slog.DiscardHandler), Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if err := demo.Found(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	if err := demo.OpenIssuer(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	list := func() *x509.RevocationList {
		t.Helper()
		l, err := a.Revocation.List(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		der, err := x509.ParseRevocationList(l.DER)
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
	first := list()
	if again := list(); again.Number.Cmp(first.Number) != 0 {
		t.Error("made anew for each reader")
	}
	clock.Set(first.NextUpdate.Add(-time.Hour))
	if renewed := list(); renewed.Number.Cmp(first.Number) <= 0 || !renewed.NextUpdate.After(first.NextUpdate) {
		t.Errorf("not renewed: %v until %s", renewed.Number, renewed.NextUpdate)
	}
	onDisk, err := os.ReadFile(filepath.Join(a.Folder.Trust(), "seals.crl"))
	if err != nil {
		t.Fatal(err)
	}
	if kept, err := x509.ParseRevocationList(onDisk); err != nil || kept.Number.Cmp(list().Number) != 0 {
		t.Errorf("the file beside the root is another: %v", err)
	}
}
