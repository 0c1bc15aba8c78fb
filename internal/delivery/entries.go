package delivery

import (
	"archive/zip"
	"io"
)

// Entries lists the files of an archive, by their names as text, without what
// systems leave in archives. It fails with delivery_archive for more entries
// than the limit, and for one that is encrypted or damaged.
func Entries(r io.ReaderAt, size int64, limits Limits) ([]*zip.File, error) {
	z, err := directory(r, size, limits)
	if err != nil {
		return nil, err
	}
	var files []*zip.File
	for _, f := range z.File {
		if f.Name = entryName(f); PassOver(f.Name) {
			continue
		}
		if f.Flags&1 != 0 {
			return nil, archiveProblem("encrypted", f.Name)
		}
		files = append(files, f)
	}
	return files, nil
}
