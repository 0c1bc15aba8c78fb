package verifying

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// maxClients bounds the memory of a throttle. When it is full, everyone starts
// anew: a flood from many addresses is for the front door to stop.
const maxClients = 100_000

// throttle gives each client its own rate, on this node.
type throttle struct {
	every rate.Limit
	burst int
	now   func() time.Time

	mu      sync.Mutex
	clients map[string]*rate.Limiter
}

func newThrottle(every rate.Limit, burst int, now func() time.Time) *throttle {
	return &throttle{every: every, burst: burst, now: now, clients: map[string]*rate.Limiter{}}
}

func (t *throttle) allow(client string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	l := t.clients[client]
	if l == nil {
		if len(t.clients) >= maxClients {
			clear(t.clients)
		}
		l = rate.NewLimiter(t.every, t.burst)
		t.clients[client] = l
	}
	return l.AllowN(t.now(), 1)
}
