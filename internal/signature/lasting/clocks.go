package lasting

import (
	"encoding/binary"
	"errors"
	"sync"

	"yinxin.example/yinxin/internal/signature/cmsread"
)

// maxClocks bounds how many makers of timestamps are remembered.
const maxClocks = 64

// Clocks tells who made tokens, and remembers it: a few authorities make all of
// them. The zero value is ready; it is safe for concurrent use.
type Clocks struct {
	mu    sync.Mutex
	known map[string]Clock
}

// Of is ClockOf.
func (c *Clocks) Of(token []byte, others [][]byte) (Clock, error) {
	signed, err := cmsread.Parse(token)
	if err != nil || len(signed.Signers) != 1 {
		return Clock{}, errors.Join(errForm, err)
	}
	maker := makerOf(signed, others)
	c.mu.Lock()
	defer c.mu.Unlock()
	if clock, ok := c.known[maker]; ok {
		return clock, nil
	}
	clock, err := clockOf(signed, others)
	if err != nil {
		return Clock{}, err
	}
	if c.known == nil || len(c.known) == maxClocks {
		c.known = map[string]Clock{}
	}
	c.known[maker] = clock
	return clock, nil
}

// makerOf is all that who made a token is told from.
func makerOf(signed cmsread.SignedData, others [][]byte) string {
	s := signed.Signers[0]
	parts := [][]byte{s.Issuer, s.SubjectKeyID, []byte(s.DigestAlgorithm.OID)}
	if s.Serial != nil {
		parts = append(parts, s.Serial.Bytes())
	}
	parts = append(append(parts, signed.Certificates...), others...)
	var all []byte
	for _, p := range parts {
		all = append(binary.AppendUvarint(all, uint64(len(p))), p...)
	}
	return string(all)
}
