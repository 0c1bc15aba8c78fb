package sm3lanes

import "encoding/binary"

// lane is one message on its way through a kernel, which takes whole blocks
// that lie together. Where parts meet, and at the end, blocks are put together.
type lane struct {
	digest *[]byte  // where the digest goes; nil for a lane without a message
	run    []byte   // whole blocks to hash next
	part   []byte   // what comes behind them
	parts  [][]byte // and behind that
	length int      // of all the message in bytes
	padded bool     // the padding is in run, or was

	joined [2 * blockLen]byte // blocks put together
	held   int                // bytes in it that are no whole block yet
}

// begin takes up a message and gives the chaining value to go on with.
func (l *lane) begin(m message, into *[]byte) [8]uint32 {
	l.digest, l.padded = into, false
	l.run, l.part, l.parts = nil, nil, m.parts
	l.length, l.held = m.len(), 0
	if m.after == nil {
		return initial()
	}
	l.length += len(m.after.bytes)
	l.held = copy(l.joined[:], m.after.bytes[m.after.whole():])
	return m.after.chain
}

// fill sees to it that run has a block at least, and reports whether it has:
// not where the message has ended, nor without one.
func (l *lane) fill() bool {
	for len(l.run) == 0 && !l.padded && l.digest != nil {
		switch {
		case len(l.part) == 0 && len(l.parts) == 0:
			l.pad()
		case len(l.part) == 0:
			l.part, l.parts = l.parts[0], l.parts[1:]
		case l.held == 0 && len(l.part) >= blockLen:
			whole := len(l.part) &^ (blockLen - 1)
			l.run, l.part = l.part[:whole], l.part[whole:]
		default:
			l.join()
		}
	}
	return len(l.run) > 0
}

// join moves bytes to those held, and to run once they are a block.
func (l *lane) join() {
	n := copy(l.joined[l.held:blockLen], l.part)
	l.part = l.part[n:]
	if l.held += n; l.held == blockLen {
		l.run, l.held = l.joined[:blockLen], 0
	}
}

// pad puts behind the bytes held a one bit, zeros, and the message's length in
// bits as the last 64 (GB/T 32905-2016, 5.2): one block, or two.
func (l *lane) pad() {
	end := blockLen
	if l.held+1+8 > blockLen {
		end *= 2
	}
	l.joined[l.held] = 0x80
	clear(l.joined[l.held+1 : end-8])
	binary.BigEndian.PutUint64(l.joined[end-8:end], uint64(l.length)*8)
	l.run, l.padded = l.joined[:end], true
}

// advance leaves behind what was hashed.
func (l *lane) advance(n int) {
	if l.digest != nil {
		l.run = l.run[n:]
	}
}
