package requests

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"yinxin.example/yinxin/internal/approval"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/store"
)

const (
	// MaxOpen is how many requests of one holder may wait at once.
	MaxOpen = 5

	maxValue = 300 // code points of what is wrong and what is right

	// A holder may ask burst times at once, and once more each interval.
	burst    = 5
	interval = 6 * time.Hour
)

// MissingSubject is that of a request about a certificate that is not shown.
const MissingSubject = "missing"

// Subjects lists what may be wrong: the ends of the locale's keys request.subject.….
func Subjects() []string {
	return []string{"name", "document", "person", "content", "photo", MissingSubject, "other"}
}

// Asked is the form as it was filled in.
type Asked struct {
	Certificate   *cert.Certificate // one of the holder's own; nil where one is missing
	Authority     string            // where it is missing: who issued it
	Qualification string            // where it is missing
	Year          string            // where it is missing
	Subject       string            // one of Subjects
	Wrong, Right  string
}

// Check says what is wrong with a form, the faults of all fields joined.
// Authorities are those that can be asked.
func (a *Asked) Check(authorities []string) error {
	const op = "requests.Check"
	a.Wrong, a.Right = strings.TrimSpace(a.Wrong), strings.TrimSpace(a.Right)
	a.Qualification, a.Year = strings.TrimSpace(a.Qualification), strings.TrimSpace(a.Year)
	var wrong []error
	invalid := func(reason fault.Reason, field string) {
		wrong = append(wrong, fault.New(op, fault.Invalid, reason).At(field).With("limit", maxValue))
	}
	if !slices.Contains(Subjects(), a.Subject) || a.Certificate != nil && a.Subject == MissingSubject {
		invalid("request_subject_missing", "subject")
	}
	if a.Certificate == nil && !slices.Contains(authorities, a.Authority) {
		invalid("request_authority_missing", "authority")
	}
	if a.Certificate == nil && a.Qualification == "" {
		invalid("request_qualification_missing", "qualification")
	}
	if a.Right == "" {
		invalid("request_right_missing", "right")
	}
	for _, text := range []struct{ field, value string }{
		{"wrong", a.Wrong}, {"right", a.Right}, {"qualification", a.Qualification}, {"year", a.Year},
	} {
		if utf8.RuneCountInString(text.value) > maxValue {
			invalid("reason_too_long", text.field)
		}
	}
	return errors.Join(wrong...)
}

// Ask sends a request to the authority of the certificate, or the one that was
// chosen. It must have passed Check. It fails with Invalid evidence_too_many,
// Exhausted requests_open where MaxOpen wait already, and Throttled
// too_many_attempts.
func (s *Service) Ask(ctx context.Context, by store.Account, a Asked, evidence []store.Evidence) (store.Request, error) {
	const op = "requests.Ask"
	if len(evidence) > approval.MaxEvidence {
		return store.Request{}, fault.New(op, fault.Invalid, "evidence_too_many").At("evidence").With("limit", approval.MaxEvidence)
	}
	q := store.Request{
		ID: strings.ToLower(rand.Text()), Authority: a.Authority, Account: by.ID,
		Content: store.RequestContent{
			Subject: a.Subject, Wrong: a.Wrong, Right: a.Right, Qualification: a.Qualification, Year: a.Year, Evidence: evidence,
		},
		AskedAt: s.Now(), DueOn: civil.Of(s.Now()).AddDays(s.AnswerDays), State: store.RequestReceived,
	}
	if a.Certificate != nil {
		q.Certificate, q.Authority = a.Certificate.ID, a.Certificate.Authority
		q.Content.Qualification = a.Certificate.Qualification
	}
	err := s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		// Two forms sent at once are counted one after the other.
		if _, err := tx.LockAccount(ctx, by.ID); err != nil {
			return err
		}
		if err := s.mayAsk(ctx, tx, by); err != nil {
			return err
		}
		if err := tx.AddRequest(ctx, q); err != nil {
			return err
		}
		if err := s.record(ctx, tx, q, by.ID, "request.ask"); err != nil {
			return err
		}
		return s.tell(ctx, tx, q, messages.RequestReceived)
	})
	if err != nil {
		return store.Request{}, fault.Wrap(op, err)
	}
	return q, nil
}

// Ready fails as Ask would for a holder who has asked too much, before files
// are read.
func (s *Service) Ready(ctx context.Context, by store.Account) error {
	return fault.Wrap("requests.Ready", s.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		return s.roomFor(ctx, r, by)
	}))
}

func (s *Service) roomFor(ctx context.Context, r store.RequestReader, by store.Account) error {
	all, err := r.RequestsOfAccount(ctx, by.ID)
	if err != nil {
		return err
	}
	waiting := 0
	for _, q := range all {
		if !q.State.Decided() {
			waiting++
		}
	}
	if waiting >= MaxOpen {
		return fault.New("requests.Ask", fault.Exhausted, "requests_open").With("limit", MaxOpen)
	}
	return nil
}

func (s *Service) mayAsk(ctx context.Context, tx store.Tx, by store.Account) error {
	if err := s.roomFor(ctx, tx, by); err != nil {
		return err
	}
	ok, err := tx.Allow(ctx, "correction-requests:"+by.ID, s.Now(), burst, interval)
	if err == nil && !ok {
		err = fault.New("requests.Ask", fault.Throttled, "too_many_attempts").With("minutes", int(interval/time.Minute))
	}
	return err
}
