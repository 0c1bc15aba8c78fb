package pdfread

import (
	"bytes"
	"context"
	"errors"
)

// IssueCode names a way in which two readers may come to see two documents.
type IssueCode string

// The issues. None of them says that a file was changed; none of them lets it
// be called unambiguous.
const (
	DuplicateKey    IssueCode = "duplicate_key"    // a dictionary holds a key twice
	DuplicateObject IssueCode = "duplicate_object" // an object number is defined twice in one revision
	HiddenObject    IssueCode = "hidden_object"    // an object stands where no cross-reference points, and is asked for
	WrongOffset     IssueCode = "wrong_offset"     // a cross-reference points at something else
	BrokenObject    IssueCode = "broken_object"    // an object in use cannot be read
	WrongLength     IssueCode = "wrong_length"     // a stream does not end where its Length says
	OverlappingText IssueCode = "overlapping"      // two objects share bytes
	BrokenTail      IssueCode = "broken_tail"      // startxref and the section before it disagree
	HybridConflict  IssueCode = "hybrid_conflict"  // table and stream of a hybrid file disagree
	SizeMismatch    IssueCode = "size_mismatch"    // objects beyond the trailer's Size
	MixedRevision   IssueCode = "mixed_revision"   // a section points into another revision's bytes
	UnknownFilter   IssueCode = "unknown_filter"   // an object stream this package cannot open
	ExternalStream  IssueCode = "external_stream"  // a stream's content is in another file (7.3.8.2, F)
	LateLinearized  IssueCode = "linearized_order" // sections in an order only linearised files may have
)

// Issue is one finding and the offset where it was found.
type Issue struct {
	Code   IssueCode
	Offset int
}

// Revision is one generation of the file: everything up to End.
type Revision struct {
	End       int // first byte after its %%EOF and at most one end of line
	Start     int // End of the revision before, 0 for the first
	StartXref int // what its startxref says
	sections  []*section
}

// File is a parsed PDF file.
type File struct {
	data      []byte
	limits    Limits
	spent     *budget
	issues    []Issue
	revisions []*Revision
	index     index
	end       int // end of the last revision
	objects   map[int]parsed
	known     Known
	packed    map[int][]packedObject
	crypt     *crypt
	resolving int // lengths being looked up, one for the sake of the other
}

const (
	maxIssues  = 1000
	maxLengths = 4
	endMarkers = 24 // how many %%EOF are tried from the end
)

// Open finds the revisions of a file and reads all their objects. It fails
// with ErrNotPDF, ErrUnreadable, ErrLimit, ErrPassword or the context's error;
// everything odd but readable is in Issues. Bytes after the last revision are
// reported by End.
func Open(ctx context.Context, data []byte, limits Limits) (*File, error) {
	if !bytes.HasPrefix(data, []byte("%PDF-")) {
		return nil, ErrNotPDF
	}
	spent := &budget{ctx: ctx, tokens: limits.Tokens, decoded: limits.Decoded}
	rest := len(data)
	for range endMarkers {
		marker := bytes.LastIndex(data[:rest], []byte("%%EOF"))
		if marker < 0 {
			break
		}
		f := &File{data: data, limits: limits, spent: spent,
			objects: map[int]parsed{}, packed: map[int][]packedObject{}}
		err := f.open(marker)
		if err == nil {
			return f, f.readAll()
		}
		if fatal(err) {
			return nil, err
		}
		rest = marker
	}
	return nil, ErrUnreadable
}

// fatal errors end the reading; others only say that this way is no way.
func fatal(err error) bool {
	return errors.Is(err, ErrLimit) || errors.Is(err, ErrPassword) ||
		errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

func (f *File) note(code IssueCode, offset int) {
	if len(f.issues) < maxIssues {
		f.issues = append(f.issues, Issue{code, offset})
	}
}

// Issues lists what makes the file ambiguous; empty for a clean one.
func (f *File) Issues() []Issue { return f.issues }

// Revisions lists the revisions, oldest first.
func (f *File) Revisions() []*Revision { return f.revisions }

// End is the end of the last revision; bytes after it belong to nothing.
func (f *File) End() int { return f.end }

// Data is the file itself.
func (f *File) Data() []byte { return f.data }

// Encrypted reports whether the file is encrypted (with an empty password).
func (f *File) Encrypted() bool { return f.crypt != nil }

// open follows the cross-references back from one %%EOF.
func (f *File) open(marker int) error {
	start, err := f.startxref(marker)
	if err != nil {
		return err
	}
	sections, err := f.chain(start)
	if err != nil {
		return err
	}
	if err := f.group(sections); err != nil {
		return err
	}
	f.index = newIndex(f.revisions)
	return f.openCrypt()
}

// startxref reads the number that the last startxref before marker gives.
func (f *File) startxref(marker int) (int, error) {
	from := max(0, marker-1024)
	at := bytes.LastIndex(f.data[from:marker], []byte("startxref"))
	if at < 0 {
		return 0, ErrUnreadable
	}
	p := f.at(from + at)
	p.keyword("startxref")
	n, ok := p.integer()
	if !ok || n >= marker {
		return 0, ErrUnreadable
	}
	return n, nil
}
