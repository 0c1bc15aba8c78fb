package delivery

import (
	"bytes"
	"context"
	"errors"
	"io"
	"unicode/utf8"

	"yinxin.example/yinxin/internal/fault"
)

// The reasons a file is refused as a whole. Args may hold "found" (what the
// file seems to be), "line" (the first line at fault), "limit", and "problem"
// (which one, where a reason stands for several), with Field the sheet, column
// or entry it lies in.
const (
	ReasonUnreadable fault.Reason = "delivery_unreadable"
	ReasonEncoding   fault.Reason = "delivery_encoding"
	ReasonHeader     fault.Reason = "delivery_header"
	ReasonEmpty      fault.Reason = "delivery_empty"
	ReasonTooLarge   fault.Reason = "delivery_too_large"
	ReasonWorkbook   fault.Reason = "delivery_workbook"
	ReasonArchive    fault.Reason = "delivery_archive"
)

// Limits bound what a delivery may cost.
type Limits struct {
	Bytes     int64 // of the file, and of the table in an archive
	Lines     int64 // of text, the header and empty ones included
	Unpacked  int64 // bytes of a sheet, unpacked
	Ratio     int64 // unpacked to packed size of a sheet or table, from 1 MiB on
	Entries   int   // of an archive
	Directory int64 // bytes of an archive's directory
}

// DefaultLimits let a million rows in any format through, and an archive with
// photos of two hundred thousand people.
func DefaultLimits() Limits {
	return Limits{Bytes: 1 << 30, Lines: 5_000_000, Unpacked: 4 << 30, Ratio: 250, Entries: 200_000, Directory: 64 << 20}
}

// beginning is how many bytes sniff judges a file by.
const beginning = 512

// survey is what one pass over a file tells: nothing may be taken from a file
// before its last byte is known to be text.
type survey struct {
	size      int64
	lines     int64
	notUTF8   int64  // first line that is not UTF-8, 0 where all are
	beginning []byte // the first bytes
}

// look reads the whole file once. It fails with delivery_empty,
// delivery_too_large, or the reason sniff gives.
func look(ctx context.Context, r io.ReadSeeker, limits Limits) (survey, error) {
	var s survey
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return s, fault.Wrap("delivery.Open", err)
	}
	buf := make([]byte, 256<<10)
	kept := 0 // bytes of a character cut by the end of the last read
	for {
		if err := ctx.Err(); err != nil {
			return s, err
		}
		n, err := io.ReadFull(r, buf[kept:])
		ended := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !ended {
			return s, fault.Wrap("delivery.Open", err)
		}
		s.size += int64(n)
		chunk := buf[:kept+n]
		if s.beginning == nil {
			s.beginning = bytes.Clone(chunk[:min(len(chunk), beginning)])
			if err := sniff(s.beginning); err != nil {
				return s, err
			}
		}
		kept = s.take(chunk, ended)
		if s.size > limits.Bytes || s.lines > limits.Lines {
			return s, tooLarge(limits)
		}
		if ended {
			return s, nil
		}
		copy(buf, chunk[len(chunk)-kept:])
	}
}

// take counts a chunk and returns how many bytes at its end begin a character
// that the next chunk ends.
func (s *survey) take(chunk []byte, last bool) int {
	cut := 0
	if !last {
		cut = unfinished(chunk)
	}
	body := chunk[:len(chunk)-cut]
	if s.notUTF8 == 0 && !utf8.Valid(body) {
		s.notUTF8 = s.lines + 1 + int64(bytes.Count(body[:firstInvalid(body)], []byte("\n")))
	}
	s.lines += int64(bytes.Count(body, []byte("\n")))
	return cut
}

// unfinished returns how many bytes at the end of b begin a character of UTF-8
// without ending it.
func unfinished(b []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(b); n++ {
		if tail := b[len(b)-n:]; utf8.RuneStart(tail[0]) {
			if utf8.FullRune(tail) {
				return 0
			}
			return n
		}
	}
	return 0
}

func firstInvalid(b []byte) int {
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(b)
}

// sniff refuses what is no text in a charset we read, by its first bytes.
func sniff(b []byte) error {
	found := func(reason fault.Reason, what string) error {
		return fault.New("delivery.Open", fault.Invalid, reason).With("found", what)
	}
	switch {
	case len(b) < beginning && len(bytes.TrimSpace(bytes.TrimPrefix(b, []byte("\ufeff")))) == 0:
		return fault.New("delivery.Open", fault.Invalid, ReasonEmpty)
	case bytes.HasPrefix(b, []byte("%PDF-")):
		return found(ReasonUnreadable, "PDF")
	case bytes.HasPrefix(b, []byte("\xff\xfe")), bytes.HasPrefix(b, []byte("\xfe\xff")):
		return found(ReasonEncoding, "UTF-16")
	}
	line, _, _ := bytes.Cut(b, []byte("\n"))
	if bytes.IndexByte(line, 0) >= 0 {
		return found(ReasonEncoding, "UTF-16")
	}
	return nil
}

// charset decides how the file is written. It reads the file once more where
// it is not UTF-8.
func (s survey) charset(ctx context.Context, r io.ReadSeeker) (charset, error) {
	if s.notUTF8 == 0 {
		return inUTF8, nil
	}
	text, err := decode(ctx, r, inGB18030)
	if err != nil {
		return 0, err
	}
	buf := make([]byte, 256<<10)
	for {
		n, err := text.Read(buf)
		if bytes.Contains(buf[:n], []byte("\ufffd")) {
			return 0, s.mixed()
		}
		if errors.Is(err, io.EOF) {
			return inGB18030, nil
		}
		if err != nil {
			return 0, fault.Wrap("delivery.Open", err)
		}
	}
}

// mixed is the answer to a file that is neither one charset nor the other.
func (s survey) mixed() error {
	return fault.New("delivery.Open", fault.Invalid, ReasonEncoding).With("line", s.notUTF8)
}
