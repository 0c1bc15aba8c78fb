package bench

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
)

// The usual photo, in pixels, and the bytes that one of ours has about.
const (
	photoWidth, photoHeight = 295, 413
	photoSize               = 20_000
)

// photos makes photos, each unlike any other. Drawing one takes milliseconds,
// so a few are drawn and each copy gets its own table of quantisation: another
// file, and another picture.
type photos struct {
	drawn [][]byte
	table int // where the first table of 64 divisors begins in each
}

func newPhotos() (*photos, error) {
	p := &photos{}
	for seed := range uint64(8) {
		photo, err := drawPhoto(seed)
		if err != nil {
			return nil, err
		}
		p.drawn = append(p.drawn, photo)
	}
	marker := bytes.Index(p.drawn[0], []byte{0xFF, 0xDB}) // DQT, ISO/IEC 10918-1, B.2.4.1
	if marker < 0 {
		return nil, fmt.Errorf("a photo without a quantisation table")
	}
	p.table = marker + 5
	return p, nil
}

// drawPhoto draws a bright oval on a coloured ground, with as much grain as
// makes a file of photoSize.
func drawPhoto(seed uint64) ([]byte, error) {
	var file bytes.Buffer
	for grain := 1; file.Len() < photoSize && grain < 64; grain++ {
		file.Reset()
		if err := jpeg.Encode(&file, drawPicture(seed, grain), &jpeg.Options{Quality: 75}); err != nil {
			return nil, err
		}
	}
	return file.Bytes(), nil
}

// drawPicture draws with a grain below so many levels of light.
func drawPicture(seed uint64, most int) *image.RGBA {
	random := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // a picture, no secret
	picture := image.NewRGBA(image.Rect(0, 0, photoWidth, photoHeight))
	for y := range photoHeight {
		for x := range photoWidth {
			dx, dy := x-photoWidth/2, (y-photoHeight/2)*3/4
			light := uint8(110 + y/8)
			if dx*dx+dy*dy < 95*95 {
				light = 200
			}
			grain := uint8(random.IntN(most + 1))
			picture.SetRGBA(x, y, color.RGBA{light + grain, light - grain/2, uint8(seed)*16 + grain, 255})
		}
	}
	return picture
}

// appendPhoto appends the i-th photo: the last three divisors of its first
// table, which scale the finest grain, count it.
func (p *photos) appendPhoto(b []byte, i int) []byte {
	at := len(b) + p.table + 61
	b = append(b, p.drawn[i%len(p.drawn)]...)
	for n := range 3 {
		b[at+n] = byte(1 + i%255)
		i /= 255
	}
	return b
}
