package pdf

import "encoding/binary"

// srgbProfile makes the ICC profile of the output intent: sRGB (IEC 61966-2-1)
// as a version 4.2 display profile of three primaries and one parametric curve
// (ICC.1:2004-10, 8.3 and 10.15). Primaries are adapted to D50 with the
// Bradford matrix that the chad tag records.
func srgbProfile() []byte {
	type tag struct {
		names []string
		data  []byte
	}
	tags := []tag{
		{[]string{"desc"}, iccText("sRGB IEC61966-2.1")},
		{[]string{"cprt"}, iccText("No copyright, use freely")},
		{[]string{"wtpt"}, iccNumbers("XYZ ", 0xF6D6, 0x10000, 0xD32D)},
		{[]string{"chad"}, iccNumbers("sf32", 0x10C42, 0x5DE, -0xCDA, 0x793, 0xFD90, -0x25E, -0x4C5, 0x7B1, 0xC06B)},
		{[]string{"rXYZ"}, iccNumbers("XYZ ", 0x6FA0, 0x38F5, 0x390)},
		{[]string{"gXYZ"}, iccNumbers("XYZ ", 0x6297, 0xB787, 0x18D9)},
		{[]string{"bXYZ"}, iccNumbers("XYZ ", 0x249F, 0xF84, 0xB6C4)},
		// Function type 3: ((X+0.055)/1.055)^2.4 from 0.04045, X/12.92 below.
		{[]string{"rTRC", "gTRC", "bTRC"}, iccCurve(0x26666, 0xF2A7, 0xD59, 0x13D0, 0xA5B)},
	}
	be := binary.BigEndian
	count := 0
	for _, t := range tags {
		count += len(t.names)
	}
	dir := be.AppendUint32(nil, uint32(count))
	var body []byte
	base := 128 + 4 + 12*count
	for _, t := range tags {
		for _, name := range t.names {
			dir = append(dir, name...)
			dir = be.AppendUint32(dir, uint32(base+len(body)))
			dir = be.AppendUint32(dir, uint32(len(t.data)))
		}
		body = append(body, t.data...)
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
	}
	return append(append(iccHeader(base+len(body)), dir...), body...)
}

func iccHeader(size int) []byte {
	be := binary.BigEndian
	h := make([]byte, 128)
	be.PutUint32(h, uint32(size))
	be.PutUint32(h[8:], 0x04200000)
	copy(h[12:], "mntrRGB XYZ ")
	for i, v := range []uint16{2026, 1, 1, 0, 0, 0} {
		be.PutUint16(h[24+2*i:], v)
	}
	copy(h[36:], "acsp")
	for i, v := range []uint32{0xF6D6, 0x10000, 0xD32D} { // D50, the profile connection space
		be.PutUint32(h[68+4*i:], v)
	}
	return h
}

func iccText(s string) []byte {
	be := binary.BigEndian
	b := append([]byte("mluc"), 0, 0, 0, 0)
	for _, v := range []uint32{1, 12} {
		b = be.AppendUint32(b, v)
	}
	b = append(b, "enUS"...)
	b = be.AppendUint32(b, uint32(2*len(s)))
	b = be.AppendUint32(b, 28)
	for _, c := range []byte(s) {
		b = append(b, 0, c)
	}
	return b
}

func iccNumbers(kind string, values ...int32) []byte {
	b := append([]byte(kind), 0, 0, 0, 0)
	for _, v := range values {
		b = binary.BigEndian.AppendUint32(b, uint32(v))
	}
	return b
}

func iccCurve(values ...int32) []byte {
	b := append([]byte("para"), 0, 0, 0, 0, 0, 3, 0, 0)
	for _, v := range values {
		b = binary.BigEndian.AppendUint32(b, uint32(v))
	}
	return b
}
