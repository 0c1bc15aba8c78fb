package checking

import (
	"context"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/verify"
)

// CodeResult is what the register says of a copy: what its sealed page shows,
// and how things stand now.
type CodeResult struct {
	Copy        cert.Copy
	Verdict     verify.Verdict
	Reasons     []fault.Reason
	Certificate verify.Certificate
	Endorsement verify.Endorsement
	Standing    Standing
}

// Code looks up a copy by the code on its page. What is malformed, unknown, or
// was never handed out is NotFound alike.
func (s *Service) Code(ctx context.Context, typed string) (CodeResult, error) {
	const op = "checking.Code"
	unknown := fault.New(op, fault.NotFound, "copy_unknown")
	code, err := cert.ParseCode(typed)
	if err != nil {
		return CodeResult{}, unknown
	}
	copied, standing, err := s.find(ctx, code)
	switch {
	case fault.Is(err, fault.NotFound):
		return CodeResult{}, unknown
	case err != nil:
		return CodeResult{}, fault.Wrap(op, err)
	case copied.State != cert.Ready && copied.State != cert.Withdrawn:
		return CodeResult{}, unknown
	}
	result := CodeResult{Copy: copied, Verdict: verify.Valid, Certificate: standing.answer(), Standing: standing}
	if result.Certificate != verify.CertificateValid {
		result.refuse(fault.Reason("certificate_" + string(result.Certificate)))
	}
	switch {
	case copied.State == cert.Withdrawn:
		result.Endorsement = verify.EndorsementWithdrawn
		result.refuse("endorsement_withdrawn")
	case copied.Endorsement == nil:
		result.Endorsement = verify.EndorsementNotNeeded
	case copied.ExpiredAt(s.Now()):
		result.Endorsement = verify.EndorsementExpired
		result.refuse("endorsement_expired")
	default:
		result.Endorsement = verify.EndorsementValid
	}
	return result, nil
}

func (r *CodeResult) refuse(reason fault.Reason) {
	r.Verdict = verify.Invalid
	r.Reasons = append(r.Reasons, reason)
}
