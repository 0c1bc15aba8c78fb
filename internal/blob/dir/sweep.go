package dir

import (
	"context"
	"crypto/rand"
	"io/fs"
	"path"
	"time"
)

const (
	// temporaryFolder holds files on their way; no key begins with a dot.
	temporaryFolder = ".partial"

	// leftoverAge is the age at which a temporary file is a crash's leftover
	// and not another process's Put.
	leftoverAge = time.Hour
)

func temporaryName() string { return path.Join(temporaryFolder, rand.Text()) }

// sweep removes leftovers. Age is measured by the file system's own clock,
// with a file made now: the machine's, and a demonstration's, may differ.
func (s *Store) sweep(ctx context.Context) error {
	probe, err := s.writeTemporary(nil)
	if err != nil {
		return err
	}
	info, err := s.root.Lstat(probe)
	if err != nil {
		return err
	}
	if err := s.root.Remove(probe); err != nil {
		return err
	}
	entries, err := fs.ReadDir(s.root.FS(), temporaryFolder)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := s.sweepOne(e, info.ModTime().Add(-leftoverAge)); unlessMissing(err) != nil {
			return err
		}
	}
	return nil
}

func (s *Store) sweepOne(e fs.DirEntry, before time.Time) error {
	info, err := e.Info()
	if err != nil || !info.ModTime().Before(before) {
		return err
	}
	return s.root.Remove(path.Join(temporaryFolder, e.Name()))
}
