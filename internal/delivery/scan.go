package delivery

import (
	"bytes"
	"errors"
	"io"
)

// maxRecord is the longest record taken, in bytes of UTF-8. A longer one, and
// one whose quote is never closed, is refused as a broken line: a stray quote
// costs its own line, never the rest of the file.
const maxRecord = 64 << 10

// scanner takes CSV apart in memory bounded by maxRecord.
type scanner struct {
	r          io.Reader
	buf        []byte
	start, end int
	ended      bool
	fields     fields
	values     []string
	skipped    []byte // the latest broken line, as far as maxRecord
}

func newScanner(r io.Reader) *scanner {
	return &scanner{r: r, buf: make([]byte, 2*maxRecord)}
}

// next returns the values of the next record, good until the next call, and
// nil values for a line that is broken. Empty lines are no records. At the end
// it fails with io.EOF.
func (s *scanner) next() ([]string, error) {
	for {
		data := s.buf[s.start:s.end]
		if len(data) == 0 && s.ended {
			return nil, io.EOF
		}
		n, what := split(data, s.ended, &s.fields)
		switch {
		case what == whole && n > maxRecord, what == broken, what == short && (s.ended || len(data) > maxRecord):
			return nil, s.skipLine()
		case what == short:
			if err := s.fill(); err != nil {
				return nil, err
			}
			continue
		}
		s.start += n
		if len(s.fields.text) == 0 && len(s.fields.ends) == 1 && n <= len("\r\n") && data[0] != '"' {
			continue
		}
		s.values = s.fields.strings(s.values)
		return s.values, nil
	}
}

// skipLine drops everything through the next line break.
func (s *scanner) skipLine() error {
	s.skipped = s.skipped[:0]
	for {
		data := s.buf[s.start:s.end]
		n := bytes.IndexAny(data, "\r\n")
		s.skip(data, n)
		if n >= 0 {
			s.start += n + 1
			return nil
		}
		s.start = s.end
		if s.ended {
			return nil
		}
		if err := s.fill(); err != nil {
			return err
		}
	}
}

// skip keeps what is dropped of a line that ends at n, or goes on (below 0).
func (s *scanner) skip(data []byte, n int) {
	if n < 0 {
		n = len(data)
	}
	s.skipped = append(s.skipped, data[:min(n, maxRecord-len(s.skipped))]...)
}

// fill reads more behind what is not yet taken.
func (s *scanner) fill() error {
	s.end = copy(s.buf, s.buf[s.start:s.end])
	s.start = 0
	for range 100 {
		n, err := s.r.Read(s.buf[s.end:])
		s.end += n
		if errors.Is(err, io.EOF) {
			s.ended = true
			return nil
		}
		if err != nil {
			return err
		}
		if n > 0 {
			return nil
		}
	}
	return io.ErrNoProgress
}
