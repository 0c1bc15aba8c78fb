package owndata_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/owndata"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

// Longer than a page of the store's, by a little.
const (
	manyChecks = store.ListLimit + 3
	manyEvents = 2*store.ListLimit + 7
)

func newService(w *world.World) *owndata.Service {
	return &owndata.Service{Store: w.Store, Blobs: w.Blobs, SignIn: w.SignIn, Holding: w.Holding, Desk: w.Desk, Now: w.Clock.Now}
}

// signedIn is a session in which the owner was recognised just now.
func signedIn(t *testing.T, w *world.World, a store.Account) string {
	t.Helper()
	var token string
	w.Update(t, func(ctx context.Context, tx store.Tx) (err error) {
		token, err = w.SignIn.Admit(ctx, tx, a, "for a test")
		return err
	})
	return token
}

// busyHolder has a certificate that was checked often, and has done much.
func busyHolder(t *testing.T, w *world.World) store.Account {
	t.Helper()
	a, c := w.Holder(t, world.Person()), w.Certificate(t)
	w.Update(t, func(ctx context.Context, tx store.Tx) error {
		o := store.Organisation{ID: "org", Name: "示例招标单位", Number: "91110000MA0000000X", CreatedAt: w.Clock.Now(), ConfirmedAt: w.Clock.Now()}
		if err := tx.AddOrganisation(ctx, o); err != nil {
			return err
		}
		var checks []store.Check
		for n := range manyChecks {
			checks = append(checks, store.Check{Certificate: c.ID, At: w.Clock.Now().Add(-time.Duration(n) * time.Minute), Way: store.CheckedByData, Organisation: o.ID})
		}
		if err := tx.AddChecks(ctx, checks); err != nil {
			return err
		}
		for n := range manyEvents {
			e := audit.Entry{At: w.Clock.Now(), Actor: a.ID, Action: "copy.fetch", Subject: fmt.Sprint(n)}
			if err := tx.Record(ctx, e); err != nil {
				return err
			}
		}
		return tx.Record(ctx, audit.Entry{At: w.Clock.Now(), Actor: "somebody else", Action: "certificate.suspend", Subject: a.ID})
	})
	return a
}

func TestEverythingIsHandedOut(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		a := busyHolder(t, w)
		h, err := newService(w).Export(t.Context(), signedIn(t, w, a))
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := h.WriteJSON(t.Context(), &out); err != nil {
			t.Fatal(err)
		}
		var said struct {
			Account struct {
				Username       string
				DocumentNumber string `json:"document_number"`
			}
			Passkeys, Requests []any
			Certificates       []struct {
				Copies []any
				Checks []owndata.Check
			}
			Trail []owndata.Event `json:"audit_trail"`
		}
		if err := json.Unmarshal(out.Bytes(), &said); err != nil {
			t.Fatal(err)
		}
		if said.Account.Username != a.Username || said.Account.DocumentNumber != a.Document.Number || said.Passkeys == nil {
			t.Errorf("%+v", said.Account)
		}
		if len(said.Certificates) != 1 || len(said.Certificates[0].Checks) != manyChecks || said.Certificates[0].Copies == nil {
			t.Fatalf("%d certificates", len(said.Certificates))
		}
		last := w.Clock.Now().Add(time.Hour)
		for _, c := range said.Certificates[0].Checks {
			if !c.At.Before(last) || c.Organisation != "示例招标单位" {
				t.Fatalf("%+v after %s", c, last)
			}
			last = c.At
		}
		if n := len(said.Trail); n < manyEvents || n > manyEvents+5 {
			t.Errorf("%d events of %d", n, manyEvents)
		}
		if strings.Contains(out.String(), "certificate.suspend") || strings.Contains(out.String(), "$argon2id$") {
			t.Error("somebody else's doing, or a secret, is handed out")
		}
	})
}

// Handing out asks who one is, and what fails on the way is told.
func TestHandingOutIsRefused(t *testing.T) {
	w := world.Bare(t)
	a := busyHolder(t, w)
	s, token := newService(w), signedIn(t, w, a)
	h, err := s.Export(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	full := errors.New("full")
	if err := h.WriteJSON(t.Context(), &limited{left: 100_000, err: full}); !errors.Is(err, full) {
		t.Errorf("a disk that is full: %v", err)
	}
	gone, end := context.WithCancel(t.Context())
	end()
	if err := h.WriteJSON(gone, io.Discard); !errors.Is(err, context.Canceled) {
		t.Errorf("a reader who left: %v", err)
	}
	w.Clock.Advance(signin.DefaultLimits().Recent)
	for token, want := range map[string]fault.Reason{token: "reauthenticate", "none": "not_signed_in"} {
		if _, err := s.Export(t.Context(), token); fault.ReasonOf(err) != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// limited takes so many bytes.
type limited struct {
	left int
	err  error
}

// Write implements io.Writer.
func (l *limited) Write(b []byte) (int, error) {
	if l.left -= len(b); l.left < 0 {
		return 0, l.err
	}
	return len(b), nil
}
