// Package atonce makes a slow Sender one that returns at once, for one-time
// codes: who waits for the answer must not learn by its time whether there was
// a message to send. It keeps messages in memory, tries again while they are
// good, and loses what waits when the process ends: one asks for another code.
package atonce

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
)

const (
	senders = 8
	// waiting is how many messages wait at most; further ones are refused.
	waiting = 1024

	firstPause   = 2 * time.Second // doubled after each attempt
	longestPause = time.Minute
	// sendWithin is how long one attempt may take.
	sendWithin = 20 * time.Second
	// closeWithin is how long Close waits for what is on its way.
	closeWithin = 2 * time.Second
)

// Sender hands messages to another in the background.
type Sender struct {
	slow messages.Sender
	now  func() time.Time
	log  *slog.Logger

	queue   chan messages.Message
	ctx     context.Context //nolint:containedctx // of the goroutines, ended by Close
	cancel  context.CancelFunc
	running sync.WaitGroup

	mu     sync.Mutex
	closed bool
}

var _ messages.Sender = (*Sender)(nil)

// New starts to send in the background. The caller closes it.
func New(slow messages.Sender, now func() time.Time, log *slog.Logger) *Sender {
	s := &Sender{slow: slow, now: now, log: log, queue: make(chan messages.Message, waiting)}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	for range senders {
		s.running.Go(s.work)
	}
	return s
}

// Send takes the message and returns at once. It fails with Unavailable
// message_not_sent where too many wait.
func (s *Sender) Send(_ context.Context, m messages.Message) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		select {
		case s.queue <- m:
			return nil
		default:
		}
	}
	return fault.New("atonce.Send", fault.Unavailable, "message_not_sent")
}

// Close takes no more, lets what is on its way arrive for a moment, and gives
// the rest up.
func (s *Sender) Close() error {
	s.mu.Lock()
	if !s.closed {
		s.closed = true
		close(s.queue)
	}
	s.mu.Unlock()
	late := time.AfterFunc(closeWithin, s.cancel)
	defer late.Stop()
	s.running.Wait()
	s.cancel()
	return nil
}

func (s *Sender) work() {
	for m := range s.queue {
		if err := s.deliver(m); err != nil {
			s.log.ErrorContext(s.ctx, "code not sent", slog.String("kind", string(m.Kind)), slog.Any("error", err))
		}
	}
}

// deliver tries until the message is taken, refused or worth nothing.
func (s *Sender) deliver(m messages.Message) error {
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		if !m.Until.IsZero() && !s.now().Before(m.Until) {
			return fault.New("atonce.deliver", fault.Exhausted, "message_too_late")
		}
		within, done := context.WithTimeout(s.ctx, sendWithin)
		err := s.slow.Send(within, m)
		done()
		if err == nil || fault.Is(err, fault.Invalid) || m.Until.IsZero() {
			return err
		}
		again := time.NewTimer(pause)
		select {
		case <-s.ctx.Done():
			again.Stop()
			return err
		case <-again.C:
		}
	}
}
