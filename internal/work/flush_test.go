package work_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/work"
)

// flushes ends the wait at the second round, and tells whether the last round
// could still write.
type flushes struct {
	rounds int
	end    context.CancelFunc
	live   bool
}

func (f *flushes) Flush(ctx context.Context) (more bool, err error) {
	f.rounds++
	f.live = ctx.Err() == nil
	if f.rounds == 2 {
		f.end()
		return true, errors.New("down")
	}
	return f.rounds < 5, nil
}

func TestFlushWritesOnceMoreAtTheEnd(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var said bytes.Buffer
	f := &flushes{end: cancel}
	work.Flush(ctx, f, time.Millisecond, slog.New(slog.NewTextHandler(&said, nil)))
	if f.rounds < 5 || !f.live {
		t.Errorf("%d rounds, the last with a live context: %v", f.rounds, f.live)
	}
	if !strings.Contains(said.String(), "error=down") {
		t.Errorf("a failure is not told:\n%s", said.String())
	}
}
