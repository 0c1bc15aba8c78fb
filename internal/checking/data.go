package checking

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

// Lookup answers organisations that ask by data: identity number, name and
// 管理号 or 查询编号, which must all be of one certificate. It is safe for
// concurrent use.
type Lookup struct {
	Store  store.Store
	Policy cert.Policy
	Now    func() time.Time
}

// Asker is who asks, and by which way.
type Asker struct {
	Organisation string         // ID
	Actor        string         // account ID, or audit.KeyPrefix and the ID of an API key
	Way          store.CheckWay // CheckedByData, CheckedInBatch or CheckedByAPI
}

// Outcome is how an answer came out.
type Outcome string

// The outcomes.
const (
	// Found: Certificate and Standing say what the register has.
	Found Outcome = "found"
	// Replaced: what was asked for was corrected and is told no more; Standing
	// says so, and that there is a new version.
	Replaced Outcome = "replaced"
	// NotFound says the same of a wrong input, a certificate there is not, and
	// one that is not online.
	NotFound Outcome = "not_found"
)

// Answer is what the register says. But for Outcome and At it is empty where
// nothing was found.
type Answer struct {
	Outcome Outcome
	At      time.Time
	// Certificate, where it was found, with the document that was asked about
	// and no mobile number.
	Certificate cert.Certificate
	Standing    Standing
}

// Reply is the answer to one of many questions, or why there is none: Err is
// Invalid (Question.Check) or Throttled number_asked_too_often.
type Reply struct {
	Answer Answer
	Err    error
}

// MaxQuestions is how many questions ByDataMany takes at once.
const MaxQuestions = 100

// ByData answers one question. It fails with Invalid (Question.Check), with
// Exhausted lookups_used_up and with Throttled too_many_lookups where the
// organisation asked too much, and with Throttled number_asked_too_often where
// too many wrong answers were given of what the question is about.
func (l *Lookup) ByData(ctx context.Context, by Asker, q Question) (Answer, error) {
	const op = "checking.ByData"
	if err := q.Check(); err != nil {
		return Answer{}, err // of several fields
	}
	replies, err := l.ByDataMany(ctx, by, []Question{q})
	if err != nil {
		return Answer{}, fault.Wrap(op, err)
	}
	return replies[0].Answer, replies[0].Err
}

// ByDataMany answers up to MaxQuestions questions in their order, in one
// transaction, without asking for a code. Each that can be asked takes one of
// the organisation's look-ups of the day, whatever comes of it. It fails as a
// whole, and nothing is taken, with Exhausted lookups_used_up where they are
// not all left, and with Throttled too_many_lookups.
func (l *Lookup) ByDataMany(ctx context.Context, by Asker, questions []Question) ([]Reply, error) {
	const op = "checking.ByDataMany"
	if len(questions) > MaxQuestions {
		return nil, fault.New(op, fault.Invalid, "too_many_questions").With("max", MaxQuestions)
	}
	replies, read := make([]Reply, len(questions)), make([]query, len(questions))
	asked := 0
	for i, q := range questions {
		if read[i], replies[i].Err = q.read(); replies[i].Err == nil {
			asked++
		}
	}
	if asked == 0 {
		return replies, nil
	}
	err := l.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := l.takeTurn(ctx, tx, by, asked); err != nil {
			return err
		}
		return l.answerAll(ctx, tx, by, read, replies)
	})
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	return replies, nil
}

// AnswerIn is ByDataMany in the caller's transaction, for questions whose
// look-ups were taken before.
func (l *Lookup) AnswerIn(ctx context.Context, tx store.Tx, by Asker, questions []Question) ([]Reply, error) {
	const op = "checking.AnswerIn"
	if len(questions) > MaxQuestions {
		return nil, fault.New(op, fault.Invalid, "too_many_questions").With("max", MaxQuestions)
	}
	replies, read := make([]Reply, len(questions)), make([]query, len(questions))
	for i, q := range questions {
		read[i], replies[i].Err = q.read()
	}
	return replies, fault.Wrap(op, l.answerAll(ctx, tx, by, read, replies))
}

// answerAll answers the questions that could be read.
func (l *Lookup) answerAll(ctx context.Context, tx store.Tx, by Asker, read []query, replies []Reply) error {
	for i, q := range read {
		if len(q.documents) == 0 {
			continue // not read
		}
		var err error
		replies[i].Answer, err = l.answer(ctx, tx, by, q)
		replies[i].Err = nil // of an earlier run of this transaction
		if fault.Is(err, fault.Throttled) {
			replies[i].Err = err
		} else if err != nil {
			return err
		}
	}
	return nil
}

// answer answers a question that may be asked. Whatever is wrong with it, the
// same statements run and nothing sealed is opened until all of it is right.
func (l *Lookup) answer(ctx context.Context, tx store.Tx, by Asker, q query) (Answer, error) {
	answer := Answer{Outcome: NotFound, At: l.Now()}
	if err := l.takeAttempts(ctx, tx, by, q); err != nil {
		return Answer{}, err
	}
	c, ok, err := l.find(ctx, tx, q)
	if err != nil {
		return Answer{}, err
	}
	if !ok {
		return answer, l.record(ctx, tx, by, answer)
	}
	if err := l.giveBack(ctx, tx, attemptsAt(by, q)); err != nil {
		return Answer{}, err
	}
	if answer.Standing, err = readStanding(ctx, tx, c.ID); err != nil {
		return Answer{}, err
	}
	answer.Outcome, answer.Certificate = Found, c
	if c.State == cert.Corrected {
		answer.Outcome = Replaced
	}
	// The holder is told of every certificate that was told of.
	err = tx.AddCheck(ctx, store.Check{Certificate: c.ID, At: answer.At, Way: by.Way, Organisation: by.Organisation})
	if err != nil {
		return Answer{}, err
	}
	if err := l.record(ctx, tx, by, answer); err != nil {
		return Answer{}, err
	}
	if answer.Outcome == Replaced {
		answer.Certificate = cert.Certificate{}
	}
	return answer, nil
}

// find returns the certificate that document, number and name agree on, the
// version in force before those it replaced. For each document that the number
// may be of it asks the same two things, found or not.
func (l *Lookup) find(ctx context.Context, r store.Reader, q query) (found cert.Certificate, ok bool, err error) {
	for _, d := range q.documents {
		known, err := r.CertificatesKnown(ctx, store.Known{Document: d, Number: q.number, Made: q.made})
		if err != nil {
			return cert.Certificate{}, false, err
		}
		names, err := r.NamesTied(ctx, d)
		if err != nil {
			return cert.Certificate{}, false, err
		}
		for _, c := range known {
			better := !ok || found.State == cert.Corrected && c.State != cert.Corrected
			if better && c.VisibleAt(l.Now()) && named(c, q.name, names) {
				found, ok = c, true
			}
		}
	}
	return found, ok, nil
}

// named reports whether a name is the one on a certificate, by itself or by the
// word of its authority. Nothing else is taken for it, however alike.
func named(c cert.Certificate, name string, ties []person.NameTie) bool {
	if person.SameName(name, c.Holder.Name) {
		return true
	}
	for _, t := range ties {
		if t.Authority == c.Authority && person.SameName(t.Recorded, c.Holder.Name) && person.SameName(t.Name, name) {
			return true
		}
	}
	return false
}

// record writes the look-up into the trail, without what was asked.
func (l *Lookup) record(ctx context.Context, tx store.Tx, by Asker, a Answer) error {
	e := audit.Entry{
		At: a.At, Actor: by.Actor, Authority: a.Certificate.Authority, Action: "certificate.look_up", Subject: string(a.Certificate.ID),
		After: audit.Facts{"organisation": by.Organisation, "outcome": string(a.Outcome)}.JSON(), Detail: string(by.Way),
	}
	if e.Subject == "" {
		e.Subject = by.Organisation
	}
	return tx.Record(ctx, e)
}

// takeTurn takes n of the organisation's look-ups of the day.
func (l *Lookup) takeTurn(ctx context.Context, tx store.Tx, by Asker, n int) error {
	const op = "checking.takeTurn"
	if by.Way == store.CheckedByData {
		ok, err := tx.Allow(ctx, "check-organisation:"+by.Organisation, l.Now(), formBurst, formEvery)
		if err != nil {
			return err
		}
		if !ok {
			return fault.New(op, fault.Throttled, "too_many_lookups")
		}
	}
	_, err := tx.TakeLookups(ctx, by.Organisation, civil.Of(l.Now()), n, l.Policy.LookupsPerDay)
	return err
}
