package messages

import (
	"testing"
	"time"

	"yinxin.example/yinxin/internal/civil"
)

func TestQuietHours(t *testing.T) {
	day := civil.MustParse("2026-11-22")
	at := func(days int, clock time.Duration) time.Time { return day.AddDays(days).Start().Add(clock) }
	const h, m = time.Hour, time.Minute
	for _, c := range []struct {
		q           Quiet
		asked, want time.Time
	}{
		{UsualQuiet(), at(0, 21*h+59*m), at(0, 21*h+59*m)},
		{UsualQuiet(), at(0, 22*h), at(1, 8*h)},
		{UsualQuiet(), at(1, 0), at(1, 8*h)},
		{UsualQuiet(), at(1, 7*h+59*m), at(1, 8*h)},
		{UsualQuiet(), at(1, 8*h), at(1, 8*h)},
		{Quiet{12, 14}, at(0, 11*h+59*m), at(0, 11*h+59*m)},
		{Quiet{12, 14}, at(0, 12*h+1*m), at(0, 14*h)},
		{Quiet{12, 14}, at(0, 14*h), at(0, 14*h)},
		{Quiet{20, 0}, at(0, 23*h), at(1, 0)},
		{Quiet{20, 0}, at(1, 0), at(1, 0)},
		{Quiet{0, 6}, at(1, 0), at(1, 6*h)},
		{Quiet{9, 9}, at(0, 9*h), at(0, 9*h)},
		{Quiet{}, at(0, 3*h), at(0, 3*h)},
	} {
		if got := c.q.After(c.asked); !got.Equal(c.want) {
			t.Errorf("%v from %s: %s, want %s", c.q, c.asked, got, c.want)
		}
	}
	for q, want := range map[Quiet]bool{{22, 8}: true, {}: true, {24, 8}: false, {8, -1}: false} {
		if q.Valid() != want {
			t.Errorf("%v", q)
		}
	}
}

func TestWayOf(t *testing.T) {
	if WayOf("19900007963") != ByPhone || WayOf("+85290000000") != ByPhone || WayOf("a@mail.example") != ByMail {
		t.Error("mixed up")
	}
}
