// Package dir keeps blobs as files below one folder, a key being a path. A
// file is there under its name only when it is whole and on the disk: it is
// written under a temporary name, synced, linked to its own, and the folders
// that changed are synced. The folder's file system needs hard links, as every
// one that a server keeps data on has.
package dir

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sync"
	"syscall"

	"yinxin.example/yinxin/internal/blob"
	"yinxin.example/yinxin/internal/fault"
)

// Store is a folder of blobs. It implements blob.Store.
type Store struct {
	root *os.Root

	// synced has the folders known to be durable, so that most Puts sync one
	// folder only. Folders are never removed, so that stays true.
	mu     sync.Mutex
	synced map[string]bool
}

var _ blob.Store = (*Store)(nil)

// Open opens a folder of blobs, making it where it is missing, and sweeps away
// what Puts cut short by a crash left behind. Close it after use.
func Open(ctx context.Context, folder string) (*Store, error) {
	const op = "dir.Open"
	if err := ctx.Err(); err != nil {
		return nil, fault.Wrap(op, err)
	}
	if err := makeFolder(filepath.Clean(folder)); err != nil {
		return nil, fault.Wrap(op, err)
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	s := &Store{root: root, synced: make(map[string]bool)}
	if err := s.sweep(ctx); err != nil {
		return nil, fault.Wrap(op, errors.Join(err, root.Close()))
	}
	return s, nil
}

// Close releases the folder. No method may be called afterwards.
func (s *Store) Close() error { return s.root.Close() }

// Put implements blob.Store.
func (s *Store) Put(ctx context.Context, key string, body []byte) error {
	const op = "dir.Put"
	if err := check(ctx, key); err != nil {
		return fault.Wrap(op, err)
	}
	if err := blob.CheckBody(body); err != nil {
		return fault.Wrap(op, err)
	}
	folder := path.Dir(key)
	if err := s.root.MkdirAll(folder, 0o700); err != nil {
		return nested(op, err)
	}
	temporary, err := s.writeTemporary(body)
	if err != nil {
		return fault.Wrap(op, err)
	}
	err = ctx.Err()
	if err == nil {
		err = s.root.Link(temporary, key)
	}
	if errors.Is(err, fs.ErrExist) {
		err = s.compare(key, body)
	}
	if err == nil {
		// Where the file was there already its maker may not have come this far.
		err = s.syncFolder(folder)
	}
	return fault.Wrap(op, errors.Join(err, s.root.Remove(temporary)))
}

// compare fails unless the file under key holds exactly body.
func (s *Store) compare(key string, body []byte) error {
	const op = "dir.compare"
	stored, err := s.read(key)
	if errors.Is(err, errNoFile) {
		return nested(op, fs.ErrExist)
	}
	if err != nil {
		return err
	}
	if !bytes.Equal(stored, body) {
		return blob.Differs(op)
	}
	return nil
}

// Get implements blob.Store.
func (s *Store) Get(ctx context.Context, key string) ([]byte, error) {
	const op = "dir.Get"
	if err := check(ctx, key); err != nil {
		return nil, fault.Wrap(op, err)
	}
	body, err := s.read(key)
	if isMissing(err) {
		return nil, blob.Missing(op, err)
	}
	return body, fault.Wrap(op, err)
}

// Stat implements blob.Store.
func (s *Store) Stat(ctx context.Context, key string) (blob.Info, error) {
	const op = "dir.Stat"
	if err := check(ctx, key); err != nil {
		return blob.Info{}, fault.Wrap(op, err)
	}
	info, err := s.root.Lstat(key)
	if err == nil && !info.Mode().IsRegular() {
		err = errNoFile
	}
	if isMissing(err) {
		return blob.Info{}, blob.Missing(op, err)
	}
	if err != nil {
		return blob.Info{}, fault.Wrap(op, err)
	}
	return blob.Info{Key: key, Size: info.Size()}, nil
}

// Delete implements blob.Store.
func (s *Store) Delete(ctx context.Context, key string) error {
	const op = "dir.Delete"
	_, err := s.Stat(ctx, key)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return fault.Wrap(op, err)
	}
	if err := unlessMissing(s.root.Remove(key)); err != nil {
		return fault.Wrap(op, err)
	}
	return fault.Wrap(op, s.sync(path.Dir(key)))
}

// errNoFile says that a key leads to a folder or something stranger.
var errNoFile = errors.New("dir: not a regular file")

// isMissing reports whether there is no file under a key: nothing, a folder,
// or a path that leads through a file.
func isMissing(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, errNoFile) || errors.Is(err, syscall.ENOTDIR)
}

// unlessMissing drops the error of a file that is not there.
func unlessMissing(err error) error {
	if isMissing(err) {
		return nil
	}
	return err
}

func (s *Store) read(key string) ([]byte, error) {
	f, err := s.root.Open(key)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // only read
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > blob.MaxSize {
		return nil, errNoFile // not put by us
	}
	body := make([]byte, info.Size())
	if _, err := io.ReadFull(f, body); err != nil {
		return nil, err
	}
	return body, nil
}

func check(ctx context.Context, key string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return blob.CheckKey(key)
}

// nested explains a key that a file or folder of another key stands in the way of.
func nested(op string, err error) error {
	if errors.Is(err, fs.ErrExist) || errors.Is(err, syscall.ENOTDIR) {
		return &fault.Error{Op: op, Kind: fault.Conflict, Reason: "blob_key_nested", Err: err}
	}
	return fault.Wrap(op, err)
}
