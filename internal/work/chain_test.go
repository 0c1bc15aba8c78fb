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

// links fails some times, then works, then ends the test's wait.
type links struct {
	outcomes []error
	end      context.CancelFunc
}

func (l *links) Link(context.Context) error {
	if len(l.outcomes) == 0 {
		l.end()
		return nil
	}
	err := l.outcomes[0]
	l.outcomes = l.outcomes[1:]
	return err
}

func TestChainTellsWhenAFailureBegins(t *testing.T) {
	down := errors.New("down")
	ctx, cancel := context.WithCancel(t.Context())
	var said bytes.Buffer
	work.Chain(ctx, &links{[]error{nil, down, down, down, nil, down}, cancel}, time.Millisecond, slog.New(slog.NewTextHandler(&said, nil)))
	if n := strings.Count(said.String(), "not linked"); n != 2 {
		t.Errorf("told %d times of two failures:\n%s", n, said.String())
	}
}
