package delivery

import "crypto/sha256"

// seen remembers the numbers accepted so far: sixteen bytes for each, by a
// digest wide enough that two numbers never meet.
type seen map[[16]byte]struct{}

func (s seen) has(k Key) bool {
	_, ok := s[digest(k)]
	return ok
}

func (s seen) add(k Key) { s[digest(k)] = struct{}{} }

func digest(k Key) [16]byte {
	sum := sha256.Sum256([]byte(string(k.Kind) + "\x00" + k.Number))
	return [16]byte(sum[:16])
}
