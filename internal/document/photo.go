package document

import (
	"bytes"
	"encoding/binary"
	"image/jpeg"

	"yinxin.example/yinxin/internal/document/page"
	"yinxin.example/yinxin/internal/document/pdf"
	"yinxin.example/yinxin/internal/fault"
)

// Limits of a photo. 295 x 413 pixels is the usual size; a phone's full
// picture is a mistake that must be said.
const (
	maxPhotoBytes = 1 << 20
	maxPhotoSide  = 4096
)

// Markers of a JPEG stream (ISO/IEC 10918-1, B.1.1.3).
const (
	markerSOI  = 0xD8
	markerEOI  = 0xD9
	markerSOS  = 0xDA
	markerSOF0 = 0xC0 // baseline
	markerSOF1 = 0xC1 // extended sequential
	markerSOF2 = 0xC2 // progressive

	markerAPP0  = 0xE0 // JFIF
	markerAPP14 = 0xEE // Adobe: how colours are transformed
	markerAPP15 = 0xEF
	markerCOM   = 0xFE
)

// CheckPhoto reports whether a photo can be printed: a whole JPEG with 8 bits
// a sample and one or three components, of at most 1 MiB and 4096 pixels a
// side. Failures are fault.Invalid: photo_unreadable, photo_too_large.
func CheckPhoto(b []byte) error {
	const op = "document.CheckPhoto"
	if len(b) == 0 {
		return fault.New(op, fault.Invalid, "photo_unreadable")
	}
	if _, err := readPhoto(b); err != nil {
		return fault.Wrap(op, err)
	}
	if _, err := jpeg.Decode(bytes.NewReader(b)); err != nil {
		return &fault.Error{Op: op, Kind: fault.Invalid, Reason: "photo_unreadable", Err: err}
	}
	return nil
}

// readPhoto reads a photo's header. No bytes are no photo.
func readPhoto(b []byte) (*pdf.Photo, error) {
	const op = "document.readPhoto"
	if len(b) == 0 {
		return nil, nil
	}
	if len(b) > maxPhotoBytes {
		return nil, fault.New(op, fault.Invalid, "photo_too_large")
	}
	frame := frameHeader(b)
	if frame == nil {
		return nil, fault.New(op, fault.Invalid, "photo_unreadable")
	}
	h, w := int(binary.BigEndian.Uint16(frame[1:])), int(binary.BigEndian.Uint16(frame[3:]))
	parts := frame[5]
	if frame[0] != 8 || parts != 1 && parts != 3 || w == 0 || h == 0 {
		return nil, fault.New(op, fault.Invalid, "photo_unreadable")
	}
	if w > maxPhotoSide || h > maxPhotoSide {
		return nil, fault.New(op, fault.Invalid, "photo_too_large")
	}
	return &pdf.Photo{JPEG: withoutRemarks(b), W: w, H: h, Gray: parts == 1}, nil
}

// frameHeader gives the content of the frame header: precision, height, width,
// number of components. It is nil where there is none that PDF readers can be
// relied on to decode.
func frameHeader(b []byte) []byte {
	if f := frame(b); f != nil {
		return f[3:]
	}
	return nil
}

// frameMarker says how the picture is coded, 0 where nothing does.
func frameMarker(b []byte) byte {
	if f := frame(b); f != nil {
		return f[0]
	}
	return 0
}

// frame finds the frame segment before the first scan, from its marker on.
func frame(b []byte) []byte {
	if len(b) < 4 || b[0] != 0xFF || b[1] != markerSOI {
		return nil
	}
	for at := 2; at+4 <= len(b); {
		if b[at] != 0xFF {
			return nil
		}
		marker := b[at+1]
		if marker == 0xFF { // fill byte
			at++
			continue
		}
		if marker == markerSOS || marker == markerEOI {
			return nil
		}
		size := int(binary.BigEndian.Uint16(b[at+2:]))
		if size < 2 || at+2+size > len(b) {
			return nil
		}
		if marker >= markerSOF0 && marker <= markerSOF2 && size >= 8 {
			return b[at+1 : at+2+size]
		}
		at += 2 + size
	}
	return nil
}

// withoutRemarks leaves out what a camera says about a picture (APP1 to APP13,
// APP15 and comments, before the first scan): where and with what it was taken
// is nobody's business who checks a certificate. APP0 and APP14 say how to
// decode, and stay. What a photo shows is passed through as it is. A photo
// without remarks is not copied.
func withoutRemarks(b []byte) []byte {
	var kept []byte
	from := 0 // what is kept next begins here
	for at := 2; at+4 <= len(b) && b[at] == 0xFF && b[at+1] != markerSOS; {
		if b[at+1] == 0xFF { // fill byte
			at++
			continue
		}
		end := at + 2 + int(binary.BigEndian.Uint16(b[at+2:]))
		if end > len(b) {
			break
		}
		if m := b[at+1]; m == markerCOM || m > markerAPP0 && m <= markerAPP15 && m != markerAPP14 {
			kept = append(kept, b[from:at]...)
			from = end
		}
		at = end
	}
	if from == 0 {
		return b
	}
	return append(kept, b[from:]...)
}

func picture(p *pdf.Photo) page.Picture {
	if p == nil {
		return page.Picture{}
	}
	return page.Picture{W: p.W, H: p.H}
}
