package checking_test

import (
	"bytes"
	"context"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/checking"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/store/relational"
	"yinxin.example/yinxin/internal/store/sqlite"
	"yinxin.example/yinxin/internal/testenv/world"
	"yinxin.example/yinxin/internal/vault"
)

// watched is a store of which every call in a transaction is noted; a call that
// is not listed here ends the test, for there is no store behind it.
type watched struct {
	store.Store
	calls *[]string
}

func (w watched) Update(ctx context.Context, f func(ctx context.Context, tx store.Tx) error) error {
	return w.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		return f(ctx, watchedTx{under: tx, calls: w.calls})
	})
}

type watchedTx struct {
	store.Tx // nil
	under    store.Tx
	calls    *[]string
}

func (w watchedTx) note(call string) { *w.calls = append(*w.calls, call) }

func (w watchedTx) Allow(ctx context.Context, key string, now time.Time, burst int, every time.Duration) (bool, error) {
	w.note("allow")
	return w.under.Allow(ctx, key, now, burst, every)
}

func (w watchedTx) TakeLookups(ctx context.Context, organisation string, day civil.Date, n, limit int) (int, error) {
	w.note("take")
	return w.under.TakeLookups(ctx, organisation, day, n, limit)
}

func (w watchedTx) CertificatesKnown(ctx context.Context, k store.Known) ([]cert.Certificate, error) {
	w.note("certificates")
	return w.under.CertificatesKnown(ctx, k)
}

func (w watchedTx) NamesTied(ctx context.Context, d person.Document) ([]person.NameTie, error) {
	w.note("names")
	return w.under.NamesTied(ctx, d)
}

func (w watchedTx) Record(ctx context.Context, e audit.Entry) error {
	w.note("record " + e.Subject + e.After)
	return w.under.Record(ctx, e)
}

// opening counts what is decrypted.
type opening struct {
	*vault.Vault
	opened *int
}

func (o opening) Open(purpose string, sealed []byte) ([]byte, error) {
	*o.opened++
	return o.Vault.Open(purpose, sealed)
}

// Whatever is wrong, and whoever there is, the same is asked of the store in the
// same order, the same is written down, and nothing is decrypted: neither the
// answer nor the time it takes says who has a certificate.
func TestNotFoundIsTheSameWork(t *testing.T) {
	now := time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	master, err := vault.NewMasterKey(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	v, err := vault.Create(t.Context(), filepath.Join(t.TempDir(), "keys"), clock, master)
	if err != nil {
		t.Fatal(err)
	}
	var opened int
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "yinxin.db"), relational.Options{Cipher: opening{v, &opened}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	who := world.Person()
	shown := cert.Certificate{
		ID: "shown", ManagementNumber: "M1", Holder: who, Qualification: "注册城乡规划师", Authority: "示例人事考试中心",
		ApprovedOn: civil.MustParse("2021-12-08"), IssuedOn: civil.MustParse("2022-03-01"), Kind: cert.ECertificate, State: cert.InForce, Version: 1,
	}
	hidden, older := shown, shown
	hidden.ID, hidden.ManagementNumber, hidden.Delivery = "hidden", "M2", "not-public"
	older.ID, older.ManagementNumber, older.State = "older", "M3", cert.Corrected
	renewed := person.Document{Type: person.ResidentCard, Number: "11010519491231002X"}
	err = s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
		if err := tx.AddOrganisation(ctx, store.Organisation{ID: "o", Number: "1", ConfirmedAt: clock(), CreatedAt: clock()}); err != nil {
			return err
		}
		if err := tx.TieDocuments(ctx, person.DocumentTie{Authority: shown.Authority, Documents: [2]person.Document{who.Document, renewed}}, "p", clock()); err != nil {
			return err
		}
		if err := tx.TieNames(ctx, person.NameTie{Authority: shown.Authority, Document: renewed, Recorded: who.Name, Name: "林若曦"}, "p", clock()); err != nil {
			return err
		}
		return tx.AddCertificates(ctx, []cert.Certificate{shown, hidden, older})
	})
	if err != nil {
		t.Fatal(err)
	}
	var calls []string
	l := &checking.Lookup{Store: watched{s, &calls}, Policy: cert.DefaultPolicy(), Now: clock}
	ask := func(number, name, of string) []string {
		calls, opened, now = nil, 0, now.AddDate(0, 0, 1) // all attempts are back
		q := checking.Question{DocumentNumber: number, Name: name, Number: of}
		got, err := l.ByData(t.Context(), checking.Asker{Organisation: "o", Actor: "a", Way: store.CheckedByData}, q)
		if err != nil || !reflect.DeepEqual(got, checking.Answer{Outcome: checking.NotFound, At: clock()}) || opened != 0 {
			t.Errorf("%q: %+v, %d values opened, %v", q.Name, got, opened, err)
		}
		return calls
	}
	nobody := ask("11010519491231002X", "无名", "none")
	if len(nobody) < 6 {
		t.Fatalf("the calls are not seen: %v", nobody)
	}
	for name, asked := range map[string][3]string{
		"the name is wrong":                 {who.Document.Number, "林若", "M1"},
		"the name may be an older form":     {who.Document.Number, "林若[溪]", "M1"},
		"the number is wrong":               {who.Document.Number, who.Name, "M9"},
		"the number is one that was drawn":  {who.Document.Number, who.Name, string(cert.NewQueryNumber())},
		"the document is wrong":             {"110101199003070134", who.Name, "M1"},
		"a document tied, and a wrong name": {renewed.Number, "林", "M1"},
		"not public yet":                    {who.Document.Number, who.Name, "M2"},
		"a version replaced, a wrong name":  {who.Document.Number, "林", "M3"},
	} {
		if got := ask(asked[0], asked[1], asked[2]); !slices.Equal(got, nobody) {
			t.Errorf("%s: %v, of nobody %v", name, got, nobody)
		}
	}
}
