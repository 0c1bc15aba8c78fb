package sm3lanes

import "math/bits"

// maxLanes is the number of lanes of the widest kernel.
const maxLanes = 16

// addresses are where the next blocks of each lane's message begin.
type addresses [maxLanes]*byte

// kernel is what compresses blocks of as many messages as it has lanes. Others'
// places in states and addresses are not looked at.
type kernel struct {
	name      string
	lanes     int
	constants *[64]uint32

	// compress takes so many blocks, one at least, of each message, and goes on
	// with the chaining values by them.
	compress func(s *states, data *addresses, blocks int, constants *[64]uint32)
}

// widest is the kernel to take; there may be none.
func widest() (kernel, bool) {
	all := kernels()
	if len(all) == 0 {
		return kernel{}, false
	}
	return all[0], true
}

// initial is the chaining value that every message begins with (GB/T
// 32905-2016, 4.1).
func initial() [8]uint32 {
	return [8]uint32{0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e}
}

// roundConstants are T(j) <<< j (4.2, 5.3.3).
func roundConstants() *[64]uint32 {
	var t [64]uint32
	for j := range t {
		constant := uint32(0x79cc4519)
		if j >= 16 {
			constant = 0x7a879d8a
		}
		t[j] = bits.RotateLeft32(constant, j)
	}
	return &t
}
