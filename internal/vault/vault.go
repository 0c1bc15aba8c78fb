package vault

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"yinxin.example/yinxin/internal/fault"
)

var errLocked = errors.New("vault: locked by another process")

// Vault is the key ring of one data folder, open. It is safe for use from many
// goroutines, and several processes may have the same folder open.
type Vault struct {
	dir     string
	now     func() time.Time
	masters masterKeys

	// changing is held from reading the file to storing the ring, so that a
	// slow reader never puts an older ring over a newer one.
	changing sync.Mutex
	ring     atomic.Pointer[ring]
}

// Create makes the key ring of a new data folder, with data key 1, and the
// folder where it is missing. It fails with keyring_exists, as a second ring
// would make everything under the first unreadable.
func Create(ctx context.Context, dir string, now func() time.Time, master *MasterKey) (*Vault, error) {
	const op = "vault.Create"
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fault.Wrap(op, err)
	}
	if err := syncFolder(filepath.Dir(filepath.Clean(dir))); err != nil && !errors.Is(err, fs.ErrPermission) {
		return nil, fault.Wrap(op, err)
	}
	v := &Vault{dir: dir, now: now, masters: masterKeys{master}}
	err := v.change(ctx, func() (ringFile, error) {
		if _, err := os.Lstat(filepath.Join(dir, ringName)); !errors.Is(err, fs.ErrNotExist) {
			return ringFile{}, &fault.Error{Op: op, Kind: fault.Conflict, Reason: "keyring_exists", Err: err}
		}
		return ringFile{
			Format:   ringFormat,
			IndexKey: newSecret(master, 1, indexKeyPurpose(1), now()),
			DataKeys: []wrappedKey{newSecret(master, 1, dataKeyPurpose(1), now())},
		}, nil
	})
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	return v, nil
}

// Open opens the key ring of a data folder. Older master keys, where given,
// still open what they wrapped; only the first wraps anew. It fails with
// keyring_missing, keyring_damaged and, where none of the master keys is the
// ring's, master_key_wrong.
func Open(ctx context.Context, dir string, now func() time.Time, master *MasterKey, older ...*MasterKey) (*Vault, error) {
	const op = "vault.Open"
	if err := ctx.Err(); err != nil {
		return nil, fault.Wrap(op, err)
	}
	v := &Vault{dir: dir, now: now, masters: append(masterKeys{master}, older...)}
	if err := v.reload(); err != nil {
		return nil, fault.Wrap(op, err)
	}
	return v, nil
}

// reload reads the key ring again, which another process may have added a data
// key to. Where it fails, nothing changes.
func (v *Vault) reload() error {
	v.changing.Lock()
	defer v.changing.Unlock()
	file, err := readRing(v.dir)
	if err != nil {
		return err
	}
	r, err := openRing(file, v.masters)
	if err != nil {
		return err
	}
	v.ring.Store(r)
	return nil
}

// change replaces the key ring with what next gives, under the folder's lock,
// so that two processes never add the same number with two keys. It fails with
// keyring_busy while another process is at it.
func (v *Vault) change(ctx context.Context, next func() (ringFile, error)) (err error) {
	const op = "vault.change"
	if err := ctx.Err(); err != nil {
		return fault.Wrap(op, err)
	}
	v.changing.Lock()
	defer v.changing.Unlock()
	unlock, err := tryLock(filepath.Join(v.dir, ringName+".lock"))
	if errors.Is(err, errLocked) {
		return &fault.Error{Op: op, Kind: fault.Conflict, Reason: "keyring_busy", Err: err}
	}
	if err != nil {
		return fault.Wrap(op, err)
	}
	defer func() { err = errors.Join(err, unlock()) }()

	file, err := next()
	if err != nil {
		return err
	}
	// Opened before it is written: what could not be read back never lands.
	r, err := openRing(file, v.masters)
	if err != nil {
		return err
	}
	if err := writeRing(v.dir, file); err != nil {
		return fault.Wrap(op, err)
	}
	v.ring.Store(r)
	return nil
}

// String shows nothing of the keys.
func (v *Vault) String() string { return "vault under " + v.masters.current().String() }

// Format keeps every verb, %+v and %#v too, from printing keys.
func (v *Vault) Format(s fmt.State, _ rune) { fmt.Fprint(s, v.String()) }

// LogValue implements slog.LogValuer.
func (v *Vault) LogValue() slog.Value { return slog.StringValue(v.String()) }
