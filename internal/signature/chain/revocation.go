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
	held map[signedBy]voucher
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
// and what is not revoked by a later word was not then. An answer of a responder
// that has been revoked does not count; one whose responder nobody vouches for
// clears nobody, but what it revokes is revoked.
func Revocation(path []*x509.Certificate, q Question, all ...*Evidence) Status {
	if len(path) < 2 {
		return NotChecked
	}
	status := Good
	responder := func(c, by *x509.Certificate) Status {
		// Whoever has a revoked responder's key writes any time into an answer,
		// so what is proven of the signature counts for nothing here. Responders
		// do not vouch for each other.
		return one(c, by, Question{At: q.At}, all, func(_, _ *x509.Certificate) Status { return NotChecked })
	}
	for i := 0; i+1 < len(path); i++ {
		switch one(path[i], path[i+1], q, all, responder) {
		case Revoked:
			return Revoked
		case NotChecked:
			status = NotChecked
		}
	}
	return status
}

// one asks about one certificate, and about each responder that answers.
func one(cert, issuer *x509.Certificate, q Question, all []*Evidence, responder func(c, by *x509.Certificate) Status) Status {
	status := NotChecked
	for _, e := range all {
		if e == nil {
			continue
		}
		for _, w := range e.words(cert, issuer, responder) {
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
func (e *Evidence) words(cert, issuer *x509.Certificate, responder func(c, by *x509.Certificate) Status) []word {
	var out []word
	for _, l := range e.Lists {
		if l.speaksOf(issuer) && e.vouched(l, issuer, func() voucher { return voucher{holds: l.signedBy(issuer)} }).holds {
			out = append(out, l.says(cert))
		}
	}
	for _, a := range e.Answers {
		w, ok := a.says(cert, issuer)
		if !ok {
			continue
		}
		v := e.vouched(a, issuer, func() voucher { return a.signedFor(issuer, e.Responders) })
		if v.responder != nil {
			status := responder(v.responder, v.by)
			v.holds, w.clears = status != Revoked, w.clears && status == Good
		}
		if v.holds {
			out = append(out, w)
		}
	}
	return out
}

// vouched asks once who stands behind a list or an answer.
func (e *Evidence) vouched(what any, issuer *x509.Certificate, ask func() voucher) voucher {
	key := signedBy{what, issuer}
	e.mu.Lock()
	v, known := e.held[key]
	e.mu.Unlock()
	if known {
		return v
	}
	v = ask()
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.held == nil || len(e.held) >= maxHeld {
		e.held = map[signedBy]voucher{}
	}
	e.held[key] = v
	return v
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
	// Whoever has the key dates what it signs at will: only what is proven to be
	// older than that stays good, whatever time is asked about.
	if w.lost && (q.Proven.IsZero() || !q.Proven.Before(w.revoked)) {
		return Revoked
	}
	current := !w.this.After(q.At) && (w.next.IsZero() || !w.next.Before(q.At))
	later := !q.Proven.IsZero() && !w.this.Before(q.Proven)
	if w.clears && (current || later) {
		return Good
	}
	return NotChecked
}

// compromised reports whether a CRLReason (RFC 5280, 5.3.1) says that a key may
// have been in other hands: the certificate's own, its CA's, or the attribute
// authority's.
func compromised(reason int) bool { return reason == 1 || reason == 2 || reason == 10 }

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
