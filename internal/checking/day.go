package checking

import (
	"context"
	"slices"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/verify"
)

// moment is what a question is about: this instant, or the end of a day.
type moment struct {
	at  time.Time
	day civil.Date // zero: this instant, and states are as they stand
}

func (s *Service) present() moment { return moment{at: s.Now()} }

// ParseDay reads the day of a question, YYYY-MM-DD. It fails with Invalid
// day_malformed and day_to_come.
func (s *Service) ParseDay(text string) (civil.Date, error) {
	const op = "checking.ParseDay"
	day, err := civil.Parse(text)
	switch {
	case err != nil:
		return civil.Date{}, fault.New(op, fault.Invalid, "day_malformed").At("at")
	case day.After(civil.Of(s.Now())):
		return civil.Date{}, fault.New(op, fault.Invalid, "day_to_come").At("at")
	}
	return day, nil
}

// on is the end of a day in Beijing; of today it is now, and what is to come
// is refused with Invalid day_to_come.
func (s *Service) on(day civil.Date) (moment, error) {
	now := s.Now()
	switch today := civil.Of(now); {
	case day.After(today):
		return moment{}, fault.New("checking.on", fault.Invalid, "day_to_come").At("at")
	case day == today:
		return moment{at: now, day: day}, nil
	}
	return moment{at: day.End().Add(-time.Nanosecond), day: day}, nil
}

// FileAtDay is File, asked about the end of a day gone by (of today: about now).
// Each answer is of its own: the file is what it is, seal and endorsement are
// judged for that moment, and the certificate's state comes from its history.
// A day to come is Invalid day_to_come.
func (s *Service) FileAtDay(ctx context.Context, file []byte, day civil.Date) (Result, error) {
	m, err := s.on(day)
	if err != nil {
		return Result{}, err
	}
	return s.file(ctx, file, m)
}

// CodeAtDay is Code, asked about the end of a day gone by (of today: about
// now). A day to come is Invalid day_to_come.
func (s *Service) CodeAtDay(ctx context.Context, typed string, day civil.Date) (CodeResult, error) {
	m, err := s.on(day)
	if err != nil {
		return CodeResult{}, err
	}
	return s.code(ctx, typed, m)
}

// judge judges a file by itself. A seal that is good now and was not, or not
// yet, at the moment asked about says all the same what the file is: the report
// then has the seal's answer of that moment beside what the file says.
func (s *Service) judge(ctx context.Context, file []byte, m moment) (report verify.Report, seal func(verify.Report) verify.Report, err error) {
	keep := func(r verify.Report) verify.Report { return r }
	trust := s.Trust()
	report, err = s.check(ctx, file, verify.Options{Trust: trust, At: m.at})
	if err != nil || m.day.IsZero() || report.Integrity != verify.Intact || report.Seal != verify.SealUntrusted {
		return report, keep, err
	}
	then := report
	now, err := s.check(ctx, file, verify.Options{Trust: trust, At: s.Now(), UseAt: m.at})
	if err != nil || now.Certificate != verify.CertificateUnknown {
		return then, keep, err
	}
	return now, func(r verify.Report) verify.Report { return sealedAsThen(r, then) }, nil
}

// sealedAsThen gives a report the answer about the seal of another moment.
func sealedAsThen(r, then verify.Report) verify.Report {
	r.Seal, r.Signers, r.Demo, r.At = then.Seal, then.Signers, then.Demo, then.At
	for _, code := range r.Reasons {
		if !slices.Contains(then.Reasons, code) {
			then.Reasons = append(slices.Clip(then.Reasons), code)
		}
	}
	r.Reasons = then.Reasons
	if r.Verdict != verify.Invalid {
		r.Verdict = then.Verdict
	}
	return r
}

// maxVersions bounds how far a certificate's versions are followed back.
const maxVersions = 100

// standingOn is how a certificate stood at the end of a day: the version of
// that day, where a later one is asked about.
func standingOn(ctx context.Context, r store.Reader, id cert.ID, day civil.Date) (Standing, error) {
	c, err := r.Certificate(ctx, id)
	if err != nil {
		return Standing{}, err
	}
	if day.Before(c.IssuedOn) {
		return Standing{NotIssued: true, Since: c.IssuedOn}, nil
	}
	earlier := false
	for range maxVersions {
		into, err := r.ChangeInto(ctx, c.ID)
		if fault.Is(err, fault.NotFound) || err == nil && !day.Before(into.EffectiveOn) {
			break
		}
		if err != nil {
			return Standing{}, err
		}
		if c, err = r.Certificate(ctx, into.Certificate); err != nil {
			return Standing{}, err
		}
		earlier = true
	}
	changes, err := r.ChangesOf(ctx, c.ID)
	if err != nil {
		return Standing{}, err
	}
	state, by := cert.StandingOn(changes, c.State, day)
	s := Standing{State: state, Earlier: earlier}
	if state != cert.InForce {
		s.Kind, s.Reason, s.LegalBase, s.Since, s.Fields = by.Kind, by.Reason, by.LegalBase, by.EffectiveOn, by.Fields
	}
	return s, nil
}
