package page

import (
	"fmt"

	"rsc.io/qr"
)

// MaxAddress bounds the address in a QR code, in bytes: it keeps the modules
// large enough to be read from a print.
const MaxAddress = 60

// QR is a code as its modules (ISO/IEC 18004), without the quiet zone.
type QR struct {
	At    Point // upper left corner
	Side  Unit  // of the whole code
	Size  int   // modules on a side; 0 for no code
	bits  []byte
	pitch int
}

// Dark reports whether a module is dark.
func (q *QR) Dark(x, y int) bool {
	return q.bits[y*q.pitch+x/8]&(0x80>>(x%8)) != 0
}

// Runs calls draw for every horizontal run of dark modules.
func (q *QR) Runs(draw func(x, y, n int)) {
	for y := range q.Size {
		for x := 0; x < q.Size; x++ {
			n := 0
			for x+n < q.Size && q.Dark(x+n, y) {
				n++
			}
			if n > 0 {
				draw(x, y, n)
				x += n
			}
		}
	}
}

func encodeQR(address string) (QR, error) {
	if address == "" || len(address) > MaxAddress {
		return QR{}, fmt.Errorf("page: an address of %d bytes does not fit the code's limit of %d", len(address), MaxAddress)
	}
	c, err := qr.Encode(address, qr.M)
	if err != nil {
		return QR{}, fmt.Errorf("page: QR code: %w", err)
	}
	return QR{Size: c.Size, bits: c.Bitmap, pitch: c.Stride}, nil
}
