package bench

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// pace is how long and how often each side has its turn.
type pace struct {
	slice  time.Duration
	rounds int
}

// side is one of the sides that are compared: it prepares and does a batch of
// operations and says what the part that counts took.
type side func(ctx context.Context) (effort, error)

// effort is what a number of operations took. On one core what counts is the
// processor's time, all threads together, so that other programs' load weighs
// on no side; on several it is the time by the wall.
type effort struct {
	done    int
	took    time.Duration // what counts
	wall    time.Duration
	mallocs uint64
}

func (e effort) plus(f effort) effort {
	return effort{e.done + f.done, e.took + f.took, e.wall + f.wall, e.mallocs + f.mallocs}
}

// reading is the median of one side.
type reading struct {
	perSecond float64
	allocs    float64 // of one operation
}

// alternate gives every side its turn, round by round.
func (p pace) alternate(ctx context.Context, sides ...side) ([]reading, error) {
	rates, allocs := make([][]float64, len(sides)), make([][]float64, len(sides))
	for range p.rounds {
		for i, s := range sides {
			e, err := p.turn(ctx, s)
			if err != nil {
				return nil, err
			}
			rates[i] = append(rates[i], float64(e.done)/e.took.Seconds())
			allocs[i] = append(allocs[i], float64(e.mallocs)/float64(e.done))
		}
	}
	readings := make([]reading, len(sides))
	for i := range sides {
		readings[i] = reading{median(rates[i]), median(allocs[i])}
	}
	return readings, nil
}

// turn lets one side work for a slice's time by the wall, preparations not
// counted.
func (p pace) turn(ctx context.Context, s side) (all effort, err error) {
	for all.wall < p.slice {
		if err := ctx.Err(); err != nil {
			return all, err
		}
		e, err := s(ctx)
		if err != nil {
			return all, err
		}
		all = all.plus(e)
	}
	return all, nil
}

func median(values []float64) float64 {
	slices.Sort(values)
	mid := len(values) / 2
	if len(values)%2 == 0 {
		return (values[mid-1] + values[mid]) / 2
	}
	return values[mid]
}

// spread has n pieces done by so many cores, each taking the next piece until
// none is left. It measures that and nothing else.
func spread(cores, n int, do func(i int) error) (effort, error) {
	return overlap(cores, cores, n, do)
}

// overlap is spread with more pieces under way at once than there are cores:
// for those that wait for others.
func overlap(cores, atOnce, n int, do func(i int) error) (effort, error) {
	runtime.GOMAXPROCS(cores)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began, used := time.Now(), processorTime()
	err := onCores(atOnce, n, do)
	e := effort{done: n, took: processorTime() - used, wall: time.Since(began)}
	if cores > 1 || e.took <= 0 {
		e.took = e.wall
	}
	runtime.ReadMemStats(&after)
	e.mallocs = after.Mallocs - before.Mallocs
	return e, err
}

func onCores(cores, n int, do func(i int) error) error {
	if cores == 1 {
		for i := range n {
			if err := do(i); err != nil {
				return err
			}
		}
		return nil
	}
	var next atomic.Int64
	var workers sync.WaitGroup
	failed := make([]error, cores)
	for core := range cores {
		workers.Go(func() {
			for failed[core] == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				failed[core] = do(i)
			}
		})
	}
	workers.Wait()
	for _, err := range failed {
		if err != nil {
			return err
		}
	}
	return nil
}
