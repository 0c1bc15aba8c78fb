package bench

import (
	"context"
	"fmt"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/checking"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/issuing"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/verify"
)

// revocations measures from the moment a reviewer approves a revocation to the
// answer, to a stranger with a copy's code, that the certificate is revoked.
func revocations(ctx context.Context, people *people, registers [2]*register, n int) (LookupResult, error) {
	var took [2][]float64
	for range n {
		for i, r := range registers {
			d, err := r.revoke(ctx, people)
			for fault.ReasonOf(err) == "change_not_possible" { // drawn before
				d, err = r.revoke(ctx, people)
			}
			if err != nil {
				return LookupResult{}, fmt.Errorf("bench: revocation: %w", err)
			}
			took[i] = append(took[i], float64(d.Nanoseconds())/1000)
		}
	}
	small, large := middle(took[0]), middle(took[1])
	return LookupResult{Name: "revoke-to-told", Small: small, Large: large, Ratio: large / small}, nil
}

func (r *register) revoke(ctx context.Context, people *people) (time.Duration, error) {
	s, err := r.draw(ctx, people)
	if err != nil {
		return 0, err
	}
	code, err := r.sealed(ctx, s.id)
	if err != nil {
		return 0, err
	}
	officer := store.Account{ID: "officer", Role: store.OfficerRole, Authority: authority}
	p, err := r.issuing.Propose(ctx, officer, issuing.Request{
		Certificate: s.id, Kind: cert.Revocation, Public: "以虚假材料取得", LegalBase: "第三十一号令第十条",
	})
	if err != nil {
		return 0, err
	}
	checks := &checking.Service{Store: r.store, Now: time.Now}
	began := time.Now()
	if _, err := r.issuing.Approval.Approve(ctx, store.Account{ID: "reviewer", Role: store.ReviewerRole, Authority: authority}, p.ID); err != nil {
		return 0, err
	}
	told, err := checks.Code(ctx, string(code))
	took := time.Since(began)
	if err == nil && told.Certificate != verify.CertificateRevoked {
		err = fmt.Errorf("told to be %s", told.Certificate)
	}
	return took, err
}

// sealed puts down a copy of a certificate as ready, without its file.
func (r *register) sealed(ctx context.Context, id cert.ID) (cert.Code, error) {
	now := time.Now()
	c := cert.Copy{
		Code: cert.NewCode(), Certificate: id, State: cert.Pending, RequestedAt: now,
		Endorsement: &cert.Endorsement{Scenario: "本人调用", AppliedAt: now, ValidUntil: civil.Of(now).AddDays(89)},
	}
	return c.Code, r.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := tx.AddCopy(ctx, c); err != nil {
			return err
		}
		if _, err := tx.ClaimCopies(ctx, "bench", now, time.Minute, 1); err != nil {
			return err
		}
		c.State, c.MadeAt = cert.Ready, now
		return tx.FinishCopy(ctx, "bench", c, now)
	})
}
