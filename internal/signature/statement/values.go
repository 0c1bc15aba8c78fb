package statement

import (
	"strconv"
	"time"

	"yinxin.example/yinxin/internal/civil"
)

func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(civil.Shanghai()).Format(time.RFC3339)
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func flag(b bool) string {
	if b {
		return "true"
	}
	return ""
}
