package delivery

import (
	"context"
	"errors"
	"io"
)

// judged is a batch with its verdict, or what ended the reading.
type judged struct {
	batch      []Record
	verdict    Verdict
	read, size int64
	err        error
}

// assembly judges a batch while the one before is being stored.
type assembly struct {
	judged <-chan judged
	stop   func()
}

// judge begins to read and check. The caller stops it, which waits until it
// has ended.
func judge(ctx context.Context, checker *Checker, r *Reader) assembly {
	ctx, cancel := context.WithCancel(ctx)
	out := make(chan judged)
	go func() {
		defer close(out)
		for {
			j := next(ctx, checker, r)
			if j.err == nil && len(j.batch) == 0 {
				return
			}
			select {
			case out <- j:
			case <-ctx.Done():
				return
			}
			if j.err != nil {
				return
			}
		}
	}()
	return assembly{out, func() {
		cancel()
		for range out { // until it has ended
		}
	}}
}

// next reads and judges a batch, short only at the end of the file.
func next(ctx context.Context, checker *Checker, r *Reader) (j judged) {
	j.batch = make([]Record, 0, batchSize)
	for len(j.batch) < batchSize {
		record, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return judged{err: err}
		}
		j.batch = append(j.batch, record)
	}
	j.read, j.size = r.Progress()
	if len(j.batch) > 0 {
		j.verdict, j.err = checker.Check(ctx, j.batch)
	}
	return j
}
