// Package fault is the one error type that crosses layers: what was being
// done, of which kind the failure is, and the reason code that pages and the
// API translate. What a caller may act on is the Kind and the Reason; the
// wrapped cause is for logs and never shown to a user.
package fault

import (
	"errors"
	"strings"
)

// Kind says what a caller can do about a failure.
type Kind int

// The kinds, from "we do not know" to "come back later".
const (
	Other       Kind = iota // unexpected: a bug, or the machine below us
	Invalid                 // the request is wrong; it says how to mend it
	NotFound                // there is no such thing, or it is not yours
	Denied                  // known, and not allowed
	Conflict                // the world changed, or the thing exists with other content
	Exhausted               // a quota is used up
	Throttled               // too many attempts; try later
	Unavailable             // a part we need is down; try later
)

// Reason is a stable, documented code such as "quota_used_up". The locale has
// a text for each; the API returns the code itself.
type Reason string

// Error is a failure with its place and meaning. The zero Kind is Other.
type Error struct {
	Op     string         // package.Action that failed, e.g. "holding.Endorse"
	Kind   Kind           // what the caller can do about it
	Reason Reason         // translatable reason code; may be empty for Other
	Field  string         // the form field or column at fault, if one is
	Args   map[string]any // values for the translated text; never secrets
	Err    error          // the cause, for logs
}

// Error gives one line for logs: operation, reason, cause.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Op)
	if e.Reason != "" {
		b.WriteString(": ")
		b.WriteString(string(e.Reason))
	}
	if e.Field != "" {
		b.WriteString(" (")
		b.WriteString(e.Field)
		b.WriteString(")")
	}
	if e.Err != nil {
		b.WriteString(": ")
		b.WriteString(e.Err.Error())
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// New makes an error of a kind with a reason.
func New(op string, kind Kind, reason Reason) *Error {
	return &Error{Op: op, Kind: kind, Reason: reason}
}

// Wrap adds an operation to a cause, keeping the kind and reason the cause
// already has. A nil cause gives nil.
func Wrap(op string, err error) error {
	if err == nil {
		return nil
	}
	wrapped := &Error{Op: op, Err: err}
	var inner *Error
	if errors.As(err, &inner) {
		wrapped.Kind, wrapped.Reason, wrapped.Field, wrapped.Args = inner.Kind, inner.Reason, inner.Field, inner.Args
	}
	return wrapped
}

// At returns a copy of e that names the field at fault.
func (e *Error) At(field string) *Error {
	c := *e
	c.Field = field
	return &c
}

// With returns a copy of e with one more value for its translated text.
func (e *Error) With(name string, value any) *Error {
	c := *e
	c.Args = make(map[string]any, len(e.Args)+1)
	for k, v := range e.Args {
		c.Args[k] = v
	}
	c.Args[name] = value
	return &c
}

// KindOf returns the kind of the outermost Error in err's chain, Other if none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Other
}

// ReasonOf returns the reason of the outermost Error in err's chain, "" if none.
func ReasonOf(err error) Reason {
	var e *Error
	if errors.As(err, &e) {
		return e.Reason
	}
	return ""
}

// Is reports whether err is of the kind.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }
