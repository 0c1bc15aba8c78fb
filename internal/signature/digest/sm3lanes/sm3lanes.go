// Package sm3lanes makes the SM3 digests (GB/T 32905-2016) of several messages
// together. SM3 leaves a processor little to do at once within one message, as
// each round waits for the one before; the messages of several copies have
// nothing to wait for in each other. A vector instruction then does the same
// round of eight or sixteen of them: a lane each.
//
// A Group brings together what is hashed at the same time. On a processor
// without AVX2 messages are hashed one after the other, with the same digests.
package sm3lanes

import (
	"encoding/binary"
)

const (
	blockLen  = 64 // bytes
	digestLen = 32

	// longestRun bounds the blocks of one call of a kernel, which nothing can
	// interrupt, to some 50 µs.
	longestRun = 256
)

// message is what is hashed: the parts one after the other, behind a beginning
// that was hashed before.
type message struct {
	after *Beginning // nil for none
	parts [][]byte
}

// len is how many bytes are still to be hashed.
func (m message) len() (n int) {
	for _, p := range m.parts {
		n += len(p)
	}
	return n
}

// alone hashes a message on its own.
func (m message) alone() []byte {
	h := m.after.resume()
	for _, p := range m.parts {
		h.Write(p)
	}
	return h.Sum(nil)
}

// work is the memory of messages that are hashed together.
type work struct {
	states states
	data   addresses
	lanes  [maxLanes]lane
}

// sum gives the messages' digests in their order. A lane whose message has
// ended takes the next one; when none is left it idles along with another's
// bytes, to no end.
func (k kernel) sum(messages []message) [][]byte {
	digests := make([][]byte, len(messages))
	w := &work{}
	for next := 0; ; {
		blocks, busy := longestRun, -1
		for i := range k.lanes {
			l := &w.lanes[i]
			for !l.fill() {
				if l.digest != nil {
					*l.digest, l.digest = w.states.digest(i), nil
				}
				if next == len(messages) {
					break
				}
				w.states.set(i, l.begin(messages[next], &digests[next]))
				next++
			}
			if l.digest != nil {
				blocks, busy = min(blocks, len(l.run)/blockLen), i
				w.data[i] = &l.run[0]
			}
		}
		if busy < 0 {
			return digests
		}
		for i := range k.lanes {
			if w.lanes[i].digest == nil {
				w.data[i] = w.data[busy]
			}
		}
		k.compress(&w.states, &w.data, blocks, k.constants)
		for i := range k.lanes {
			w.lanes[i].advance(blocks * blockLen)
		}
	}
}

// states are the chaining values of all lanes: word by word, as vectors are.
type states [8][maxLanes]uint32

func (s *states) set(lane int, chain [8]uint32) {
	for word, v := range chain {
		s[word][lane] = v
	}
}

func (s *states) chain(lane int) (chain [8]uint32) {
	for word := range chain {
		chain[word] = s[word][lane]
	}
	return chain
}

func (s *states) digest(lane int) []byte {
	d := make([]byte, 0, digestLen)
	for _, v := range s.chain(lane) {
		d = binary.BigEndian.AppendUint32(d, v)
	}
	return d
}
