package issuing

import (
	"context"
	"slices"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// maxVersions bounds how far a certificate's versions are followed.
const maxVersions = 100

// Dossier is all that an office has of a certificate.
type Dossier struct {
	Certificate cert.Certificate
	Versions    []cert.Certificate // oldest first, Certificate among them
	Changes     []cert.Change      // of all versions, oldest first
	Due         []store.DueChange  // approved, and yet to count
	Copies      []cert.Copy        // of Certificate, newest first
	Open        []store.Proposal   // about Certificate, and undecided
}

// Find returns the dossier of a certificate of the authority; another's is
// NotFound.
func (s *Service) Find(ctx context.Context, authority string, id cert.ID) (d Dossier, err error) {
	const op = "issuing.Find"
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		if d.Certificate, err = r.Certificate(ctx, id); err != nil {
			return err
		}
		if d.Certificate.Authority != authority {
			return fault.New(op, fault.NotFound, "not_found")
		}
		if d.Versions, d.Changes, err = versions(ctx, r, d.Certificate); err != nil {
			return err
		}
		if d.Due, err = r.DueChangesOf(ctx, id); err != nil {
			return err
		}
		if d.Copies, err = r.CopiesOf(ctx, id); err != nil {
			return err
		}
		d.Open, err = r.Proposals(ctx, store.ProposalFilter{Authority: authority, State: store.ProposalOpen, Subject: string(id)})
		return err
	})
	return d, fault.Wrap(op, err)
}

// Certificate returns a certificate of the authority; another's is NotFound.
func (s *Service) Certificate(ctx context.Context, authority string, id cert.ID) (c cert.Certificate, err error) {
	const op = "issuing.Certificate"
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		c, err = r.Certificate(ctx, id)
		return err
	})
	if err == nil && c.Authority != authority {
		err = fault.New(op, fault.NotFound, "not_found")
	}
	if err != nil {
		return cert.Certificate{}, fault.Wrap(op, err)
	}
	return c, nil
}

// versions follows a certificate back to the one first issued, and forward to
// the current one.
func versions(ctx context.Context, r store.Reader, c cert.Certificate) ([]cert.Certificate, []cert.Change, error) {
	first, err := firstVersion(ctx, r, c)
	if err != nil {
		return nil, nil, err
	}
	var all []cert.Certificate
	var changes []cert.Change
	for next := first; next != "" && len(all) < maxVersions; {
		version, err := r.Certificate(ctx, next)
		if err != nil {
			return nil, nil, err
		}
		of, err := r.ChangesOf(ctx, next)
		if err != nil {
			return nil, nil, err
		}
		all = append(all, version)
		next = ""
		for _, change := range of {
			// What a new version was told of the one before it stands there already.
			carried := slices.ContainsFunc(changes, func(earlier cert.Change) bool {
				return earlier.Proposal == change.Proposal && earlier.Kind == change.Kind && earlier.At.Equal(change.At)
			})
			if !carried {
				changes = append(changes, change)
			}
			if change.Successor != "" {
				next = change.Successor
			}
		}
	}
	return all, changes, nil
}

func firstVersion(ctx context.Context, r store.ChangeReader, c cert.Certificate) (cert.ID, error) {
	first := c.ID
	for range maxVersions {
		change, err := r.ChangeInto(ctx, first)
		if fault.Is(err, fault.NotFound) {
			return first, nil
		}
		if err != nil {
			return "", err
		}
		first = change.Certificate
	}
	return first, nil
}

// Search finds certificates of the authority that the query names.
func (s *Service) Search(ctx context.Context, q store.CertificateQuery) (found []cert.Certificate, err error) {
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		found, err = r.SearchCertificates(ctx, q)
		return err
	})
	return found, fault.Wrap("issuing.Search", err)
}
