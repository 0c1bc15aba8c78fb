package delivery

import (
	"context"
	"errors"
	"io"
	"io/fs"

	"yinxin.example/yinxin/internal/fault"
)

// batchSize is how many rows are looked up and stored together.
const batchSize = 500

// conflictTries is how often a batch is judged while other imports store the
// same numbers; each of them can come in between once for each batch.
const conflictTries = 10

// Importer takes deliveries in.
type Importer struct {
	Rules
	Limits Limits // the zero Limits stand for DefaultLimits
	Keeper Keeper // of photos and e-files
	Beside fs.FS  // a folder of them for a table that comes alone; nil for none
}

// Options say how one delivery is taken in.
type Options struct {
	DryRun   bool           // check everything, store nothing
	Errors   io.Writer      // the error file goes here; nil for none
	Language Language       // of the error file's texts; Chinese where empty
	Progress func(Progress) // called after each batch; nil for none
	Stray    func(Stray)    // called at the end for what came beside the rows and is not used; nil for nobody
}

// Progress is where an import stands.
type Progress struct {
	Summary
	Read, Size int64 // bytes of the file
}

// Run reads a delivery, checks its rows and gives the new ones to sink, batch
// by batch; on a dry run sink is not used and may be nil. A file that is no
// delivery fails as Open says, before anything is stored. Another failure ends
// the import where it stands: the summary counts what is done, and the same
// file again goes on from there.
func (i *Importer) Run(ctx context.Context, file io.ReadSeeker, sink Sink, o Options) (_ Summary, err error) {
	limits := i.Limits
	if limits == (Limits{}) {
		limits = DefaultLimits()
	}
	reader, err := Open(ctx, file, limits)
	if err != nil {
		return Summary{}, err
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	report := newReport(o.Errors, o.Language)
	total, err := i.batches(ctx, reader, sink, report, o)
	if flushed := report.close(); err == nil {
		err = fault.Wrap("delivery.Run", flushed)
	}
	return total, err
}

func (i *Importer) batches(ctx context.Context, r *Reader, sink Sink, report *report, o Options) (Summary, error) {
	checker := NewChecker(i.Rules, r)
	beside, err := i.enclosures(r, o)
	if err != nil {
		return Summary{}, err
	}
	checker.beside = beside
	batch := make([]Record, 0, batchSize)
	var total Summary
	for {
		batch, err := read(r, batch)
		if err == nil && len(batch) == 0 {
			beside.tell(o.Stray)
			return total, nil
		}
		if err != nil {
			return total, err
		}
		verdict, err := take(ctx, checker, batch, sink, o)
		if err != nil {
			return total, err
		}
		total.add(verdict)
		if err := report.write(verdict.Faults); err != nil {
			return total, fault.Wrap("delivery.Run", err)
		}
		if o.Progress != nil {
			done, size := r.Progress()
			o.Progress(Progress{total, done, size})
		}
	}
}

// enclosures are what came beside the rows, nil where nothing can.
func (i *Importer) enclosures(r *Reader, o Options) (*enclosures, error) {
	if r.archive == nil && i.Beside == nil {
		return nil, nil //nolint:nilnil // nothing came
	}
	e := newEnclosures(i.Keeper, o.DryRun)
	if r.archive != nil {
		e.addArchive(r.archive)
	}
	if i.Beside != nil {
		return e, e.addFolder(i.Beside)
	}
	return e, nil
}

// take judges a batch and stores what is new in it. Where another import has
// stored some of the same numbers in between, the batch is judged again.
func take(ctx context.Context, checker *Checker, batch []Record, sink Sink, o Options) (Verdict, error) {
	for try := 1; ; try++ {
		verdict, err := checker.Check(ctx, batch)
		if err != nil || o.DryRun {
			return verdict, err
		}
		err = hand(ctx, sink, verdict)
		if !fault.Is(err, fault.Conflict) || try == conflictTries {
			return verdict, fault.Wrap("delivery.Run", err)
		}
		checker.takeBack()
	}
}

// hand gives a batch to the sink, photos and e-files of stored certificates
// first: they can be given again.
func hand(ctx context.Context, sink Sink, v Verdict) error {
	if len(v.Enclosing) > 0 {
		if err := sink.Enclose(ctx, v.Enclosing); err != nil {
			return err
		}
	}
	if len(v.New) == 0 {
		return nil
	}
	return sink.Add(ctx, v.New)
}

// read fills a batch, short only at the end of the file.
func read(r *Reader, batch []Record) ([]Record, error) {
	batch = batch[:0]
	for len(batch) < cap(batch) {
		record, err := r.Next()
		if errors.Is(err, io.EOF) {
			return batch, nil
		}
		if err != nil {
			return nil, err
		}
		batch = append(batch, record)
	}
	return batch, nil
}

func (s *Summary) add(v Verdict) {
	s.Added += len(v.New)
	s.Enclosed += len(v.Enclosing)
	s.Unchanged += v.Unchanged
	s.Refused += len(v.Faults)
	s.Rows = s.Added + s.Enclosed + s.Unchanged + s.Refused
}
