package journey_test

import (
	"bytes"
	"cmp"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"slices"
	"testing"
)

// colours is how many a picture of the documentation has. Pages have few, and
// an eighth of the usual palette makes the file half as large again.
const colours = 64

// encoded is the picture as a small PNG, in a palette of its own.
func encoded(t *testing.T, picture image.Image) []byte {
	t.Helper()
	paletted := image.NewPaletted(picture.Bounds(), paletteOf(picture))
	draw.Draw(paletted, paletted.Bounds(), picture, picture.Bounds().Min, draw.Src)
	var file bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&file, paletted); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// box is a set of colours, each with how often it stands in the picture.
type box []tally

type tally struct {
	rgb   [3]uint8
	count int
}

// paletteOf chooses colours by median cut (Heckbert, "Color image quantization
// for frame buffer display", SIGGRAPH 1982).
func paletteOf(picture image.Image) color.Palette {
	boxes := []box{histogram(picture)}
	for len(boxes) < colours {
		i := slices.IndexFunc(boxes, box.splits)
		for j, b := range boxes {
			if i >= 0 && b.splits() && b.weight() > boxes[i].weight() {
				i = j
			}
		}
		if i < 0 {
			break
		}
		low, high := boxes[i].cut()
		boxes = append(slices.Delete(boxes, i, i+1), low, high)
	}
	palette := make(color.Palette, len(boxes))
	for i, b := range boxes {
		palette[i] = b.mean()
	}
	return palette
}

func histogram(picture image.Image) box {
	counts := map[[3]uint8]int{}
	area := picture.Bounds()
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			r, g, b, _ := picture.At(x, y).RGBA()
			counts[[3]uint8{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8)}]++
		}
	}
	all := make(box, 0, len(counts))
	for _, rgb := range slices.SortedFunc(maps.Keys(counts), func(a, b [3]uint8) int { return slices.Compare(a[:], b[:]) }) {
		all = append(all, tally{rgb, counts[rgb]})
	}
	return all
}

func (b box) splits() bool { return len(b) > 1 }

// weight is the widest channel times the root of the pixels, so that a large
// ground does not take every colour.
func (b box) weight() float64 {
	_, width := b.widest()
	pixels := 0
	for _, t := range b {
		pixels += t.count
	}
	return float64(width) * float64(width) * float64(min(pixels, 20_000))
}

func (b box) widest() (channel, width int) {
	for c := range 3 {
		low, high := uint8(255), uint8(0)
		for _, t := range b {
			low, high = min(low, t.rgb[c]), max(high, t.rgb[c])
		}
		if w := int(high) - int(low); w > width {
			channel, width = c, w
		}
	}
	return channel, width
}

// cut halves the box in the middle of its widest channel's pixels.
func (b box) cut() (low, high box) {
	channel, _ := b.widest()
	slices.SortStableFunc(b, func(x, y tally) int { return cmp.Compare(x.rgb[channel], y.rgb[channel]) })
	total := 0
	for _, t := range b {
		total += t.count
	}
	sum, at := 0, 0
	for at < len(b)-1 && (at == 0 || sum < total/2) {
		sum += b[at].count
		at++
	}
	return b[:at:at], b[at:]
}

func (b box) mean() color.Color {
	var sums [3]int
	pixels := 0
	for _, t := range b {
		for c := range 3 {
			sums[c] += int(t.rgb[c]) * t.count
		}
		pixels += t.count
	}
	return color.RGBA{uint8(sums[0] / pixels), uint8(sums[1] / pixels), uint8(sums[2] / pixels), 0xff}
}
