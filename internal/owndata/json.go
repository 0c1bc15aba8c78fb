package owndata

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"iter"

	"yinxin.example/yinxin/internal/fault"
)

// WriteJSON writes everything as one JSON object (RFC 8259), each entry of a
// long list on a line of its own.
func (h *Handout) WriteJSON(ctx context.Context, w io.Writer) error {
	s := &stream{out: bufio.NewWriter(w)}
	s.open(h.Data)
	s.text(`,"certificates":[`)
	for i, c := range h.Certificates {
		s.comma(i)
		s.open(c)
		s.text(`,"checks":[`)
		list(s, h.Checks(ctx, c.ID))
		s.text("]}")
	}
	s.text("]," + `"audit_trail":[`)
	list(s, h.Trail(ctx))
	s.text("]}\n")
	if s.err == nil {
		s.err = s.out.Flush()
	}
	return fault.Wrap("owndata.WriteJSON", s.err)
}

// stream writes JSON until something fails.
type stream struct {
	out *bufio.Writer
	err error
}

func (s *stream) text(t string) {
	if s.err == nil {
		_, s.err = s.out.WriteString(t)
	}
}

// comma separates an entry from the one before it.
func (s *stream) comma(i int) {
	if i > 0 {
		s.text(",")
	}
	s.text("\n")
}

func (s *stream) value(v any) []byte {
	text, err := json.Marshal(v)
	if s.err == nil {
		s.err = err
	}
	return text
}

// open writes an object that has members, and leaves it open for more.
func (s *stream) open(object any) {
	s.text(string(bytes.TrimSuffix(s.value(object), []byte("}"))))
}

func list[T any](s *stream, all iter.Seq2[T, error]) {
	i := 0
	for one, err := range all {
		if s.err == nil {
			s.err = err
		}
		if s.err != nil {
			return
		}
		s.comma(i)
		s.text(string(s.value(one)))
		i++
	}
}
