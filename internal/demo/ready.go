package demo

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"yinxin.example/yinxin/internal/app"
)

// doneFile stands in a folder whose demonstration is complete.
const doneFile = "DEMO-READY"

// Ready makes a folder fit for a demonstration: an empty or missing one is
// marked, one that is complete stays, and one whose filling was cut off is
// cleared. Any other folder is refused.
func Ready(folder app.Folder) error {
	entries, err := os.ReadDir(string(folder))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	demo, err := folder.IsDemo()
	if err != nil {
		return err
	}
	switch {
	case len(entries) > 0 && !demo:
		return fmt.Errorf("demo: %s is not empty and no demonstration's; name another folder with --data", folder)
	case demo:
		return clearUnfinished(folder, entries)
	}
	if err := os.MkdirAll(string(folder), 0o700); err != nil {
		return err
	}
	return folder.MarkDemo()
}

// clearUnfinished removes what an interrupted filling left, but for the mark.
func clearUnfinished(folder app.Folder, entries []os.DirEntry) error {
	_, err := os.Stat(filepath.Join(string(folder), doneFile))
	if err == nil || !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, e := range entries {
		path := filepath.Join(string(folder), e.Name())
		if path == folder.Glyphs() || e.Name() == app.DemoMark || e.Name() == "fonts" {
			continue
		}
		if err := os.RemoveAll(path); err != nil {
			return err
		}
	}
	return nil
}

// Filled reports whether the folder's demonstration is complete.
func Filled(folder app.Folder) bool {
	_, err := os.Stat(filepath.Join(string(folder), doneFile))
	return err == nil
}

func markFilled(folder app.Folder) error {
	return os.WriteFile(filepath.Join(string(folder), doneFile), []byte("ready\n"), 0o600)
}
