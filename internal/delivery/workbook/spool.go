package workbook

import (
	"bufio"
	"errors"
	"io"
	"os"
	"runtime"
)

// inMemory is how many bytes a spool keeps in memory.
const inMemory = 2 << 20

// Spool holds what is written to it and then read at any place: a little in
// memory, more in a temporary file. That is its owner's only and has no name
// while it is used, where the system allows that. The zero Spool is empty.
type Spool struct {
	memory []byte
	file   *os.File
	out    *bufio.Writer
	size   int64
}

// Write implements io.Writer. Nothing is written after the first ReadAt.
func (s *Spool) Write(p []byte) (int, error) {
	if s.file == nil && len(s.memory)+len(p) > inMemory {
		if err := s.spill(); err != nil {
			return 0, err
		}
	}
	s.size += int64(len(p))
	if s.file != nil {
		return s.out.Write(p)
	}
	s.memory = append(s.memory, p...)
	return len(p), nil
}

func (s *Spool) spill() error {
	f, err := os.CreateTemp("", "yinxin-spool-*")
	if err != nil {
		return err
	}
	if runtime.GOOS != "windows" { // which removes no open file
		if err := os.Remove(f.Name()); err != nil {
			return errors.Join(err, f.Close())
		}
	}
	s.file, s.out = f, bufio.NewWriterSize(f, blockSize)
	_, err = s.out.Write(s.memory)
	s.memory = nil
	return err
}

// Size is how many bytes were written.
func (s *Spool) Size() int64 { return s.size }

// Reader reads all of it from the beginning, and at any place.
func (s *Spool) Reader() *io.SectionReader { return io.NewSectionReader(s, 0, s.size) }

// ReadAt implements io.ReaderAt.
func (s *Spool) ReadAt(p []byte, at int64) (int, error) {
	if s.file == nil {
		if at >= int64(len(s.memory)) {
			return 0, io.EOF
		}
		n := copy(p, s.memory[at:])
		if n < len(p) {
			return n, io.EOF
		}
		return n, nil
	}
	if s.out.Buffered() > 0 {
		if err := s.out.Flush(); err != nil {
			return 0, err
		}
	}
	return s.file.ReadAt(p, at)
}

// Close gives the file back, if there is one.
func (s *Spool) Close() error {
	if s == nil || s.file == nil {
		return nil
	}
	err := s.file.Close()
	if runtime.GOOS == "windows" {
		err = errors.Join(err, os.Remove(s.file.Name()))
	}
	return err
}
