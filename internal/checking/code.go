package checking

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/verify"
)

// CodeResult is what the register says of a copy: what its sealed page shows,
// and how things stand, or stood on the day asked about.
type CodeResult struct {
	Copy        cert.Copy
	Verdict     verify.Verdict
	Reasons     []fault.Reason
	Certificate verify.Certificate
	Endorsement verify.Endorsement
	Standing    Standing
	At          time.Time  // when it was looked up
	Day         civil.Date // the day asked about; zero for the moment of the look-up
}

// Code looks up a copy by the code on its page. What is malformed, unknown, or
// was never handed out is NotFound alike.
func (s *Service) Code(ctx context.Context, typed string) (CodeResult, error) {
	return s.code(ctx, typed, s.present())
}

func (s *Service) code(ctx context.Context, typed string, m moment) (CodeResult, error) {
	const op = "checking.Code"
	unknown := fault.New(op, fault.NotFound, "copy_unknown")
	code, err := cert.ParseCode(typed)
	if err != nil {
		return CodeResult{}, unknown
	}
	copied, standing, err := s.find(ctx, code, m)
	switch {
	case fault.Is(err, fault.NotFound):
		return CodeResult{}, unknown
	case err != nil:
		return CodeResult{}, fault.Wrap(op, err)
	case copied.State != cert.Ready && copied.State != cert.Withdrawn:
		return CodeResult{}, unknown
	}
	result := CodeResult{
		Copy: copied, Verdict: verify.Valid, Certificate: standing.Answer(), Endorsement: endorsement(copied, m),
		Standing: standing, At: s.Now(), Day: m.day,
	}
	if result.Certificate != verify.CertificateValid {
		result.refuse(fault.Reason("certificate_" + string(result.Certificate)))
	}
	switch result.Endorsement {
	case verify.EndorsementNotBegun, verify.EndorsementExpired, verify.EndorsementWithdrawn:
		result.refuse(fault.Reason("endorsement_" + string(result.Endorsement)))
	}
	return result, nil
}

func endorsement(c cert.Copy, m moment) verify.Endorsement {
	switch {
	case withdrawn(c, m):
		return verify.EndorsementWithdrawn
	case c.Endorsement == nil:
		return verify.EndorsementNotNeeded
	case !m.day.IsZero() && m.at.Before(c.Endorsement.AppliedAt):
		return verify.EndorsementNotBegun
	case c.ExpiredAt(m.at):
		return verify.EndorsementExpired
	default:
		return verify.EndorsementValid
	}
}

func (r *CodeResult) refuse(reason fault.Reason) {
	r.Verdict = verify.Invalid
	r.Reasons = append(r.Reasons, reason)
}
