package cli

import (
	"fmt"
	"io"

	"yinxin.example/yinxin/internal/delivery"
)

// shownStrays is how many unused photos and files are named.
const shownStrays = 20

// strayList gathers what came beside the rows and is not used.
type strayList struct {
	out   io.Writer
	first []delivery.Stray
	count int
}

func (l *strayList) add(s delivery.Stray) {
	if l.count++; len(l.first) < shownStrays {
		l.first = append(l.first, s)
	}
}

func (l *strayList) tell() {
	if l.count == 0 {
		return
	}
	fmt.Fprintf(l.out, "未使用 not used: %d\n", l.count)
	for _, s := range l.first {
		fmt.Fprintf(l.out, "        %q %s %s [%s]\n", s.Name,
			delivery.ExplainStray(s, delivery.Chinese), delivery.ExplainStray(s, delivery.English), s.Reason)
	}
}
