package holding

import (
	"context"
	"slices"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

// Cause says why a holder's list does not show a certificate they expect.
type Cause string

// The causes, in the words of the reasons shown.
const (
	NotOurs       Cause = "not_ours"        // no authority here issues it
	NotOnlineYet  Cause = "not_online_yet"  // earlier years are added in batches
	ShouldBeThere Cause = "should_be_there" // ask the authority
)

// lastBatchYear is the last year whose certificates come online in batches;
// later ones are there from the start (notice on the verification service).
const lastBatchYear = 2016

// Answer explains an empty list for one qualification and year.
type Answer struct {
	Cause     Cause
	Authority string // who to ask; "" where not ours
	// MaybeCorrected: the register may have this person under another name or
	// number (登记的姓名或证件号码可能更正过). An account not yet proven to be its
	// person's is always told so, whatever the register holds.
	MaybeCorrected bool
}

// Explain answers from coverage, and for a proven account from the register:
// where it has this number under another name, or this name and birth date
// under another number, the registration may have been corrected. The other
// registration is never shown.
func (s *Service) Explain(ctx context.Context, a store.Account, qualification string, year int) (Answer, error) {
	const op = "holding.Explain"
	if year < 1950 || year > s.today().Year {
		return Answer{}, fault.New(op, fault.Invalid, "year_invalid").At("year")
	}
	answer := Answer{MaybeCorrected: !a.Claimed()}
	err := s.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		catalogue, err := r.Catalogue(ctx, s.today())
		if err != nil {
			return err
		}
		answer.Cause, answer.Authority = coverage(catalogue, qualification, year)
		if a.Claimed() {
			answer.MaybeCorrected, err = registeredOtherwise(ctx, r, a, s.Now())
		}
		return err
	})
	return answer, fault.Wrap(op, err)
}

func coverage(catalogue []cert.Offering, qualification string, year int) (Cause, string) {
	cause, authority := NotOurs, ""
	for _, o := range catalogue {
		if o.Qualification != qualification {
			continue
		}
		if year > lastBatchYear && o.Online(year) {
			return ShouldBeThere, o.Authority
		}
		if cause == NotOurs {
			cause, authority = NotOnlineYet, o.Authority
		}
	}
	return cause, authority
}

func registeredOtherwise(ctx context.Context, r store.CertificateReader, a store.Account, now time.Time) (bool, error) {
	same, err := r.CertificatesByDocument(ctx, a.Document)
	if err != nil {
		return false, err
	}
	for _, c := range same {
		if c.VisibleAt(now) && !person.SameName(c.Holder.Name, a.Name) {
			return true, nil
		}
	}
	born, ok := a.Document.BirthDate()
	if !ok {
		return false, nil
	}
	named, err := r.CertificatesByName(ctx, a.Name, born)
	if err != nil {
		return false, err
	}
	for _, c := range named {
		if c.VisibleAt(now) && c.Holder.Document.Normal() != a.Document.Normal() {
			return true, nil
		}
	}
	return false, nil
}

// Qualifications lists the names of the qualifications that are issued here.
func (s *Service) Qualifications(ctx context.Context) ([]string, error) {
	var names []string
	err := s.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		catalogue, err := r.Catalogue(ctx, s.today())
		for _, o := range catalogue {
			if !slices.Contains(names, o.Qualification) {
				names = append(names, o.Qualification)
			}
		}
		return err
	})
	return names, fault.Wrap("holding.Qualifications", err)
}
