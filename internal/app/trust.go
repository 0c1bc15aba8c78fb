package app

import (
	"context"
	"crypto/sha256"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"yinxin.example/yinxin/internal/checking"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/verify"
)

// trustAge is how long roots and revocation lists read from the folder are
// used before they are read again.
const trustAge = time.Minute

// trustWait bounds asking the database about compromised seals.
const trustWait = 10 * time.Second

// trust is the roots and revocation lists in the data folder. They can be
// changed while the server runs.
type trust struct {
	folder string
	seals  func(context.Context) ([]store.Seal, error)
	now    func() time.Time
	log    *slog.Logger

	mu   sync.Mutex
	held *verify.Trust
	read time.Time
}

// openTrust reads the folder. One without any root is fine, as in a new
// installation: then no seal is trusted.
func (a *App) openTrust(seals func(context.Context) ([]store.Seal, error)) (*trust, error) {
	t := &trust{folder: a.Folder.Trust(), seals: seals, now: a.Now, log: a.Log}
	if err := t.load(); err != nil {
		return nil, err
	}
	if t.held == nil {
		a.Log.Warn("no root in the trust folder: no seal is trusted", slog.String("folder", t.folder))
	}
	return t, nil
}

func (t *trust) load() error {
	roots, err := filepath.Glob(filepath.Join(t.folder, "*.pem"))
	if err != nil {
		return err
	}
	t.read = t.now()
	if len(roots) == 0 {
		t.held = nil
		return nil
	}
	held, err := verify.LoadTrust(t.folder)
	if err != nil {
		return err
	}
	if err := t.declare(held); err != nil {
		return err
	}
	t.held = held
	return nil
}

// declare adds what the custodians of this installation said of their seals'
// keys to what trust.json says of anybody's.
func (t *trust) declare(held *verify.Trust) error {
	ctx, cancel := context.WithTimeout(context.Background(), trustWait)
	defer cancel()
	all, err := t.seals(ctx)
	for _, s := range all {
		if !s.CompromisedAt.IsZero() && len(s.Chain) > 0 {
			held.Compromise(sha256.Sum256(s.Chain[0]), s.CompromisedAt)
		}
	}
	return err
}

// allSeals reads the seals of this installation.
func (a *App) allSeals(ctx context.Context) (all []store.Seal, err error) {
	err = a.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		all, err = r.Seals(ctx)
		return err
	})
	return all, err
}

// Checks answers what checkers ask of this installation, by its own trust.
func (a *App) Checks() (*checking.Service, error) {
	trust, err := a.openTrust(a.allSeals)
	if err != nil {
		return nil, err
	}
	return &checking.Service{Store: a.Store, Blobs: a.Blobs, Trust: trust.current, Now: a.Now}, nil
}

// current is what is trusted now, nil for nothing. What cannot be read leaves
// in force what was read before.
func (t *trust) current() *verify.Trust {
	t.mu.Lock()
	defer t.mu.Unlock()
	if age := t.now().Sub(t.read); age < 0 || age >= trustAge {
		if err := t.load(); err != nil {
			t.log.Error("the trust folder cannot be read", slog.Any("error", err))
		}
	}
	return t.held
}
