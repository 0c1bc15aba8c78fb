package raster_test

import (
	"bytes"
	"image/png"
	"testing"

	"yinxin.example/yinxin/internal/document/page"
	"yinxin.example/yinxin/internal/document/raster"
)

func square(x0, y0, x1, y1 page.Unit, backwards bool) []page.Seg {
	corners := []page.Point{{X: x0, Y: y0}, {X: x1, Y: y0}, {X: x1, Y: y1}, {X: x0, Y: y1}}
	if backwards {
		corners[1], corners[3] = corners[3], corners[1]
	}
	segs := []page.Seg{{Op: page.MoveTo, P: [3]page.Point{corners[0]}}}
	for _, c := range corners[1:] {
		segs = append(segs, page.Seg{Op: page.LineTo, P: [3]page.Point{c}})
	}
	return append(segs, page.Seg{Op: page.Close})
}

// Each picture is looked at in the middle of some of its pixels.
func TestWhatIsCovered(t *testing.T) {
	t.Parallel()
	const side, pixels = 1000, 10
	// A circle of radius 400 about the middle, as four arcs.
	const r, k = 400, 221
	arc := func(a, b, c page.Point) page.Seg { return page.Seg{Op: page.CubeTo, P: [3]page.Point{a, b, c}} }
	circle := []page.Seg{
		{Op: page.MoveTo, P: [3]page.Point{{X: 500 + r, Y: 500}}},
		arc(page.Point{X: 500 + r, Y: 500 + k}, page.Point{X: 500 + k, Y: 500 + r}, page.Point{X: 500, Y: 500 + r}),
		arc(page.Point{X: 500 - k, Y: 500 + r}, page.Point{X: 500 - r, Y: 500 + k}, page.Point{X: 500 - r, Y: 500}),
		arc(page.Point{X: 500 - r, Y: 500 - k}, page.Point{X: 500 - k, Y: 500 - r}, page.Point{X: 500, Y: 500 - r}),
		arc(page.Point{X: 500 + k, Y: 500 - r}, page.Point{X: 500 + r, Y: 500 - k}, page.Point{X: 500 + r, Y: 500}),
		{Op: page.Close},
	}
	quad := []page.Seg{
		{Op: page.MoveTo, P: [3]page.Point{{X: 0, Y: 0}}},
		{Op: page.QuadTo, P: [3]page.Point{{X: 1000, Y: 0}, {X: 1000, Y: 1000}}},
		{Op: page.LineTo, P: [3]page.Point{{X: 0, Y: 1000}}},
		{Op: page.Close},
	}
	type at struct{ x, y int }
	for name, tc := range map[string]struct {
		shapes  []page.Shape
		on, off []at
	}{
		"a square":             {[]page.Shape{{Segs: square(200, 200, 800, 800, false), Ink: 0xb4231f}}, []at{{2, 2}, {7, 7}}, []at{{1, 5}, {8, 5}}},
		"a hole":               {[]page.Shape{{Segs: append(square(100, 100, 900, 900, false), square(300, 300, 700, 700, true)...)}}, []at{{1, 1}, {8, 8}}, []at{{5, 5}, {0, 0}}},
		"two that overlap":     {[]page.Shape{{Segs: append(square(100, 100, 900, 900, false), square(300, 300, 700, 700, false)...)}}, []at{{1, 1}, {5, 5}}, []at{{0, 0}}},
		"a ring":               {[]page.Shape{{Segs: circle, Width: 200}}, []at{{5, 8}, {1, 4}}, []at{{5, 5}, {0, 0}}},
		"a disc":               {[]page.Shape{{Segs: circle}}, []at{{5, 5}, {1, 5}}, []at{{0, 0}, {9, 9}}},
		"below a curve":        {[]page.Shape{{Segs: quad}}, []at{{1, 8}, {6, 5}}, []at{{9, 0}}},
		"shapes add up":        {[]page.Shape{{Segs: square(0, 0, 500, 1000, false)}, {Segs: square(500, 0, 1000, 1000, true)}}, []at{{1, 1}, {8, 8}}, nil},
		"what lies outside it": {[]page.Shape{{Segs: square(-500, -500, 500, 1500, false)}}, []at{{0, 0}, {4, 9}}, []at{{5, 5}}},
	} {
		drawn, err := raster.PNG(&page.Figure{Shapes: tc.shapes}, side, pixels)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(drawn))
		if err != nil {
			t.Fatal(err)
		}
		alpha := func(p at) uint32 {
			_, _, _, a := img.At(p.x, p.y).RGBA()
			return a
		}
		for _, p := range tc.on {
			if alpha(p) != 0xffff {
				t.Errorf("%s: %v is %#x", name, p, alpha(p))
			}
		}
		for _, p := range tc.off {
			if alpha(p) != 0 {
				t.Errorf("%s: %v is %#x", name, p, alpha(p))
			}
		}
	}
}
