package demo

import (
	"context"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/issuing"
	"yinxin.example/yinxin/internal/store"
)

// The certificates of the sample delivery that something became of.
const (
	revokedNumber   = "2022439889229000009"
	correctedNumber = "2022199213573000001"
)

// makeChanges revokes a certificate, and leaves the reviewer a correction to
// decide.
func makeChanges(ctx context.Context, a *app.App) error {
	officer, err := byUsername(ctx, a, "officer")
	if err != nil {
		return err
	}
	reviewer, err := byUsername(ctx, a, "reviewer")
	if err != nil {
		return err
	}
	revocation, err := propose(ctx, a, officer, revokedNumber, issuing.Request{
		Kind: cert.Revocation, Public: "报考时提交的学历证明经核实为虚假材料", LegalBase: "示例处理决定〔2026〕第7号",
	})
	if err != nil {
		return err
	}
	if _, err := a.Approval.Approve(ctx, reviewer, revocation.ID); err != nil {
		return err
	}
	_, err = propose(ctx, a, officer, correctedNumber, issuing.Request{
		Kind: cert.Correction, Public: "姓名登记有误，以身份证件为准", Corrections: issuing.Corrections{cert.FieldName: "于霞钰"},
	})
	return err
}

// propose proposes a change of the certificate with that number.
func propose(ctx context.Context, a *app.App, by store.Account, number string, r issuing.Request) (store.Proposal, error) {
	found, err := a.Issuing.Search(ctx, store.CertificateQuery{Authority: by.Authority, Number: number})
	if err != nil {
		return store.Proposal{}, err
	}
	if len(found) == 0 {
		return store.Proposal{}, fault.New("demo.propose", fault.NotFound, "certificate_not_found")
	}
	r.Certificate = found[0].ID
	return a.Issuing.Propose(ctx, by, r)
}
