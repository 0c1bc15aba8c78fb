package dir

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
)

// syncFolder makes a folder's entries durable, and the folder itself.
func (s *Store) syncFolder(folder string) error {
	if err := s.anchor(folder); err != nil {
		return err
	}
	return s.sync(folder)
}

// anchor makes a folder's own entry durable, from the top down, unless this
// process has done so. That the folder was there already says nothing: the Put
// that made it may still be on its way here.
func (s *Store) anchor(folder string) error {
	if folder == "." || s.isSynced(folder) {
		return nil
	}
	parent := path.Dir(folder)
	if err := s.anchor(parent); err != nil {
		return err
	}
	if err := s.sync(parent); err != nil {
		return err
	}
	s.markSynced(folder)
	return nil
}

func (s *Store) isSynced(folder string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.synced[folder]
}

func (s *Store) markSynced(folder string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.synced[folder] = true
}

// sync makes one folder's entries durable.
func (s *Store) sync(folder string) error {
	f, err := s.root.Open(folder)
	if err != nil {
		return err
	}
	return syncAndClose(f)
}

// syncAndClose syncs a folder. Windows cannot, and keeps its own journal.
func syncAndClose(folder *os.File) error {
	if runtime.GOOS == "windows" {
		return folder.Close()
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// makeFolder makes the store's folder and those above it, durably.
func makeFolder(folder string) error {
	err := os.Mkdir(folder, 0o700)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeFolder(filepath.Dir(folder)); err != nil {
			return err
		}
		err = os.Mkdir(folder, 0o700)
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	parent, err := os.Open(filepath.Dir(folder))
	if errors.Is(err, fs.ErrPermission) {
		return nil // not ours to read, hence not made by us
	}
	if err != nil {
		return err
	}
	return syncAndClose(parent)
}

// writeTemporary writes a file under a name of its own and returns it when
// the content is on the disk.
func (s *Store) writeTemporary(body []byte) (name string, err error) {
	name = temporaryName()
	f, err := s.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrNotExist) {
		if err = s.root.MkdirAll(temporaryFolder, 0o700); err == nil {
			f, err = s.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		}
	}
	if err != nil {
		return "", err
	}
	_, err = f.Write(body)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return "", errors.Join(err, s.root.Remove(name))
	}
	return name, nil
}
