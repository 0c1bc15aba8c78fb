package checking

import (
	"context"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/verify"
)

// Standing is how a certificate stands now, and why. Nothing in it is personal
// data.
type Standing struct {
	State     cert.State
	Reason    string     // for the public; "" in force, and where none was put down
	LegalBase string     // may be empty
	Since     civil.Date // zero where unknown
	Kind      cert.ChangeKind
	Fields    []string // of a correction: what differs in the new version, cert.Field…
	Successor *Successor
}

// Successor is the newest version of a certificate that was replaced.
type Successor struct {
	Version int
	State   cert.State
}

// maxVersions bounds how far a certificate's versions are followed.
const maxVersions = 100

func readStanding(ctx context.Context, r store.Reader, id cert.ID) (Standing, error) {
	c, err := r.Certificate(ctx, id)
	if err != nil || c.State == cert.InForce {
		return Standing{State: c.State}, err
	}
	changes, err := r.ChangesOf(ctx, id)
	if err != nil {
		return Standing{}, err
	}
	s := Standing{State: c.State}
	change, ok := cert.Standing(changes, c.State)
	if !ok {
		return s, nil
	}
	s.Kind, s.Reason, s.LegalBase, s.Since, s.Fields = change.Kind, change.Reason, change.LegalBase, change.EffectiveOn, change.Fields
	s.Successor, err = newest(ctx, r, change.Successor)
	return s, err
}

// newest follows a certificate's versions to the last; nil where there is none.
func newest(ctx context.Context, r store.Reader, id cert.ID) (*Successor, error) {
	var found *Successor
	for n := 0; id != "" && n < maxVersions; n++ {
		c, err := r.Certificate(ctx, id)
		if err != nil {
			return nil, err
		}
		found = &Successor{c.Version, c.State}
		if c.State != cert.Corrected {
			return found, nil
		}
		changes, err := r.ChangesOf(ctx, id)
		if err != nil {
			return nil, err
		}
		change, _ := cert.Standing(changes, cert.Corrected)
		id = change.Successor
	}
	return found, nil
}

// answer is a certificate's state as an answer. A lapsed certificate is no
// longer in force, like a cancelled one.
func (s Standing) answer() verify.Certificate {
	switch s.State {
	case cert.InForce:
		return verify.CertificateValid
	case cert.Corrected:
		return verify.CertificateCorrected
	case cert.Suspended:
		return verify.CertificateSuspended
	case cert.Revoked:
		return verify.CertificateRevoked
	default:
		return verify.CertificateCancelled
	}
}
