package statement

import (
	"bytes"
	"slices"
	"sync/atomic"
)

// openAtDescription is how many elements are open between two descriptions:
// x:xmpmeta and rdf:RDF.
const openAtDescription = 2

// maxForeign is how many descriptions a head may have.
const maxForeign = 8

// Reader is Parse for many packets of one make: the declarations for archives
// they all begin with are read once. The zero Reader is ready, and safe for
// use from many goroutines.
type Reader struct{ last atomic.Pointer[head] }

// head is the beginning of a packet and the scanner's state after it, which
// depends on nothing else.
type head struct {
	text     []byte
	after    scanner
	elements int
	ours     bool // the beginning has our namespace in it
}

// Parse does what the function Parse does.
func (r *Reader) Parse(packet []byte) (Statement, error) {
	known, text := r.last.Load(), trimmed(packet)
	s, foreign, err := parse(packet, known)
	if end := shared(known, text, foreign); end > 0 {
		r.last.Store(newHead(text[:end]))
	}
	return s, err
}

// shared picks the last of the ends up to which a text is like the head, or
// where it is like it nowhere, the last of all; 0 for none.
func shared(known *head, text []byte, ends []int) int {
	if len(ends) == 0 {
		return 0
	}
	if known != nil {
		for _, end := range slices.Backward(ends) {
			if end <= len(known.text) && bytes.Equal(text[:end], known.text[:end]) {
				return end
			}
		}
	}
	return ends[len(ends)-1]
}

// newHead scans a copy of a beginning that has been scanned without objection.
func newHead(text []byte) *head {
	h := &head{text: bytes.Clone(text), ours: bytes.Contains(text, []byte(Namespace))}
	h.after.text = h.text
	for h.after.pos < len(text) {
		if e, _ := h.after.next(); e.kind == atStart {
			h.elements++
		}
	}
	return h
}

// scanner begins a packet, behind the head where the packet has it. The
// receiver may be nil.
func (h *head) scanner(packet []byte) (s *scanner, elements int) {
	text := trimmed(packet)
	if h == nil || !bytes.HasPrefix(text, h.text) {
		return &scanner{text: text}, 0
	}
	return &scanner{text: text, pos: len(h.text), open: slices.Clone(h.after.open), bindings: slices.Clone(h.after.bindings)}, h.elements
}

func trimmed(packet []byte) []byte { return bytes.TrimPrefix(packet, []byte("\ufeff")) }
