package verifying

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/errgroup"

	"yinxin.example/yinxin/internal/checking"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/verify"
)

// judgeWithin is how long the files of one request may take together.
const judgeWithin = 30 * time.Second

// judged is a file with its answer, or why there is none.
type judged struct {
	upload
	result checking.Result
}

// judge checks files, no more of all requests at a time than there are cores.
// The error is the server's; what is wrong with a file is the file's own.
func (p *Pages) judge(ctx context.Context, files []upload, day civil.Date) ([]judged, error) {
	limited, cancel := context.WithTimeout(ctx, judgeWithin)
	defer cancel()
	all := make([]judged, len(files))
	group, limited := errgroup.WithContext(limited)
	for i, file := range files {
		all[i].upload = file
		if file.err != nil {
			continue
		}
		group.Go(func() error { return p.judgeOne(limited, &all[i], day) })
	}
	err := group.Wait()
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		err = &fault.Error{Op: "verifying.judge", Kind: fault.Unavailable, Err: err}
	}
	return all, err
}

func (p *Pages) judgeOne(ctx context.Context, j *judged, day civil.Date) (err error) {
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if day.IsZero() {
		j.result, err = p.Checking.File(ctx, j.content)
	} else {
		j.result, err = p.Checking.FileAtDay(ctx, j.content, day)
	}
	if own, ok := unreadable(err); ok {
		j.err, err = own, nil
	}
	return err
}

// unreadable is a file's own error.
func unreadable(err error) (own *verify.Error, ok bool) {
	ok = errors.As(err, &own)
	return own, ok
}
