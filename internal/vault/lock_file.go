//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package vault

import (
	"errors"
	"io/fs"
	"os"
)

// tryLock takes the lock at path by creating it. It fails with errLocked while
// the file is there; after a crash the operator removes it.
func tryLock(path string) (unlock func() error, err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil, errLocked
	}
	if err != nil {
		return nil, err
	}
	return func() error { return errors.Join(f.Close(), os.Remove(path)) }, nil
}
