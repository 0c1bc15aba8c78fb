package vault

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"yinxin.example/yinxin/internal/fault"
)

// maxMasterFile bounds a master key file; the key itself takes 64 bytes.
const maxMasterFile = 1 << 10

// ReadMasterKey reads the file an operator keeps the master key in. It fails
// with master_key_missing, with master_key_exposed where anyone but the owner
// may read or write the file, and with master_key_malformed.
func ReadMasterKey(ctx context.Context, path string) (*MasterKey, error) {
	return readMasterKey(ctx, path, 0o077)
}

// ReadCredential reads the master key from the folder in which a service
// manager hands credentials over (systemd: $CREDENTIALS_DIRECTORY), where the
// owner's group may be let in by an access list. It fails like ReadMasterKey.
func ReadCredential(ctx context.Context, dir, name string) (*MasterKey, error) {
	if dir == "" || name != filepath.Base(name) || !filepath.IsLocal(name) {
		return nil, fault.New("vault.ReadCredential", fault.NotFound, "master_key_missing")
	}
	return readMasterKey(ctx, filepath.Join(dir, name), 0o007)
}

func readMasterKey(ctx context.Context, path string, refused fs.FileMode) (*MasterKey, error) {
	const op = "vault.ReadMasterKey"
	if err := ctx.Err(); err != nil {
		return nil, fault.Wrap(op, err)
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &fault.Error{Op: op, Kind: fault.NotFound, Reason: "master_key_missing", Err: err}
	}
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	defer func() { _ = f.Close() }() // only read

	// The open file is asked, not the path, which may change in between.
	info, err := f.Stat()
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	if !info.Mode().IsRegular() {
		return nil, fault.New(op, fault.Invalid, "master_key_malformed")
	}
	// Windows has no permission bits; there the folder's access list decides.
	if runtime.GOOS != "windows" && info.Mode().Perm()&refused != 0 {
		return nil, fault.New(op, fault.Denied, "master_key_exposed")
	}
	text, err := io.ReadAll(io.LimitReader(f, maxMasterFile))
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	defer clear(text)
	key, err := ParseMasterKey(text)
	return key, fault.Wrap(op, err)
}

// CreateMasterKey writes a new random master key to a file of its own, mode
// 0600, as a demonstration does for itself. It fails with master_key_exists
// rather than touch a file that is there.
func CreateMasterKey(ctx context.Context, path string) (*MasterKey, error) {
	const op = "vault.CreateMasterKey"
	if err := ctx.Err(); err != nil {
		return nil, fault.Wrap(op, err)
	}
	secret := make([]byte, secretLen)
	defer clear(secret)
	_, _ = rand.Read(secret) // never fails (crypto/rand)
	text := append(hex.AppendEncode(nil, secret), '\n')
	defer clear(text)

	err := createFile(path, text)
	if errors.Is(err, fs.ErrExist) {
		return nil, &fault.Error{Op: op, Kind: fault.Conflict, Reason: "master_key_exists", Err: err}
	}
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	key, err := NewMasterKey(secret)
	return key, fault.Wrap(op, err)
}
