package app

import (
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"yinxin.example/yinxin/verify"
)

// trustAge is how long roots and revocation lists read from the folder are
// used before they are read again.
const trustAge = time.Minute

// trust is the roots and revocation lists in the data folder. They can be
// changed while the server runs.
type trust struct {
	folder string
	now    func() time.Time
	log    *slog.Logger

	mu   sync.Mutex
	held *verify.Trust
	read time.Time
}

// openTrust reads the folder. One without any root is fine, as in a new
// installation: then no seal is trusted.
func (a *App) openTrust() (*trust, error) {
	t := &trust{folder: a.Folder.Trust(), now: a.Now, log: a.Log}
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
	if err == nil {
		t.held = held
	}
	return err
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
