package chain

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"sync"
	"time"
)

// Status is what lists and answers say about a path.
type Status int

// The answers, from unknown to bad.
const (
	NotChecked Status = iota // nothing at hand speaks of every certificate of the path
	Good                     // of every certificate but the anchor something current says so
	Revoked                  // a certificate of the path has been revoked
)

// Evidence is what is at hand about revocation, from one source. It is safe
// for use from many goroutines once filled, and remembers which signatures
// held.
type Evidence struct {
	Lists      []*List
	Answers    []*Answer
	Responders []*x509.Certificate // anchors that may answer for every issuer (RFC 6960, 4.2.2.2, 1)

	mu   sync.Mutex
	held map[signedBy]bool
}

// signedBy is the question whether an issuer stands behind a list or an answer.
type signedBy struct {
	what   any
	issuer *x509.Certificate
}

const maxHeld = 1024

// Question says when a signature is asked about. Proven is the time at which a
// trusted timestamp shows it to exist; zero where none does.
type Question struct{ At, Proven time.Time }

// Revocation asks the evidence about every certificate of the path but the
// anchor. A word counts where the certificate's issuer in the path stands
// behind it; one that is out of date still proves what it revokes. What was
// revoked after the proven time was good at that time (EN 319 102-1, 5.2.7),
// and what is not revoked by a later word was not then.
func Revocation(path []*x509.Certificate, q Question, all ...*Evidence) Status {
	if len(path) < 2 {
		return NotChecked
	}
	status := Good
	for i := 0; i+1 < len(path); i++ {
		switch one(path[i], path[i+1], q, all) {
		case Revoked:
			return Revoked
		case NotChecked:
			status = NotChecked
		}
	}
	return status
}

func one(cert, issuer *x509.Certificate, q Question, all []*Evidence) Status {
	status := NotChecked
	for _, e := range all {
		if e == nil {
			continue
		}
		for _, w := range e.words(cert, issuer) {
			switch w.at(q) {
			case Revoked:
				return Revoked
			case Good:
				status = Good
			}
		}
	}
	return status
}

// words collects what genuine evidence says of a certificate.
func (e *Evidence) words(cert, issuer *x509.Certificate) []word {
	var out []word
	for _, l := range e.Lists {
		if l.speaksOf(issuer) && e.holds(l, issuer, func() bool { return l.signedBy(issuer) }) {
			out = append(out, l.says(cert))
		}
	}
	for _, a := range e.Answers {
		if w, ok := a.says(cert, issuer); ok && e.holds(a, issuer, func() bool { return a.signedFor(issuer, e.Responders) }) {
			out = append(out, w)
		}
	}
	return out
}

// holds asks once who stands behind a list or an answer.
func (e *Evidence) holds(what any, issuer *x509.Certificate, ask func() bool) bool {
	key := signedBy{what, issuer}
	e.mu.Lock()
	held, known := e.held[key]
	e.mu.Unlock()
	if known {
		return held
	}
	held = ask()
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.held == nil || len(e.held) >= maxHeld {
		e.held = map[signedBy]bool{}
	}
	e.held[key] = held
	return held
}

// at answers a question by one word.
func (w word) at(q Question) Status {
	until := q.At
	if !q.Proven.IsZero() && q.Proven.Before(until) {
		until = q.Proven
	}
	if !w.revoked.IsZero() && !w.revoked.After(until) {
		return Revoked
	}
	current := !w.this.After(q.At) && (w.next.IsZero() || !w.next.Before(q.At))
	later := !q.Proven.IsZero() && !w.this.Before(q.Proven)
	if w.clears && (current || later) {
		return Good
	}
	return NotChecked
}

// earliest is when a revoked certificate may first have been misused: its
// invalidity date (RFC 5280, 5.3.2) where that is given and earlier.
func earliest(revoked time.Time, extensions []pkix.Extension) time.Time {
	for _, e := range extensions {
		var since time.Time
		if !e.Id.Equal(asn1.ObjectIdentifier{2, 5, 29, 24}) {
			continue
		}
		if rest, err := asn1.UnmarshalWithParams(e.Value, &since, "generalized"); err == nil && len(rest) == 0 && since.Before(revoked) {
			return since
		}
	}
	return revoked
}
