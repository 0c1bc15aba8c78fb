package intake

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/pieces"
	"yinxin.example/yinxin/internal/store"
)

// check goes through the kept file without storing anything, and keeps what it
// finds. Each run writes under a name of its own: one that lost its lease
// disturbs no other.
func (s *Service) check(ctx context.Context, h *hold) error {
	began := time.Now()
	importer, err := s.Importer(ctx, h.d.Authority)
	if err != nil {
		return err
	}
	found := store.Findings{Digest: h.d.Findings.Digest, Seed: newSeed(), Kept: folderOf(h.d.ID) + "check-" + token() + "/"}
	survey := newSurvey(found.Seed)
	faults := pieces.NewWriter(ctx, s.place(found.Kept+faultsFile))
	sum, err := importer.Run(ctx, s.open(ctx, h.d), nil, delivery.Options{
		DryRun: true, Refused: delivery.NewFaultWriter(faults).Write, Judged: survey.take,
		Progress: func(p delivery.Progress) { h.progress(p.Read, p.Rows, p.Added, p.Unchanged, p.Refused) },
	})
	if fault.Is(err, fault.Invalid) {
		found.Kept, found.Refusal = "", refusal(err)
		return s.checked(ctx, h, store.DeliveryUnreadable, found, delivery.Summary{})
	}
	if err != nil {
		return err
	}
	if err := faults.Close(); err != nil {
		return err
	}
	found.Faults = faults.Size()
	found.Groups, found.Lines = survey.groups(), survey.lines()
	if survey.waiting > 0 {
		if err := s.keepNames(ctx, h.d, found, importer.Fonts); err != nil {
			return err
		}
	}
	if chosen := survey.sample.chosen(); len(chosen) > 0 {
		if err := s.keepList(ctx, found.Kept+sampleFile, chosen); err != nil {
			return err
		}
	}
	found.Seconds = time.Since(began).Seconds()
	return s.checked(ctx, h, store.DeliveryChecked, found, sum)
}

// newSeed is short enough to be copied by hand, and exact as a number of JSON.
func newSeed() uint64 {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return binary.BigEndian.Uint64(b[:]) >> 24
}

// open reads the kept file of a delivery.
func (s *Service) open(ctx context.Context, d store.Delivery) *pieces.Reader {
	return pieces.NewReader(ctx, s.place(fileOf(d.File)), d.Size)
}

func (s *Service) checked(ctx context.Context, h *hold, state store.DeliveryState, found store.Findings, sum delivery.Summary) error {
	var before string
	err := h.finish(ctx, func(ctx context.Context, tx store.Tx, d *store.Delivery) error {
		before = d.Findings.Kept
		d.State, d.Findings, d.Done = state, found, d.Size
		d.Rows, d.Added, d.Unchanged, d.Refused = sum.Rows, sum.Added, sum.Unchanged, sum.Refused
		return step(ctx, tx, audit.System, "delivery.check", store.DeliveryChecking, *d, s.Now(), audit.Facts{
			"rows": fmt.Sprint(sum.Rows), "new": fmt.Sprint(sum.Added), "unchanged": fmt.Sprint(sum.Unchanged), "refused": fmt.Sprint(sum.Refused),
		})
	})
	if err != nil || before == "" {
		return err
	}
	return pieces.Clear(ctx, s.Blobs, before)
}

// refusal keeps why a file cannot be read.
func refusal(err error) *store.Refusal {
	r := &store.Refusal{Reason: fault.ReasonOf(err), Args: map[string]string{}}
	var e *fault.Error
	if asFault(err, &e) {
		r.Field = e.Field
		for name, value := range e.Args {
			r.Args[name] = fmt.Sprint(value)
		}
	}
	return r
}
