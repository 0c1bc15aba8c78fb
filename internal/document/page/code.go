package page

import (
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"math/bits"

	"rsc.io/qr/coding"
	"rsc.io/qr/gf256"
)

// MaxAddress bounds the address in a QR code, in bytes: it keeps the modules
// large enough to be read from a print.
const MaxAddress = 60

// The largest code here is of version 4: 33 modules a side hold 62 bytes at
// error correction level M.
const (
	codeVersions = 4
	codeModules  = 17 + 4*codeVersions
	codePitch    = (codeModules + 7) / 8
	codeBytes    = 100 // data and check bytes of version 4
)

// QR is a code as its modules (ISO/IEC 18004), without the quiet zone.
type QR struct {
	At   Point // upper left corner
	Side Unit  // of the whole code
	Size int   // modules on a side; 0 for no code
	bits [codeModules * codePitch]byte
}

// Quiet is the code with the four light modules around it that readers need.
func (q *QR) Quiet() Box {
	margin := 4 * q.Side / Unit(max(q.Size, 1))
	return Box{q.At.X, q.At.Y, q.At.X + q.Side, q.At.Y + q.Side}.grown(margin)
}

// Dark reports whether a module is dark.
func (q *QR) Dark(x, y int) bool {
	return q.bits[y*codePitch+x/8]&(0x80>>(x%8)) != 0
}

// Runs gives the dark modules of row y: where each unbroken run begins, and how
// long it is.
func (q *QR) Runs(y int) iter.Seq2[int, int] {
	return func(yield func(x, n int) bool) {
		var bytes [8]byte
		copy(bytes[:], q.bits[y*codePitch:(y+1)*codePitch])
		row, x := binary.BigEndian.Uint64(bytes[:]), 0
		for row != 0 {
			light := bits.LeadingZeros64(row)
			row <<= light
			n := bits.LeadingZeros64(^row)
			row <<= n
			if x += light; !yield(x, n) {
				return
			}
			x += n
		}
	}
}

// codePlan is the part of a version that no text changes: which modules are
// dark by themselves, and which follow a bit of the data or check bytes. It
// makes a code in a microsecond where planning one anew takes ten.
type codePlan struct {
	fixed         QR
	follow        []follower
	data, blocks  int
	check         int         // check bytes of each block
	remainderRows [256][]byte // of b times x^check, divided by the generator
}

// follower is a module that is inverted where a bit is set.
type follower struct {
	at, mask byte
	from     uint16 // bit, counted from the first data byte's highest
}

func newCodePlans() ([]codePlan, error) {
	plans := make([]codePlan, codeVersions)
	for i := range plans {
		p, err := coding.NewPlan(coding.Version(i+1), coding.M, 0)
		if err != nil {
			return nil, fmt.Errorf("page: plan of QR version %d: %w", i+1, err)
		}
		plans[i] = planOf(p)
	}
	return plans, nil
}

func planOf(p *coding.Plan) codePlan {
	c := codePlan{data: p.DataBytes, blocks: p.Blocks, check: p.CheckBytes / p.Blocks}
	c.fixed.Size = len(p.Pixel)
	for y, row := range p.Pixel {
		for x, pixel := range row {
			at, mask := byte(y*codePitch+x/8), byte(0x80>>(x%8))
			if pixel&coding.Black != 0 {
				c.fixed.bits[at] |= mask
			}
			if role := pixel.Role(); role == coding.Data || role == coding.Check {
				c.follow = append(c.follow, follower{at, mask, uint16(pixel.Offset())})
			}
		}
	}
	rs := gf256.NewRSEncoder(coding.Field, c.check)
	for b := range c.remainderRows {
		c.remainderRows[b] = make([]byte, c.check)
		rs.ECC([]byte{byte(b)}, c.remainderRows[b])
	}
	return c
}

var errAddress = errors.New("page: the address is empty or too long for the code")

// encode makes the code of an address in byte mode, in the smallest version.
func encode(plans []codePlan, address string) (QR, error) {
	if address == "" || len(address) > MaxAddress {
		return QR{}, errAddress
	}
	for i := range plans {
		if p := &plans[i]; len(address)+2 <= p.data {
			return p.encode(address), nil
		}
	}
	return QR{}, errAddress
}

func (p *codePlan) encode(address string) QR {
	var bytes [codeBytes]byte
	// Mode 0100, a length of eight bits, the bytes, 0000: all four bits late.
	bytes[0] = 4<<4 | byte(len(address))>>4
	bytes[1] = byte(len(address)) << 4
	for i, c := range []byte(address) {
		bytes[1+i] |= c >> 4
		bytes[2+i] = c << 4 //nolint:gosec // an address has at most 60 bytes
	}
	for i, pad := len(address)+2, byte(0xEC); i < p.data; i, pad = i+1, pad^(0xEC^0x11) {
		bytes[i] = pad
	}
	size := p.data / p.blocks // versions 1 to 4 have equal blocks at level M
	for b := range p.blocks {
		p.divide(bytes[b*size:(b+1)*size], bytes[p.data+b*p.check:p.data+(b+1)*p.check])
	}
	q := p.fixed
	for _, f := range p.follow {
		if bytes[f.from/8]&(0x80>>(f.from%8)) != 0 {
			q.bits[f.at] ^= f.mask
		}
	}
	return q
}

// divide leaves in check the remainder of data by the generator polynomial.
func (p *codePlan) divide(data, check []byte) {
	for _, d := range data {
		row := p.remainderRows[d^check[0]]
		copy(check, check[1:])
		check[len(check)-1] = 0
		for i, v := range row {
			check[i] ^= v
		}
	}
}
