package verify

// ErrorCode says why a file could not be judged at all.
type ErrorCode string

// The codes of Error.
const (
	NotPDF        ErrorCode = "not_a_pdf"      // no %PDF- header
	NeedsPassword ErrorCode = "needs_password" // encrypted, and the empty password does not open it
	LimitExceeded ErrorCode = "limit_exceeded" // too large, too deep, or too costly to read
)

// Error is returned by Check for what is no PDF, needs a password, or exceeds
// a limit. Every other file gets a Report.
type Error struct {
	Code ErrorCode
	Err  error // the cause, may be nil
}

// Error gives one English line.
func (e *Error) Error() string {
	if e.Err != nil {
		return "verify: " + string(e.Code) + ": " + e.Err.Error()
	}
	return "verify: " + string(e.Code)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }
