package document

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"

	"yinxin.example/yinxin/internal/fault"
)

// Bounds of a photo as it is delivered. What is larger than it is printed, a
// phone's full picture say, is made smaller; what would take much memory to
// open is refused by its header.
const (
	maxDeliveredBytes = 8 << 20
	maxDelivered      = 12_000_000 // pixels
	minWidth          = 90         // pixels; 25 mm at about 90 to the inch
	minHeight         = 120
	printedWidth      = 900 // pixels; more are not seen on paper
	printedHeight     = 1260
	preparedQuality   = 90
)

// A portrait's width to its height: 25 x 35 mm is 0.71, 35 x 45 mm 0.78.
const (
	narrowest = 0.60
	widest    = 0.90
)

// PreparePhoto checks a delivered photo, JPEG or PNG, and returns it as it is
// printed: a baseline JPEG in gray or colour, upright, with nothing in it but
// the picture. A photo that is so already is not encoded again, only what is
// beside the picture is left out. Failures are fault.Invalid:
// photo_unreadable, photo_too_large, photo_too_small, photo_proportions.
func PreparePhoto(b []byte) ([]byte, error) {
	const op = "document.PreparePhoto"
	if len(b) > maxDeliveredBytes {
		return nil, fault.New(op, fault.Invalid, "photo_too_large")
	}
	decode, configure := jpeg.Decode, jpeg.DecodeConfig
	bare, turned := []byte(nil), upright
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xd8\xff")):
		turned = orientationOf(b)
		bare = bareJPEG(b)
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")):
		decode, configure = png.Decode, png.DecodeConfig
	default:
		return nil, fault.New(op, fault.Invalid, "photo_unreadable")
	}
	config, err := configure(bytes.NewReader(b))
	if err != nil {
		return nil, unreadablePhoto(op, err)
	}
	if reason := measure(config.Width, config.Height, turned); reason != "" {
		return nil, fault.New(op, fault.Invalid, reason)
	}
	picture, err := decode(bytes.NewReader(b))
	if err != nil {
		return nil, unreadablePhoto(op, err)
	}
	if turned == upright && printable(bare) {
		return bare, nil
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, turn(shrink(flatten(picture)), turned), &jpeg.Options{Quality: preparedQuality}); err != nil {
		return nil, fault.Wrap(op, err)
	}
	return out.Bytes(), nil
}

func unreadablePhoto(op string, err error) error {
	return &fault.Error{Op: op, Kind: fault.Invalid, Reason: "photo_unreadable", Err: err}
}

// measure judges a photo by its sides as they are seen.
func measure(w, h int, turned orientation) fault.Reason {
	if turned.lying() {
		w, h = h, w
	}
	switch {
	case w <= 0 || h <= 0:
		return "photo_unreadable"
	case w > maxDelivered/h:
		return "photo_too_large"
	case w < minWidth || h < minHeight:
		return "photo_too_small"
	case float64(w) < narrowest*float64(h) || float64(w) > widest*float64(h):
		return "photo_proportions"
	}
	return ""
}

// printable reports a JPEG that pages can hold as it is.
func printable(b []byte) bool {
	if b == nil || frameMarker(b) == markerSOF2 {
		return false
	}
	p, err := readPhoto(b)
	return err == nil && p != nil && p.W <= 2*printedWidth && p.H <= 2*printedHeight
}

// flatten puts a picture on white, in colours that JPEG has.
func flatten(m image.Image) *image.RGBA {
	bounds := m.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, bounds.Dx(), bounds.Dy()))
	const white = 0xffff
	i := 0
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			r, g, b, a := m.At(x, y).RGBA() // premultiplied
			rest := white - a
			out.Pix[i], out.Pix[i+1], out.Pix[i+2], out.Pix[i+3] =
				uint8((r+rest)>>8), uint8((g+rest)>>8), uint8((b+rest)>>8), 0xff
			i += 4
		}
	}
	return out
}

// shrink averages a picture down to the size it is printed in; a smaller one
// stays as it is.
func shrink(m *image.RGBA) *image.RGBA {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	long, short := max(w, h), min(w, h)
	if long <= printedHeight && short <= printedWidth {
		return m
	}
	scale := min(float64(printedHeight)/float64(long), float64(printedWidth)/float64(short))
	out := image.NewRGBA(image.Rect(0, 0, max(1, int(float64(w)*scale)), max(1, int(float64(h)*scale))))
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			average(out, x, y, m)
		}
	}
	return out
}

// average gives a pixel the mean of those it stands for.
func average(out *image.RGBA, x, y int, m *image.RGBA) {
	span := func(i, n, of int) (int, int) {
		from := i * of / n
		return from, max(from+1, (i+1)*of/n)
	}
	x0, x1 := span(x, out.Rect.Dx(), m.Rect.Dx())
	y0, y1 := span(y, out.Rect.Dy(), m.Rect.Dy())
	var sum [4]int
	for v := y0; v < y1; v++ {
		row := m.Pix[m.PixOffset(x0, v) : m.PixOffset(x1-1, v)+4]
		for i, p := range row {
			sum[i%4] += int(p)
		}
	}
	pixels := (x1 - x0) * (y1 - y0)
	at := out.PixOffset(x, y)
	for i := range sum {
		out.Pix[at+i] = uint8(sum[i] / pixels)
	}
}
