package batches

import (
	"context"
	"runtime"
	"strings"
	"sync"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/checking"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/verify"
)

// partsAtOnce is how many parts one transaction reads.
const partsAtOnce = 64

// check checks the parts that have no results yet: on every core, one more
// waiting for the disk, and whatever is done when the last transaction ended
// goes into the next. What a part came to, its lines in the holders' histories
// and the batch's counts are written in one transaction, so that a part is
// either checked or not.
func (s *Service) check(ctx context.Context, h *hold) error {
	if h.b.Kind == store.BatchOfPeople {
		return s.checkPeople(ctx, h)
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	todo, done := make(chan store.BatchPart), make(chan checkedPart, runtime.GOMAXPROCS(0))
	var feeding, checking sync.WaitGroup
	feeding.Go(func() {
		defer close(todo)
		if err := s.feed(ctx, h.b, todo); err != nil {
			stop(err)
		}
	})
	for range runtime.GOMAXPROCS(0) + 1 {
		checking.Go(func() {
			for p := range todo {
				c, err := s.checkPart(ctx, h.b, p)
				if err != nil {
					stop(err)
					return
				}
				select {
				case done <- c:
				case <-ctx.Done():
					return
				}
			}
		})
	}
	go func() {
		checking.Wait()
		close(done)
	}()
	for c := range done {
		if err := h.settle(ctx, append([]checkedPart{c}, waiting(done)...)); err != nil {
			stop(err)
			break
		}
	}
	checking.Wait()
	feeding.Wait()
	if err := context.Cause(ctx); err != nil {
		return err
	}
	return s.checked(ctx, h)
}

// feed reads the parts that have no results.
func (s *Service) feed(ctx context.Context, b store.Batch, todo chan<- store.BatchPart) error {
	for n := 0; ; n += partsAtOnce {
		var parts []store.BatchPart
		err := s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
			parts, err = r.BatchParts(ctx, b.ID, n, partsAtOnce)
			return err
		})
		if err != nil {
			return err
		}
		for _, p := range parts {
			if p.Results != nil {
				continue
			}
			select {
			case todo <- p:
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
		if len(parts) < partsAtOnce {
			return nil
		}
	}
}

// checkedPart is a part with its results, and what holders are shown of it.
type checkedPart struct {
	store.BatchPart
	checks []store.Check
}

// waiting takes what is there without waiting for more.
func waiting(done <-chan checkedPart) (all []checkedPart) {
	for {
		select {
		case c, ok := <-done:
			if !ok {
				return all
			}
			all = append(all, c)
		default:
			return all
		}
	}
}

func (s *Service) checkPart(ctx context.Context, b store.Batch, p store.BatchPart) (checkedPart, error) {
	var err error
	if p.Results, err = s.files(ctx, p); err != nil {
		return checkedPart{}, err
	}
	c := checkedPart{BatchPart: p}
	at := s.Now()
	for _, one := range p.Results {
		if one.Certificate != "" {
			c.checks = append(c.checks, store.Check{
				Certificate: one.Certificate, Code: cert.Code(one.Code), At: at, Way: store.CheckedInBatch, Organisation: b.Organisation,
			})
		}
	}
	return c, nil
}

// files checks the files of a part, which lie one after another in its blob.
func (s *Service) files(ctx context.Context, p store.BatchPart) ([]store.BatchResult, error) {
	content, err := s.content(ctx, p)
	if err != nil {
		return nil, err
	}
	var given []checking.Given
	for _, item := range p.Items {
		if item.Problem != "" {
			continue
		}
		if item.Size > int64(len(content)) {
			return nil, fault.New("batches.files", fault.Other, "file_lost")
		}
		given = append(given, checking.Given{Content: content[:item.Size:item.Size], Digest: item.Digest})
		content = content[item.Size:]
	}
	judged, err := s.Checks.Files(ctx, given)
	if err != nil {
		return nil, err
	}
	results := make([]store.BatchResult, len(p.Items))
	for i, item := range p.Items {
		if item.Problem != "" {
			results[i] = store.BatchResult{Outcome: Unreadable, Reasons: []string{string(item.Problem)}}
			continue
		}
		results[i], judged = resultOf(judged[0]), judged[1:]
	}
	return results, nil
}

// content is what a part's blob holds.
func (s *Service) content(ctx context.Context, p store.BatchPart) ([]byte, error) {
	if p.Blob == "" {
		return nil, nil
	}
	if content, ok := s.fresh.take(p.Blob); ok {
		return content, nil
	}
	sealed, err := s.Blobs.Get(ctx, p.Blob)
	if err != nil {
		return nil, err
	}
	return s.Cipher.Open("batch/"+p.Blob, sealed)
}

// resultOf is what is kept of a file's report.
func resultOf(j checking.Judged) store.BatchResult {
	if j.Err != nil {
		return store.BatchResult{Outcome: Unreadable, Reasons: []string{string(j.Err.Code)}}
	}
	r := store.BatchResult{
		Outcome: string(j.Verdict), Reasons: j.Reasons, Demo: j.Demo,
		Certificate: j.Bears, Code: string(j.Copy), State: string(j.Report.Certificate),
	}
	if d := j.Data; d != nil && !d.Claimed {
		r.Name, r.MaskedNumber, r.Qualification, r.Level, r.Specialty = d.Name, d.MaskedNumber, d.Qualification, d.Level, d.Specialty
		r.IssuedOn, r.Authority, r.Scenario, r.Recipient, r.ValidUntil = d.IssuedOn, d.Authority, d.Scenario, d.Recipient, d.ValidUntil
		r.Number = d.ManagementNumber
		if !strings.Contains(r.MaskedNumber, "*") { // its holder gave it whole, to whoever got the file
			r.MaskedNumber = masked(r.MaskedNumber)
		}
	}
	if j.Verdict == verify.Valid && j.Data == nil {
		r.Reasons = append(r.Reasons, "not_a_copy") // someone else's file, or a report
	}
	return r
}

// settle writes down what parts came to.
func (h *hold) settle(ctx context.Context, parts []checkedPart) error {
	return h.change(ctx, store.BatchChecking, func(ctx context.Context, tx store.Tx, b *store.Batch) error {
		for _, p := range parts {
			if err := tx.FinishBatchPart(ctx, p.BatchPart); err != nil {
				return err
			}
			if err := tx.AddChecks(ctx, p.checks); err != nil {
				return err
			}
			count(b, p.Results)
		}
		return nil
	})
}

// count adds results to the batch's counts.
func count(b *store.Batch, results []store.BatchResult) {
	if b.Counts == nil {
		b.Counts = map[string]int{}
	}
	b.Done += len(results)
	for _, one := range results {
		b.Counts[one.Outcome]++
	}
}

// checked ends the checking.
func (s *Service) checked(ctx context.Context, h *hold) error {
	return h.change(ctx, store.BatchChecking, func(_ context.Context, _ store.Tx, b *store.Batch) error {
		b.State, b.FinishedAt = store.BatchReporting, s.Now()
		return nil
	})
}
