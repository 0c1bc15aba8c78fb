package holding

import (
	"context"
	"slices"

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
	// OlderForm: the register has this number under a name in an older form
	// (王晓[沛]) that may stand for the account's. Told to proven accounts alone.
	OlderForm bool
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
			answer.MaybeCorrected, answer.OlderForm, err = s.registeredOtherwise(ctx, r, a)
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

// registeredOtherwise reports whether the register may have the account's
// person under another name or number, and whether the name there is in an
// older form. Nothing is taken for a match by it.
func (s *Service) registeredOtherwise(ctx context.Context, r store.Reader, a store.Account) (other, older bool, err error) {
	o, err := s.owner(ctx, r, a)
	if err != nil {
		return false, false, err
	}
	same, err := r.CertificatesOfPerson(ctx, a.Document)
	if err != nil {
		return false, false, err
	}
	for _, c := range same {
		if c.VisibleAt(o.now) && !o.owns(c) {
			other = true
			older = older || c.State != cert.Corrected && person.MayBeOlderForm(c.Holder.Name, a.Name)
		}
	}
	born, ok := a.Document.BirthDate()
	if other || !ok {
		return other, older, nil
	}
	named, err := r.CertificatesByName(ctx, a.Name, born)
	if err != nil {
		return false, false, err
	}
	other = slices.ContainsFunc(named, func(c cert.Certificate) bool { return c.VisibleAt(o.now) && !o.owns(c) })
	return other, false, nil
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

// Authorities lists the authorities whose certificates are issued here.
func (s *Service) Authorities(ctx context.Context) ([]string, error) {
	var names []string
	err := s.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		catalogue, err := r.Catalogue(ctx, s.today())
		for _, o := range catalogue {
			if !slices.Contains(names, o.Authority) {
				names = append(names, o.Authority)
			}
		}
		return err
	})
	return names, fault.Wrap("holding.Authorities", err)
}
