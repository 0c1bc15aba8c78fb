package dir

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"path"
	"strings"

	"yinxin.example/yinxin/internal/blob"
	"yinxin.example/yinxin/internal/fault"
)

// errStopped ends a walk whose caller has seen enough.
var errStopped = errors.New("dir: stopped")

// List implements blob.Store.
func (s *Store) List(ctx context.Context, prefix string) iter.Seq2[blob.Info, error] {
	return func(yield func(blob.Info, error) bool) {
		err := blob.CheckPrefix(prefix)
		if err == nil {
			err = s.walk(ctx, prefix, yield)
		}
		if err != nil && !errors.Is(err, errStopped) {
			yield(blob.Info{}, fault.Wrap("dir.List", err))
		}
	}
}

// walk goes through the one folder that holds every key with the prefix.
func (s *Store) walk(ctx context.Context, prefix string, yield func(blob.Info, error) bool) error {
	start := path.Dir(prefix + "x")
	return fs.WalkDir(s.root.FS(), start, func(name string, e fs.DirEntry, walked error) error {
		if err := errors.Join(unlessMissing(walked), ctx.Err()); err != nil || e == nil {
			return err // no entry: the folder where the walk starts is not there
		}
		switch {
		case e.IsDir() && (name == temporaryFolder || name != start && !related(name+"/", prefix)):
			return fs.SkipDir
		case !e.Type().IsRegular() || !strings.HasPrefix(name, prefix) || !isKey(name):
			return nil
		}
		info, err := e.Info()
		if err != nil {
			return unlessMissing(err) // deleted meanwhile
		}
		if !yield(blob.Info{Key: name, Size: info.Size()}, nil) {
			return errStopped
		}
		return nil
	})
}

// isKey tells our files from those of another hand.
func isKey(name string) bool { return blob.CheckKey(name) == nil }

// related reports whether keys below a folder may have the prefix.
func related(folder, prefix string) bool {
	return strings.HasPrefix(folder, prefix) || strings.HasPrefix(prefix, folder)
}
