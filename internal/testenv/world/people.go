package world

import (
	"context"
	"crypto/rand"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/holding"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

// Person is the holder whose certificates Certificate makes.
func Person() person.Identity {
	return person.Identity{
		Name: "林若溪", Sex: person.Female, BirthDate: civil.MustParse("1988-05-17"),
		Document: person.Document{Type: person.ResidentCard, Number: "119945198805178925"},
		Mobile:   "19900007963",
	}
}

// Certificate delivers one that needs an endorsement, changed by edits.
func (w *World) Certificate(t testing.TB, edits ...func(*cert.Certificate)) cert.Certificate {
	t.Helper()
	c := cert.Certificate{
		ID: cert.ID(random()), ManagementNumber: strings.ToUpper(random()), Holder: Person(),
		Qualification: "注册城乡规划师", EnglishName: "Registered Urban and Rural Planner",
		ApprovedOn: civil.MustParse("2021-12-08"), IssuedOn: civil.MustParse("2022-03-01"),
		Authority: "示例人事考试中心", Kind: cert.ECertificate, State: cert.InForce, Version: 1,
	}
	for _, edit := range edits {
		edit(&c)
	}
	w.Update(t, func(ctx context.Context, tx store.Tx) error {
		return tx.AddCertificates(ctx, []cert.Certificate{c})
	})
	return c
}

// Holder opens an account of the person, proven to be theirs unless an edit
// says otherwise.
func (w *World) Holder(t testing.TB, who person.Identity, edits ...func(*store.Account)) store.Account {
	t.Helper()
	a := store.Account{
		ID: random(), Username: random(), Role: store.HolderRole, Name: who.Name, Document: who.Document,
		Phone: who.Mobile, PhoneConfirmed: true, PasswordHash: "none", ClaimedAt: w.Clock.Now(), CreatedAt: w.Clock.Now(),
		NoticeVersion: w.Policy().NoticeVersion,
	}
	for _, edit := range edits {
		edit(&a)
	}
	w.Update(t, func(ctx context.Context, tx store.Tx) error { return tx.AddAccount(ctx, a) })
	return a
}

// Apply applies for an endorsement of the longest validity.
func (w *World) Apply(t testing.TB, a store.Account, c cert.Certificate) cert.Copy {
	t.Helper()
	made, err := w.Holding.Endorse(t.Context(), a, c.ID, w.Application(""))
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// Application is one for the default scenario and the longest validity.
func (w *World) Application(key string) holding.Application {
	scenario := w.Policy().Scenarios[0]
	return holding.Application{Scenario: scenario.Name, ValidUntil: scenario.LastDay(w.Clock.Today()), Key: key}
}

// Copy reads a copy as it is stored.
func (w *World) Copy(t testing.TB, code cert.Code) (c cert.Copy) {
	t.Helper()
	err := w.Store.View(t.Context(), func(ctx context.Context, r store.Reader) (err error) {
		c, err = r.Copy(ctx, code)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// SetState changes a certificate's state.
func (w *World) SetState(t testing.TB, id cert.ID, s cert.State) {
	t.Helper()
	w.Update(t, func(ctx context.Context, tx store.Tx) error { return tx.SetCertificateState(ctx, id, s) })
}

// Update writes to the store.
func (w *World) Update(t testing.TB, f func(ctx context.Context, tx store.Tx) error) {
	t.Helper()
	if err := w.Store.Update(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

// Files lists the keys of the stored files that begin with prefix.
func (w *World) Files(t testing.TB, prefix string) (keys []string) {
	t.Helper()
	for info, err := range w.Blobs.List(t.Context(), prefix) {
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, info.Key)
	}
	return keys
}

// Account reads an account by its user name.
func (w *World) Account(t testing.TB, username string) (a store.Account) {
	t.Helper()
	err := w.Store.View(t.Context(), func(ctx context.Context, r store.Reader) (err error) {
		a, err = r.AccountByUsername(ctx, username)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func random() string { return strings.ToLower(rand.Text()) }
