package cert

import (
	"slices"
	"time"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
)

// ChangeKind names what an authority does to a certificate after it was issued.
type ChangeKind string

// The kinds of a change.
const (
	Correction   ChangeKind = "correct" // 更正: a new version takes the certificate's place
	Suspension   ChangeKind = "suspend" // 暂停
	Lifting      ChangeKind = "lift"    // 恢复: ends a suspension
	Revocation   ChangeKind = "revoke"  // 撤销: it should not have been issued
	Cancellation ChangeKind = "cancel"  // 注销: it was good and is given up
	Lapse        ChangeKind = "lapse"   // 失效: its term is over
	Reissue      ChangeKind = "reissue" // 重新颁发: a new version in force takes its place
)

// ChangeKinds lists the kinds in the order they are offered.
func ChangeKinds() []ChangeKind {
	return []ChangeKind{Correction, Suspension, Lifting, Revocation, Cancellation, Lapse, Reissue}
}

// Change is one step in a certificate's history, as anyone who checks it may
// be told: it holds no personal data.
type Change struct {
	Certificate ID
	Kind        ChangeKind
	From, To    State
	Reason      string     // for the public
	LegalBase   string     // 依据; may be empty
	EffectiveOn civil.Date // the day from which it counts
	Successor   ID         // the new version, "" where there is none
	Fields      []string   // of a correction: what differs, by name (Field…); never the values
	Proposal    string     // ID of the proposal that was approved; "" for none
	At          time.Time  // when the register took it in
}

// Replaces reports whether the change leaves the certificate corrected, with a
// new version in its place.
func (k ChangeKind) Replaces() bool { return k == Correction || k == Reissue }

// Results gives the state in which a change leaves the certificate, and that of
// the new version where the change makes one. It fails with Conflict
// change_not_possible where a certificate in that state cannot be so changed.
//
// A correction is possible while there is no newer version, and the new one
// keeps the state: what was wrong in a revoked certificate's data may be set
// right, and it stays revoked. Only what is void comes back by a reissue.
func (k ChangeKind) Results(from State) (to, successor State, err error) {
	if !slices.Contains(k.from(), from) {
		return "", "", fault.New("cert.Results", fault.Conflict, "change_not_possible").With("state", string(from))
	}
	switch k {
	case Correction:
		return Corrected, from, nil
	case Reissue:
		return Corrected, InForce, nil
	case Suspension:
		return Suspended, "", nil
	case Lifting:
		return InForce, "", nil
	case Revocation:
		return Revoked, "", nil
	case Cancellation:
		return Cancelled, "", nil
	default:
		return Lapsed, "", nil
	}
}

// from lists the states a change is possible from.
func (k ChangeKind) from() []State {
	switch k {
	case Correction:
		return []State{InForce, Suspended, Revoked, Cancelled, Lapsed}
	case Suspension:
		return []State{InForce}
	case Lifting:
		return []State{Suspended}
	case Revocation:
		return []State{InForce, Suspended, Cancelled, Lapsed}
	case Cancellation:
		return []State{InForce, Suspended, Lapsed}
	case Lapse:
		return []State{InForce, Suspended}
	case Reissue:
		return []State{Revoked, Cancelled, Lapsed}
	default:
		return nil
	}
}

// Possible lists the changes that a certificate in this state can undergo.
func (s State) Possible() []ChangeKind {
	return slices.DeleteFunc(ChangeKinds(), func(k ChangeKind) bool { return !slices.Contains(k.from(), s) })
}

// MaxAhead is how many days before it counts a change may be decided.
const MaxAhead = 366

// CheckEffectiveOn refuses a change that would count from before the
// certificate was issued, or from more than a year ahead. Zero is today.
func (c Certificate) CheckEffectiveOn(today, on civil.Date) error {
	const op = "cert.CheckEffectiveOn"
	switch {
	case on.IsZero():
		return nil
	case on.Before(c.IssuedOn):
		return fault.New(op, fault.Invalid, "effective_before_issue").At("effective_on").With("issued", c.IssuedOn)
	case on.After(today.AddDays(MaxAhead)):
		return fault.New(op, fault.Invalid, "effective_too_late").At("effective_on").With("last", today.AddDays(MaxAhead))
	}
	return nil
}

// StandingOn gives the state at the end of a day, of a certificate that came
// into force when it was issued and is now in the state given, and the change
// that brought it there (the zero Change where none did by then). Changes come
// oldest first and count from their day on, whenever the register learnt of
// them. Where they do not lead to the state that the certificate is in now,
// nobody knows since when it has been in that: it is taken to have been so.
func StandingOn(changes []Change, now State, day civil.Date) (State, Change) {
	then, end := InForce, InForce
	var by Change
	for _, c := range changes {
		end = c.To
		if !day.Before(c.EffectiveOn) {
			then, by = c.To, c
		}
	}
	if end != now {
		return now, Change{}
	}
	return then, by
}

// Standing returns the change by which a certificate came into the state it is
// in, of its changes, oldest first; false where it is so since it was issued.
func Standing(changes []Change, s State) (Change, bool) {
	for _, c := range slices.Backward(changes) {
		if c.To == s {
			return c, true
		}
	}
	return Change{}, false
}
