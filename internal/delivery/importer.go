package delivery

import (
	"context"
	"errors"
	"io"
	"io/fs"

	"yinxin.example/yinxin/internal/fault"
)

// batchSize is how many rows are checked and stored together: many, because
// each batch changes pages all over the indexes of numbers and people, and few
// enough that others who write wait for a fraction of a second.
const batchSize = 2500

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
	DryRun   bool                    // check everything, store nothing
	Errors   io.Writer               // the error file goes here; nil for none
	Language Language                // of the error file's texts; Chinese where empty
	Progress func(Progress)          // called after each batch; nil for none
	Refused  func(Fault) error       // called for each refused row, by line; an error ends the import; nil for nobody
	Stray    func(Stray)             // called at the end for what came beside the rows and is not used; nil for nobody
	Judged   func([]Record, Verdict) // called with each batch once it is taken, in their order; nil for none
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
	line := judge(ctx, checker, r)
	defer line.stop()
	var total Summary
	for j := range line.judged {
		if j.err != nil {
			return total, j.err
		}
		verdict, err := take(ctx, checker, j, sink, o)
		if err != nil {
			return total, err
		}
		total.add(verdict)
		if err := report.write(verdict.Faults); err != nil {
			return total, fault.Wrap("delivery.Run", err)
		}
		if err := o.tell(verdict.Faults); err != nil {
			return total, fault.Wrap("delivery.Run", err)
		}
		if o.Judged != nil {
			o.Judged(j.batch, verdict)
		}
		if o.Progress != nil {
			o.Progress(Progress{total, j.read, j.size})
		}
	}
	if err := ctx.Err(); err != nil {
		return total, fault.Wrap("delivery.Run", err)
	}
	beside.tell(o.Stray)
	return total, nil
}

// tell hands the refused rows on.
func (o Options) tell(faults []Fault) error {
	if o.Refused == nil {
		return nil
	}
	for _, f := range faults {
		if err := o.Refused(f); err != nil {
			return err
		}
	}
	return nil
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

// take stores what is new in a batch. Where another import has stored some of
// the same numbers in between, the batch is judged again.
func take(ctx context.Context, checker *Checker, j judged, sink Sink, o Options) (Verdict, error) {
	verdict := j.verdict
	for try := 1; !o.DryRun; try++ {
		err := hand(ctx, sink, verdict)
		if err == nil {
			break
		}
		if !fault.Is(err, fault.Conflict) || try == conflictTries {
			return verdict, fault.Wrap("delivery.Run", err)
		}
		if verdict, err = checker.again(ctx, j.batch, verdict); err != nil {
			return verdict, err
		}
	}
	return verdict, nil
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

func (s *Summary) add(v Verdict) {
	s.Added += len(v.New)
	s.Enclosed += len(v.Enclosing)
	s.Unchanged += v.Unchanged
	s.Refused += len(v.Faults)
	s.Rows = s.Added + s.Enclosed + s.Unchanged + s.Refused
}
