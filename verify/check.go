package verify

import (
	"bytes"
	"context"
	"errors"
	"time"

	"yinxin.example/yinxin/internal/signature/chain"
	"yinxin.example/yinxin/internal/signature/pdfread"
	"yinxin.example/yinxin/internal/signature/statement"
)

// Options say whom to trust, for which instant to judge, and how large a file
// may be.
type Options struct {
	Trust   *Trust           // nil trusts nobody: every signed file is indeterminate at best
	At      time.Time        // the instant to judge; zero means Now()
	UseAt   time.Time        // the instant to judge the endorsement for; zero means At
	Now     func() time.Time // required where At is zero
	MaxSize int64            // in bytes; 0 means 64 MiB
	// KnownAt is when the caller knows what the first signature of a copy covers to
	// have existed, byte for byte, from a record of its own such as a register of
	// digests; it counts as a trusted timestamp does. Zero for not known.
	KnownAt time.Time
}

const (
	defaultMaxSize = 64 << 20
	headerWithin   = 1024 // how far readers look for the header
	maxSearches    = 48   // for paths in one file
	maxRetries     = 6    // beginnings of a changed file that are tried
)

// Check judges one file. It returns an error, an *Error or the context's, only
// for what is no PDF, needs a password or exceeds a limit; everything else is
// in the Report.
func Check(ctx context.Context, file []byte, opts Options) (Report, error) {
	return check(ctx, file, opts, false)
}

// check is Check; inFull reads every file in full.
func check(ctx context.Context, file []byte, opts Options, inFull bool) (Report, error) {
	limit := opts.MaxSize
	if limit <= 0 {
		limit = defaultMaxSize
	}
	if int64(len(file)) > limit {
		return Report{}, &Error{Code: LimitExceeded}
	}
	at := opts.At
	if at.IsZero() {
		if opts.Now == nil {
			return Report{}, errors.New("verify: Options has neither At nor Now")
		}
		at = opts.Now()
	}
	useAt := opts.UseAt
	if useAt.IsZero() {
		useAt = at
	}
	c := &checker{trust: opts.Trust, at: at, useAt: useAt, knownAt: opts.KnownAt, inFull: inFull, search: chain.Search{Attempts: maxSearches, Policy: statement.SealPolicy}}
	report, err := c.file(ctx, file)
	if err != nil {
		return Report{}, err
	}
	if report.Integrity == Changed || report.Integrity == Unsigned {
		if err := c.offerIntact(ctx, file, &report); err != nil {
			return Report{}, err
		}
	}
	return report, nil
}

// checker holds what is the same for every file and signature.
type checker struct {
	trust   *Trust
	at      time.Time
	useAt   time.Time
	knownAt time.Time
	search  chain.Search
	vain    map[vain]error
	inFull  bool // read every file in full; for tests that hold the two ways together
}

// file judges a file without looking for an intact beginning.
func (c *checker) file(ctx context.Context, file []byte) (Report, error) {
	header := bytes.Index(file[:min(len(file), headerWithin+5)], []byte("%PDF-"))
	switch {
	case header < 0:
		return Report{}, &Error{Code: NotPDF}
	case header > 0:
		return marked(c.broken(reasonPrependedBytes), file), nil
	}
	if report, done, err := c.quick(ctx, file); done || err != nil {
		return report, err
	}
	pdf, err := pdfread.Open(ctx, file, pdfread.DefaultLimits(len(file)))
	switch {
	case errors.Is(err, pdfread.ErrPassword):
		return Report{}, &Error{Code: NeedsPassword}
	case errors.Is(err, pdfread.ErrLimit):
		return Report{}, &Error{Code: LimitExceeded, Err: err}
	case errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		return Report{}, err
	case err != nil:
		return marked(c.unreadable(file), file), nil //nolint:nilerr // the report says so
	}
	return c.document(ctx, pdf)
}

// blank is a report in which nothing has been judged yet.
func (c *checker) blank() Report {
	return Report{Verdict: Valid, Integrity: Intact, Seal: SealNotJudged,
		Certificate: CertificateNotJudged, Endorsement: EndorsementNotJudged, At: c.at}
}

// broken is the report of a file that has been changed.
func (c *checker) broken(reason string) Report {
	r := c.blank()
	r.Integrity = Changed
	r.add(reason)
	return r
}

// unreadable judges a file through which no cross-reference leads. Where it
// holds a ByteRange that reaches beyond its end it was cut; where the range's
// gap is no hexadecimal string it was moved about. Else nothing is known.
func (c *checker) unreadable(file []byte) Report {
	for _, r := range rawRanges(file) {
		switch {
		case r.end() > len(file):
			return c.broken(reasonFileCut)
		case file[r.gapStart()] != '<' || file[r.gapEnd()-1] != '>':
			return c.broken(reasonByterangeGap)
		}
	}
	r := c.blank()
	r.Integrity = Unreadable
	r.add(reasonStructureUnreadable)
	return r
}

// offerIntact looks for the longest beginning of the file that is intact by
// itself. A file that shows no signature although such a beginning exists has
// been led around it.
func (c *checker) offerIntact(ctx context.Context, file []byte, report *Report) error {
	tried := 0
	for _, end := range rangeEnds(file) {
		if end >= len(file) {
			continue
		}
		if tried++; tried > maxRetries {
			return nil
		}
		r, err := c.file(ctx, file[:end])
		var own *Error
		if err != nil && !errors.As(err, &own) {
			return err
		}
		if err != nil || r.Integrity != Intact || r.Verdict == Invalid {
			continue
		}
		report.IntactRevision = end
		if report.Integrity == Unsigned {
			*report = marked(c.broken(reasonRevisionLost), file)
			report.IntactRevision = end
		}
		return nil
	}
	return nil
}
