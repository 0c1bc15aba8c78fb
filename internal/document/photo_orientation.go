package document

import (
	"bytes"
	"encoding/binary"
	"image"
)

// orientation is how a camera was held, as Exif counts it (CIPA DC-008,
// 4.6.4 A, tag 274): 1 to 8.
type orientation int

const upright orientation = 1

// lying reports whether the sides change places.
func (o orientation) lying() bool { return o >= 5 && o <= 8 }

// orientationOf reads the orientation out of a JPEG's Exif segment; upright
// where it says nothing that can be read.
func orientationOf(b []byte) orientation {
	for at := 2; at+4 <= len(b) && b[at] == 0xFF && b[at+1] != markerSOS; {
		if b[at+1] == 0xFF { // fill byte
			at++
			continue
		}
		end := at + 2 + int(binary.BigEndian.Uint16(b[at+2:]))
		if end > len(b) || end < at+4 {
			break
		}
		if tiff, ok := bytes.CutPrefix(b[at+4:end], []byte("Exif\x00\x00")); ok && b[at+1] == markerAPP0+1 {
			return tiffOrientation(tiff)
		}
		at = end
	}
	return upright
}

// tiffOrientation finds tag 274 in the first directory (TIFF 6.0, section 2).
func tiffOrientation(b []byte) orientation {
	const entry, tag, short = 12, 274, 3
	var order binary.ByteOrder
	switch {
	case len(b) < 8:
		return upright
	case bytes.HasPrefix(b, []byte("II*\x00")):
		order = binary.LittleEndian
	case bytes.HasPrefix(b, []byte("MM\x00*")):
		order = binary.BigEndian
	default:
		return upright
	}
	from := int64(order.Uint32(b[4:]))
	if from+2 > int64(len(b)) {
		return upright
	}
	entries := b[from+2:]
	for range order.Uint16(b[from:]) {
		if len(entries) < entry {
			break
		}
		if order.Uint16(entries) == tag && order.Uint16(entries[2:]) == short {
			if o := orientation(order.Uint16(entries[8:])); o >= 1 && o <= 8 {
				return o
			}
			break
		}
		entries = entries[entry:]
	}
	return upright
}

// turn puts a picture upright.
func turn(m *image.RGBA, o orientation) *image.RGBA {
	if o == upright {
		return m
	}
	w, h := m.Rect.Dx(), m.Rect.Dy()
	size := image.Rect(0, 0, w, h)
	if o.lying() {
		size = image.Rect(0, 0, h, w)
	}
	out := image.NewRGBA(size)
	for y := range size.Dy() {
		for x := range size.Dx() {
			sx, sy := source(o, x, y, w, h)
			copy(out.Pix[out.PixOffset(x, y):][:4], m.Pix[m.PixOffset(sx, sy):][:4])
		}
	}
	return out
}

// source is where a pixel of the upright picture lies in the one of w x h.
func source(o orientation, x, y, w, h int) (int, int) {
	switch o {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return y, h - 1 - x
	case 7:
		return w - 1 - y, h - 1 - x
	case 8:
		return w - 1 - y, x
	}
	return x, y
}
