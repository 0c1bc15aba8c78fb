package view

import (
	"strconv"
	"time"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/locale"
)

// Chart is a drawing of numbers over time, made of plain SVG, with the same
// numbers in a table.
type Chart struct {
	Key     string // of the texts overview.chart.KEY, KEY.bar and KEY.line
	Columns []ChartColumn
	HasLine bool
}

// ChartColumn is one hour or one day.
type ChartColumn struct {
	At        time.Time // its first instant; zero where it is a day
	On        civil.Date
	Tick      string // written below, "" for nothing
	Bar, Line int
}

// when names the column.
func (c ChartColumn) when(lang locale.Lang) string {
	if c.On.IsZero() {
		return locale.Moment(lang, c.At)
	}
	return locale.Date(lang, c.On)
}

// Any reports whether there is anything to draw.
func (c Chart) Any() bool {
	for _, column := range c.Columns {
		if column.Bar > 0 || column.Line > 0 {
			return true
		}
	}
	return false
}

// Bars is the sum of the bars.
func (c Chart) Bars() (all int) {
	for _, column := range c.Columns {
		all += column.Bar
	}
	return all
}

// Highest is the first column with the tallest bar.
func (c Chart) Highest() (highest ChartColumn) {
	for _, column := range c.Columns {
		if column.Bar > highest.Bar || highest == (ChartColumn{}) {
			highest = column
		}
	}
	return highest
}

// Scale is the number at the top of the drawing: 1, 2 or 5 times a power of
// ten, and even, so that its half is a number too.
func (c Chart) Scale() int {
	most := 2
	for _, column := range c.Columns {
		most = max(most, column.Bar, column.Line)
	}
	for unit := 1; ; unit *= 10 {
		for _, step := range []int{2, 4, 10} {
			if most <= step*unit {
				return step * unit
			}
		}
	}
}

// Half is the number in the middle.
func (c Chart) Half() int { return c.Scale() / 2 }

// ChartMark is where a column is drawn, in hundredths of the drawing's width
// and height.
type ChartMark struct {
	X, Width, Y, Height string // of its bar
	Middle, Dot         string // of its dot on the line
	Next, NextDot       string // of the dot after it; "" for the last
	Tick                string
}

// thinnest is the height below which a bar could not be seen.
const thinnest = 1.5

// Marks lays the columns out.
func (c Chart) Marks() []ChartMark {
	marks := make([]ChartMark, len(c.Columns))
	step := 100 / float64(max(len(c.Columns), 1))
	scale := float64(c.Scale())
	middle := func(i int) string { return percent((float64(i) + .5) * step) }
	dot := func(i int) string { return percent(100 - float64(c.Columns[i].Line)/scale*100) }
	for i, column := range c.Columns {
		height := float64(column.Bar) / scale * 100
		if column.Bar > 0 {
			height = max(height, thinnest)
		}
		marks[i] = ChartMark{
			X: percent((float64(i) + .15) * step), Width: percent(.7 * step), Y: percent(100 - height), Height: percent(height),
			Middle: middle(i), Dot: dot(i), Tick: column.Tick,
		}
		if i+1 < len(c.Columns) {
			marks[i].Next, marks[i].NextDot = middle(i+1), dot(i+1)
		}
	}
	return marks
}

func percent(v float64) string { return strconv.FormatFloat(v, 'f', 2, 64) + "%" }
