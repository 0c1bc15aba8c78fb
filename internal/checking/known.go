package checking

import (
	"context"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/verify"
)

// check judges a file by itself and, where its seal is doubted for its time
// alone, once more as of when the register has it: what this service gave out,
// byte for byte, was sealed when its row says so, whoever has come by the
// seal's key since.
func (s *Service) check(ctx context.Context, file []byte, options verify.Options) (verify.Report, error) {
	report, err := verify.Check(ctx, file, options)
	if err != nil || !report.TimeBound() || report.Data == nil {
		return report, err
	}
	var copied cert.Copy
	err = s.Store.Look(ctx, func(ctx context.Context, r store.Reader) (err error) {
		copied, _, err = r.CopyStanding(ctx, cert.Code(report.Data.Code))
		return err
	})
	switch {
	case fault.Is(err, fault.NotFound):
		return report, nil
	case err != nil:
		return report, fault.Wrap("checking.check", err)
	case copied.MadeAt.IsZero():
		return report, nil
	}
	if known, err := s.handedOut(ctx, copied.Code, file, report); err != nil || !known {
		return report, fault.Wrap("checking.check", err)
	}
	options.KnownAt = copied.MadeAt
	return verify.Check(ctx, file, options)
}
