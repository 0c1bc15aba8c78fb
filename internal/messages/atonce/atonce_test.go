package atonce_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/messages/atonce"
)

// slow takes a while, and fails some times first.
type slow struct {
	mu    sync.Mutex
	takes time.Duration
	fails int
	with  error
	tried int
	took  []messages.Message
}

func (s *slow) Send(ctx context.Context, m messages.Message) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(s.takes):
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tried++
	if s.tried <= s.fails {
		return s.with
	}
	s.took = append(s.took, m)
	return nil
}

func TestSend(t *testing.T) {
	down, refused := errors.New("down"), fault.New("test", fault.Invalid, "message_refused")
	for name, test := range map[string]struct {
		slow        *slow
		tried, took int
	}{
		"slow":             {&slow{takes: 5 * time.Second}, 1, 1},
		"tried again":      {&slow{fails: 3, with: down}, 4, 1},
		"refused for good": {&slow{fails: 3, with: refused}, 1, 0},
		// Pauses of 2, 4, 8, 16, 32 s and then a minute each fit 14 times into the code's life.
		"never later than the code is good": {&slow{fails: 999, with: down}, 14, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				to := test.slow
				s := atonce.New(to, time.Now, slog.New(slog.DiscardHandler))
				begun := time.Now()
				m := messages.Message{To: "x", Code: "012345", Until: begun.Add(10 * time.Minute)}
				if err := s.Send(t.Context(), m); err != nil || time.Since(begun) != 0 {
					t.Errorf("%v after %s", err, time.Since(begun))
				}
				<-time.After(time.Hour) // of the bubble's clock
				if to.tried != test.tried || len(to.took) != test.took {
					t.Errorf("tried %d times, took %d", to.tried, len(to.took))
				}
				if err := s.Close(); err != nil {
					t.Error(err)
				}
				if err := s.Send(t.Context(), m); !fault.Is(err, fault.Unavailable) {
					t.Errorf("after Close: %v", err)
				}
			})
		})
	}
}

func TestCloseWaitsForAMoment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		to := &slow{takes: time.Hour}
		s := atonce.New(to, time.Now, slog.New(slog.DiscardHandler))
		for range 2000 {
			_ = s.Send(t.Context(), messages.Message{To: "x"})
		}
		if err := s.Send(t.Context(), messages.Message{To: "x"}); !fault.Is(err, fault.Unavailable) {
			t.Errorf("too many wait: %v", err)
		}
		if err := s.Close(); err != nil || time.Since(begun) > 3*time.Second {
			t.Errorf("%v after %s", err, time.Since(begun))
		}
	})
}
