package batches

import (
	"context"
	"errors"
	"fmt"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/document"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/pieces"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/signature/statement"
	"yinxin.example/yinxin/internal/store"
)

// Reporter draws reports.
type Reporter interface {
	Report(r document.Report, contentsLen int) (*document.Unsigned, error)
}

// Sealing is what reports are sealed with.
type Sealing struct {
	Keeper  *seals.Keeper
	Address string // where a report is checked, in print and under the seal
	Demo    bool   // the installation is a demonstration
}

// report makes the report, keeps it, and ends the batch. What was handed in
// goes: only what was found is kept from here on.
func (s *Service) report(ctx context.Context, h *hold) error {
	made, err := s.makeReport(ctx, h)
	if err != nil {
		return err
	}
	err = h.change(ctx, store.BatchReporting, func(ctx context.Context, tx store.Tx, b *store.Batch) error {
		b.State, b.Report, b.Unsealed = store.BatchDone, made.key, made.unsealed
		facts := audit.Facts{"report": b.Number, "rows": fmt.Sprint(b.Rows)}
		if made.unsealed != "" {
			facts["unsealed"] = string(made.unsealed)
		}
		return record(ctx, tx, audit.System, "batch.done", *b, s.Now(), facts)
	})
	if err != nil {
		return err
	}
	return errors.Join(pieces.Clear(ctx, s.Blobs, inputOf(h.b.ID)), h.Free(ctx))
}

// madeReport is a report that is kept.
type madeReport struct {
	key      string
	unsealed fault.Reason // why it bears no seal
}

func (s *Service) makeReport(ctx context.Context, h *hold) (made madeReport, err error) {
	if s.Reporter == nil {
		return madeReport{unsealed: "report_not_drawn"}, nil
	}
	b, organisation, parts, err := s.whole(ctx, h.b.ID)
	if err != nil {
		return made, err
	}
	seal, err := s.seal(ctx, b)
	switch {
	case seals.Waits(err):
		made.unsealed = fault.ReasonOf(err) // a report without a seal is better than none
	case err != nil:
		return made, err
	}
	file, err := s.draw(ctx, b, organisation, parts, seal)
	if err != nil {
		return made, err
	}
	made.key = folderOf(b.ID) + "report-" + token()
	return made, s.Blobs.Put(ctx, made.key, s.Cipher.Seal("batch/"+made.key, file))
}

// whole reads a batch with all its parts and the organisation.
func (s *Service) whole(ctx context.Context, id string) (b store.Batch, o store.Organisation, parts []store.BatchPart, err error) {
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		if b, err = r.Batch(ctx, id); err != nil {
			return err
		}
		if o, err = r.Organisation(ctx, b.Organisation); err != nil {
			return err
		}
		for {
			some, err := r.BatchParts(ctx, id, len(parts), partsAtOnce)
			parts = append(parts, some...)
			if err != nil || len(some) < partsAtOnce {
				return err
			}
		}
	})
	return b, o, parts, err
}

// seal opens the seal of reports. That its key is used is told before it is,
// so that no use goes untold.
func (s *Service) seal(ctx context.Context, b store.Batch) (*seals.Opened, error) {
	if s.Sealing.Keeper == nil {
		return nil, fault.New("batches.seal", fault.Unavailable, "seal_missing")
	}
	today := civil.Of(s.Now())
	var found store.Seal
	err := s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		found, err = seals.FindForReports(ctx, r, today)
		return err
	})
	if err != nil {
		return nil, err
	}
	opened, err := s.Sealing.Keeper.Open(ctx, found, s.Now())
	if err != nil {
		return nil, err
	}
	return opened, s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		now, err := tx.HoldSeal(ctx, found.ID)
		if err == nil {
			err = seals.CheckReport(now, today)
		}
		if err != nil {
			return err
		}
		use := audit.Entry{At: s.Now(), Actor: audit.System, Authority: now.Authority, Action: "seal.use", Subject: now.ID, Detail: "report " + b.Number}
		if err := tx.Record(ctx, use); err != nil {
			return err
		}
		return tx.CountSealUse(ctx, store.SealUse{Seal: now.ID, Delivery: "reports", Day: today, Times: 1})
	})
}

// draw draws a report and, where there is a seal, seals it.
func (s *Service) draw(ctx context.Context, b store.Batch, o store.Organisation, parts []store.BatchPart, seal *seals.Opened) ([]byte, error) {
	content := document.Report{Page: s.page(b, o, parts), Statement: statement.CheckReport{
		Number: b.Number, Address: s.Sealing.Address, Organisation: o.Name, OrganisationNumber: o.Number,
		InputDigest: b.Source.Digest, Rows: b.Rows, CheckedAt: b.FinishedAt, MadeAt: s.Now(), Demo: s.Sealing.Demo,
	}}
	for outcome, n := range b.Counts {
		content.Statement.Counts = append(content.Statement.Counts, statement.ReportCount{Outcome: outcome, Rows: n})
	}
	content.Page.Demo = s.Sealing.Demo
	if seal == nil {
		file, err := s.Reporter.Report(content, 0)
		if err != nil {
			return nil, err
		}
		return file.Bytes(), nil
	}
	content.Statement.Authority = seal.Seal.Authority
	content.Seal = &document.Seal{Authority: seal.Seal.Authority, Demo: seal.Demo}
	file, err := s.Reporter.Report(content, seal.Signer.ContentsLen())
	if err != nil {
		return nil, err
	}
	contents, err := seal.Signer.Contents(ctx, file.Sum(seal.Signer.DigestAlgorithm()))
	if err != nil {
		return nil, err
	}
	return file.Fill(contents)
}

// Report returns the report of a batch, a PDF; NotFound while there is none.
func (s *Service) Report(ctx context.Context, organisation, id string) ([]byte, store.Batch, error) {
	const op = "batches.Report"
	b, err := s.Find(ctx, organisation, id)
	if err != nil {
		return nil, b, err
	}
	if b.Report == "" {
		return nil, b, fault.New(op, fault.NotFound, "batch_not_found")
	}
	sealed, err := s.Blobs.Get(ctx, b.Report)
	if err != nil {
		return nil, b, fault.Wrap(op, err)
	}
	file, err := s.Cipher.Open("batch/"+b.Report, sealed)
	return file, b, fault.Wrap(op, err)
}
