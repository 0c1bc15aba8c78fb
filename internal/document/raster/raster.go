// Package raster draws a figure as a small picture, for where outlines cannot be
// had: the electronic seals of GB/T 38540 hold bitmaps.
package raster

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"slices"

	"yinxin.example/yinxin/internal/document/page"
)

const (
	// finer is how many lines, and points of a line, stand for one pixel.
	finer = 4
	// shades is how many steps there are from bare ground to full ink.
	shades = finer*finer + 1
)

// PNG draws a figure that fills a square of a side, so many pixels wide, in one
// ink on a ground that shows what lies below: the ink of the figure's first
// shape.
func PNG(f *page.Figure, side page.Unit, pixels int) ([]byte, error) {
	fine := pixels * finer
	covered := make([]bool, fine*fine)
	for _, s := range f.Shapes {
		fill(covered, fine, edges(outline(s, float64(fine)/float64(side))))
	}
	img := image.NewPaletted(image.Rect(0, 0, pixels, pixels), palette(f))
	for y := range pixels {
		for x := range pixels {
			img.SetColorIndex(x, y, shade(covered, fine, x, y))
		}
	}
	var b bytes.Buffer
	err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, img)
	return b.Bytes(), err
}

func palette(f *page.Figure) color.Palette {
	var ink page.Color
	if len(f.Shapes) > 0 {
		ink = f.Shapes[0].Ink
	}
	var p color.Palette
	for i := range shades {
		p = append(p, color.NRGBA{R: uint8(ink >> 16), G: uint8(ink >> 8), B: uint8(ink), A: uint8(255 * i / (shades - 1))})
	}
	return p
}

func shade(covered []bool, fine, x, y int) (n uint8) {
	for dy := range finer {
		for _, on := range covered[(y*finer+dy)*fine+x*finer:][:finer] {
			if on {
				n++
			}
		}
	}
	return n
}

// edge is a straight line between two heights, from upper to lower; wind tells
// which way it ran.
type edge struct {
	x0, y0, x1, y1 float64
	wind           int
}

// edges are the sides of closed polygons that are not level.
func edges(polygons [][]point) (all []edge) {
	for _, polygon := range polygons {
		for i, a := range polygon {
			b := polygon[(i+1)%len(polygon)]
			switch {
			case a.y < b.y:
				all = append(all, edge{a.x, a.y, b.x, b.y, 1})
			case a.y > b.y:
				all = append(all, edge{b.x, b.y, a.x, a.y, -1})
			}
		}
	}
	return all
}

// crossing is where an edge crosses a line.
type crossing struct {
	x    float64
	wind int
}

// fill marks what lies within by the nonzero winding rule.
func fill(covered []bool, fine int, all []edge) {
	lines := make([][]crossing, fine)
	for _, e := range all {
		for y := max(0, firstLine(e.y0)); y < fine && float64(y)+0.5 < e.y1; y++ {
			at := e.x0 + (e.x1-e.x0)*(float64(y)+0.5-e.y0)/(e.y1-e.y0)
			lines[y] = append(lines[y], crossing{at, e.wind})
		}
	}
	for y, line := range lines {
		slices.SortFunc(line, func(a, b crossing) int {
			switch {
			case a.x < b.x:
				return -1
			case a.x > b.x:
				return 1
			}
			return 0
		})
		wind := 0
		for i, c := range line {
			if wind += c.wind; wind == 0 || i+1 == len(line) {
				continue
			}
			for x := max(0, firstLine(c.x)); x < fine && float64(x)+0.5 < line[i+1].x; x++ {
				covered[y*fine+x] = true
			}
		}
	}
}

// firstLine is the first whole number whose middle is not before v.
func firstLine(v float64) int {
	n := int(v)
	if float64(n)+0.5 < v {
		n++
	}
	return n
}
