package postgres_test

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/store/postgres"
	"yinxin.example/yinxin/internal/store/relational"
	"yinxin.example/yinxin/internal/testenv"
)

// Two transactions that lock the same certificates in opposite order: the
// engine gives one of them up, and it is run again.
func TestDeadlockIsRepeated(t *testing.T) {
	s := open(t, testenv.Postgres(t), newVault(t))
	err := s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
		return tx.AddCertificates(ctx, []cert.Certificate{{ID: "a", State: cert.InForce}, {ID: "b", State: cert.InForce}})
	})
	if err != nil {
		t.Fatal(err)
	}
	var both sync.WaitGroup // until each has locked its first certificate
	both.Add(2)
	runs := make(chan string, 10)
	lock := func(name string, first, second cert.ID) func() error {
		return func() error {
			var once sync.Once
			return s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
				runs <- name
				if _, err := tx.LockCertificate(ctx, first); err != nil {
					return err
				}
				once.Do(func() { both.Done(); both.Wait() })
				if _, err := tx.LockCertificate(ctx, second); err != nil {
					return err
				}
				return tx.PutSetting(ctx, name, "done")
			})
		}
	}
	var g errgroup.Group
	g.Go(lock("one", "a", "b"))
	g.Go(lock("two", "b", "a"))
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	// The one that is repeated may meet the other again.
	if n := len(runs); n < 3 {
		t.Errorf("the functions ran %d times: none was repeated", n)
	}
	err = s.View(t.Context(), func(ctx context.Context, r store.Reader) error {
		_, one := r.Setting(ctx, "one")
		_, two := r.Setting(ctx, "two")
		return errors.Join(one, two)
	})
	if err != nil {
		t.Errorf("what both wrote: %v", err)
	}
}

// A connection that leads to a standby is dropped, and the transaction finds
// the primary by a new one.
func TestReadOnlyConnectionIsDropped(t *testing.T) {
	s := open(t, oneConnection(t, testenv.Postgres(t)), newVault(t))
	if _, err := s.Pool().Exec(t.Context(), "SET default_transaction_read_only = on"); err != nil {
		t.Fatal(err)
	}
	runs := 0
	err := s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
		runs++
		return tx.PutSetting(ctx, "name", "value")
	})
	if err != nil || runs != 2 {
		t.Errorf("Update ran %d times and gave %v, want 2 and success", runs, err)
	}
}

// A server that dies makes the store unavailable, and nothing acknowledged is
// lost when it comes back.
func TestServerDies(t *testing.T) {
	server := testenv.PostgresServer(t, true)
	s := open(t, server.Database(t), newVault(t))
	put := func() error {
		return s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error { return tx.PutSetting(ctx, "name", "kept") })
	}
	if err := put(); err != nil {
		t.Fatal(err)
	}
	server.Kill(t)
	if err := s.Ping(t.Context()); !fault.Is(err, fault.Unavailable) {
		t.Errorf("Ping gave %v, want Unavailable", err)
	}
	if err := put(); !fault.Is(err, fault.Unavailable) {
		t.Errorf("Update gave %v, want Unavailable", err)
	}
	server.Restart(t)
	err := s.View(t.Context(), func(ctx context.Context, r store.Reader) error {
		_, err := r.Setting(ctx, "name")
		return err
	})
	if err != nil {
		t.Errorf("after the restart: %v", err)
	}
}

func TestUnreachedServer(t *testing.T) {
	options := relational.Options{Cipher: newVault(t)}
	_, err := postgres.Open(t.Context(), "host=127.0.0.1 port=1 user=u password=hunter2 connect_timeout=2", options)
	if !fault.Is(err, fault.Unavailable) {
		t.Errorf("Open gave %v, want Unavailable", err)
	}
	_, err = postgres.Open(t.Context(), "postgres://u:hunter2@[bad", options)
	if err == nil || fault.Is(err, fault.Unavailable) {
		t.Errorf("Open gave %v for an address that cannot be read", err)
	}
	for e := err; e != nil; e = errors.Unwrap(e) {
		if msg := e.Error(); len(msg) == 0 || strings.Contains(msg, "hunter2") {
			t.Errorf("the error repeats the password: %s", msg)
		}
	}
}

func TestTrailCannotBeChanged(t *testing.T) {
	s := open(t, testenv.Postgres(t), newVault(t))
	err := s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
		return tx.Record(ctx, audit.Entry{At: time.Unix(1, 0), Actor: "system", Action: "copy.apply"})
	})
	if err != nil {
		t.Fatal(err)
	}
	err = s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
		_, err := tx.ChainTrail(ctx, 1)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		"DELETE FROM audit_trail", "UPDATE audit_trail SET actor = 'nobody'", "TRUNCATE audit_trail",
		"DELETE FROM audit_chain", "UPDATE audit_chain SET hash = ''", "TRUNCATE audit_chain",
	} {
		if _, err := s.Pool().Exec(t.Context(), statement); err == nil {
			t.Errorf("%s went through", statement)
		}
	}
}

// A transaction that drew its sequence first and commits last is linked after
// those that overtook it.
func TestLateRecordsAreChained(t *testing.T) {
	s := open(t, testenv.Postgres(t), newVault(t))
	record := func(ctx context.Context, tx store.Tx, n int64) error {
		return tx.Record(ctx, audit.Entry{At: time.Unix(n, 0), Actor: "system", Action: "copy.apply"})
	}
	chain := func() {
		t.Helper()
		err := s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
			n, err := tx.ChainTrail(ctx, 10)
			if n != 1 {
				t.Errorf("linked %d, want 1", n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	err := s.Update(t.Context(), func(ctx context.Context, late store.Tx) error {
		if err := record(ctx, late, 1); err != nil {
			return err
		}
		err := s.Update(ctx, func(ctx context.Context, tx store.Tx) error { return record(ctx, tx, 2) })
		chain()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	chain()
	err = s.View(t.Context(), func(ctx context.Context, r store.Reader) error {
		links, err := r.TrailLinks(ctx, 0, 10)
		if len(links) != 2 || links[0].Sequence < links[1].Sequence {
			t.Errorf("%v, want the late one last", links)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// oneConnection is the address with a pool of one.
func oneConnection(t *testing.T, dsn string) string {
	t.Helper()
	address, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	query := address.Query()
	query.Set("pool_max_conns", "1")
	address.RawQuery = query.Encode()
	return address.String()
}
