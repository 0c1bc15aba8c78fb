package view_test

import (
	"slices"
	"testing"

	"yinxin.example/yinxin/internal/web/view"
)

func TestChartScale(t *testing.T) {
	for most, want := range map[int]int{0: 2, 1: 2, 2: 2, 3: 4, 5: 10, 11: 20, 21: 40, 41: 100, 264: 400, 401: 1000, 86_412: 100_000} {
		c := view.Chart{Columns: []view.ChartColumn{{Bar: most / 2}, {Line: most}}}
		if got := c.Scale(); got != want || c.Half()*2 != got {
			t.Errorf("up to %d: %d (half %d), want %d", most, got, c.Half(), want)
		}
	}
}

func TestChartMarks(t *testing.T) {
	c := view.Chart{Columns: []view.ChartColumn{{Bar: 4, Line: 2, Tick: "a"}, {Line: 4}}}
	want := []view.ChartMark{
		{X: "7.50%", Width: "35.00%", Y: "0.00%", Height: "100.00%", Middle: "25.00%", Dot: "50.00%", Next: "75.00%", NextDot: "0.00%", Tick: "a"},
		{X: "57.50%", Width: "35.00%", Y: "100.00%", Height: "0.00%", Middle: "75.00%", Dot: "0.00%"},
	}
	if got := c.Marks(); !slices.Equal(got, want) {
		t.Errorf("%+v\nwant %+v", got, want)
	}
	if c.Bars() != 4 || c.Highest() != c.Columns[0] || !c.Any() || (view.Chart{}).Any() {
		t.Error("the sentence about the chart is wrong")
	}
	few := view.Chart{Columns: []view.ChartColumn{{Bar: 1}, {Bar: 10_000}}}
	if got := few.Marks()[0].Height; got != "1.50%" {
		t.Errorf("one of ten thousand is %s high", got)
	}
}
