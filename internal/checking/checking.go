// Package checking answers strangers: a file is judged by package verify, and
// its verdict joined with what the register says now; a code is looked up.
package checking

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"yinxin.example/yinxin/internal/blob"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/verify"
)

// Service checks. It is safe for concurrent use and keeps nothing of what it
// is shown.
type Service struct {
	Store store.Store
	Blobs blob.Store
	Trust func() *verify.Trust // what is trusted now; nil for nothing
	Now   func() time.Time
}

// Result is the answer to a file.
type Result struct {
	verify.Report
	Online   bool      // the register knows the copy, and its state is in the report
	Copy     cert.Code // the copy of the register that this file is; "" for none
	Standing Standing
	At       time.Time  // when it was checked; Report.At is the moment asked about
	Day      civil.Date // the day asked about; zero for the moment of the check
}

// File checks a file and, where it is a copy of ours, its present state. The
// error is a *verify.Error for what cannot be judged.
func (s *Service) File(ctx context.Context, file []byte) (Result, error) {
	return s.file(ctx, file, s.present())
}

func (s *Service) file(ctx context.Context, file []byte, m moment) (Result, error) {
	report, seal, err := s.judge(ctx, file, m)
	if err != nil {
		return Result{}, err
	}
	result := Result{Report: report, At: s.Now(), Day: m.day}
	if report.Certificate != verify.CertificateUnknown || report.Data == nil {
		return result, nil
	}
	copied, standing, err := s.find(ctx, cert.Code(report.Data.Code), m)
	switch {
	case fault.Is(err, fault.NotFound):
		result.Report = seal(report.WithStatus(verify.CertificateUnknown, verify.EndorsementUnknown))
		result.Online = true
		return result, nil
	case err != nil:
		return Result{}, fault.Wrap("checking.File", err)
	}
	result.Online, result.Standing = true, standing
	endorsement := report.Endorsement
	known, err := s.handedOut(ctx, copied.Code, file, report)
	if err != nil {
		return Result{}, fault.Wrap("checking.File", err)
	}
	if known {
		result.Copy = copied.Code
	}
	switch {
	case !known:
		endorsement = verify.EndorsementUnknown
	case withdrawn(copied, m):
		endorsement = verify.EndorsementWithdrawn
	}
	result.Report = seal(report.WithStatus(standing.Answer(), endorsement))
	return result, nil
}

// handedOut reports whether the register gave out this very file. What makes a
// seal last may be appended by anyone; then it gave out the sealed part.
func (s *Service) handedOut(ctx context.Context, code cert.Code, file []byte, report verify.Report) (known bool, err error) {
	err = s.Store.Look(ctx, func(ctx context.Context, r store.Reader) error {
		digests, err := r.Digests(ctx, code)
		given := func(file []byte) bool {
			sum := sha256.Sum256(file)
			return slices.Contains(digests, hex.EncodeToString(sum[:]))
		}
		known = given(file) || given(file[:report.Signers[0].Covers])
		return err
	})
	return known, err
}

// withdrawn reports whether a copy had been taken back by a moment. When it was
// and nobody knows since when, it had.
func withdrawn(c cert.Copy, m moment) bool {
	return c.State == cert.Withdrawn && (m.day.IsZero() || !c.WithdrawnAt.After(m.at))
}

// find reads a copy and how its certificate stands, or stood: by one statement
// where nothing has happened to the certificate, as is almost always so.
func (s *Service) find(ctx context.Context, code cert.Code, m moment) (copied cert.Copy, standing Standing, err error) {
	err = s.Store.Look(ctx, func(ctx context.Context, r store.Reader) (err error) {
		copied, standing.State, err = r.CopyStanding(ctx, code)
		return err
	})
	if err != nil || m.day.IsZero() && standing.State == cert.InForce {
		return copied, standing, err
	}
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		if copied, err = r.Copy(ctx, code); err != nil {
			return err
		}
		if m.day.IsZero() {
			standing, err = readStanding(ctx, r, copied.Certificate)
		} else {
			standing, err = standingOn(ctx, r, copied.Certificate, m.day)
		}
		return err
	})
	return copied, standing, err
}
