package sm3lanes

import (
	"runtime"
	"slices"
	"sync"
)

// longestTogether is the longest message, in bytes, that is hashed together with
// others: they have to wait for its end.
const longestTogether = 256 << 10

// Group hashes together what different goroutines hash at the same time. It
// never waits for company: who comes lets those go first that can run now, once,
// and then takes along whatever they brought meanwhile. It is safe for
// concurrent use.
type Group struct {
	kernel kernel // of no lanes where there is none

	mu      sync.Mutex
	waiting []*job // nobody has taken yet
}

// job is one goroutine's message.
type job struct {
	message
	digest []byte
	done   chan struct{} // closed once another has made the digest
}

// NewGroup makes a group for this machine's processor.
func NewGroup() *Group {
	k, _ := widest()
	return &Group{kernel: k}
}

// Lanes is how many messages take little longer than one: with so many under way
// at once a processor is put to full use.
func (g *Group) Lanes() int { return max(1, g.kernel.lanes) }

// Sum is the SM3 digest of the parts one after the other, behind a beginning;
// nil for none.
func (g *Group) Sum(after *Beginning, parts ...[]byte) []byte {
	m := message{after, parts}
	if g.kernel.lanes == 0 || m.len() > longestTogether {
		return m.alone()
	}
	j := &job{message: m, done: make(chan struct{})}
	if g.join(j) < g.kernel.lanes {
		runtime.Gosched()
	}
	switch taken := g.take(j); len(taken) {
	case 0:
		<-j.done
	case 1:
		j.digest = m.alone()
	default:
		g.sum(taken)
	}
	return j.digest
}

// join puts a job with those that wait and tells how many they are.
func (g *Group) join(j *job) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting = append(g.waiting, j)
	return len(g.waiting)
}

// take takes a job, first, and with it those that have waited longest, as many
// as there are lanes; none where another has taken the job.
func (g *Group) take(j *job) []*job {
	g.mu.Lock()
	defer g.mu.Unlock()
	i := slices.Index(g.waiting, j)
	if i < 0 {
		return nil
	}
	rest := slices.Delete(g.waiting, i, i+1)
	n := min(len(rest), g.kernel.lanes-1)
	taken := append([]*job{j}, rest[:n]...)
	g.waiting = slices.Delete(rest, 0, n)
	return taken
}

// sum hashes jobs together and tells those who wait for them.
func (g *Group) sum(taken []*job) {
	messages := make([]message, len(taken))
	for i, j := range taken {
		messages[i] = j.message
	}
	for i, digest := range g.kernel.sum(messages) {
		taken[i].digest = digest
		close(taken[i].done)
	}
}
