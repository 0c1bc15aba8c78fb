//go:build unix

package font

import (
	"errors"
	"os"
	"syscall"
)

// mapFile maps a file for reading. The mapping lives as long as the process:
// faces are opened once. A record file is only ever replaced by renaming, so
// the mapped one never shrinks.
func mapFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() <= 0 || info.Size() > 2*maxFontBytes {
		return nil, errors.New("font: record file has no usable size")
	}
	return syscall.Mmap(int(f.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_SHARED)
}
