package vault

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// replaceFile puts content at path so that a crash leaves the old file or the
// new one, whole: temporary file, fsync, rename, fsync of the folder. The
// caller holds the folder's lock, hence the fixed temporary name.
func replaceFile(path string, content []byte) error {
	next := path + ".next"
	if err := os.Remove(next); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := writeNew(next, content); err != nil {
		return err
	}
	if err := os.Rename(next, path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// createFile puts content at path, which must be free: fs.ErrExist otherwise.
// A crash leaves no file or the whole one; a leftover under the temporary name
// holds nothing that was ever used.
func createFile(path string, content []byte) error {
	next := path + "." + rand.Text()
	if err := writeNew(next, content); err != nil {
		return err
	}
	if err := errors.Join(os.Link(next, path), os.Remove(next)); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// writeNew creates a file for its owner only and returns when its content is
// on the disk. It fails with fs.ErrExist where the file is there already.
func writeNew(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// syncFolder makes a folder's entries durable. Windows cannot, and keeps its
// own journal of them.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
