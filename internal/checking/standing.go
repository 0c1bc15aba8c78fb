package checking

import (
	"context"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/verify"
)

// Standing is how a certificate stands, or stood on a day, and why. Nothing in it is personal
// data.
type Standing struct {
	State     cert.State
	Reason    string     // for the public; "" in force, and where none was put down
	LegalBase string     // may be empty
	Since     civil.Date // zero where unknown
	Kind      cert.ChangeKind
	Fields    []string // of a correction: what differs in the new version, cert.Field…
	Successor *Successor
	NotIssued bool // on the day asked about; it was on Since
	Earlier   bool // on the day asked about an earlier version stood
}

// Successor is the newest version of a certificate that was replaced.
type Successor struct {
	Version int
	State   cert.State
}

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
	if change.Successor == "" {
		return s, nil
	}
	newest, err := store.NewestVersion(ctx, r, change.Successor)
	s.Successor = &Successor{newest.Version, newest.State}
	return s, err
}

// Answer is a certificate's state as an answer. A lapsed certificate is no
// longer in force, like a cancelled one.
func (s Standing) Answer() verify.Certificate {
	if s.NotIssued {
		return verify.CertificateNotIssued
	}
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
