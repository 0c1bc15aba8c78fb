package storetest

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// proposal makes the n-th proposal, made n minutes after noon.
func proposal(n int) store.Proposal {
	return store.Proposal{
		ID: id(n), Authority: "示例人事考试中心", Kind: "certificate.revoke", Subject: id(100 + n),
		Content: store.ProposalContent{
			Changes: []store.Change{{Field: "certificate.state", Before: "valid", After: "revoked"}},
			Payload: json.RawMessage(`{"state":"revoked"}`), Reason: "以虚假材料取得", LegalBase: "第三十一号令第十条",
			EffectiveOn: civil.MustParse("2026-12-01"),
			Evidence:    []store.Evidence{{Name: "决定.pdf", Blob: "evidence/" + id(n), Size: 7}},
		},
		ProposedBy: id(1), ProposedAt: noon().Add(time.Duration(n) * time.Minute), State: store.ProposalOpen,
	}
}

func testProposals(t *testing.T, s store.Store) {
	p := proposal(1)
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.AddProposal(ctx, p) })
	again := proposal(2)
	again.Subject = p.Subject
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		wantKind(t, tx.AddProposal(ctx, again), fault.Conflict, "proposal_open")
		_, err := tx.Proposal(ctx, "none")
		wantKind(t, err, fault.NotFound, "")
		got, err := tx.LockProposal(ctx, p.ID)
		wantSame(t, "proposal", got, p)
		return err
	})
	p.State, p.DecidedBy, p.DecidedAt, p.Answer = store.ProposalRejected, id(2), noon().Add(time.Hour), "材料不全"
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.DecideProposal(ctx, p) })
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		wantKind(t, tx.DecideProposal(ctx, p), fault.Conflict, "proposal_decided")
		return tx.AddProposal(ctx, again) // the first is no longer open
	})
	got := read(t, s, func(ctx context.Context, r store.Reader) (store.Proposal, error) { return r.Proposal(ctx, p.ID) })
	wantSame(t, "decided", got, p)
}

func testProposalsChosen(t *testing.T, s store.Store) {
	var all []store.Proposal
	for n := range 4 {
		p := proposal(n)
		if n == 3 {
			p.Authority, p.Kind, p.ProposedBy = "示例协会", "seal.freeze", id(7)
		}
		all = append(all, p)
		update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.AddProposal(ctx, p) })
	}
	for _, test := range []struct {
		name   string
		filter store.ProposalFilter
		want   []store.Proposal
	}{
		{"all, newest first", store.ProposalFilter{}, []store.Proposal{all[3], all[2], all[1], all[0]}},
		{"of an authority", store.ProposalFilter{Authority: "示例协会"}, all[3:]},
		{"of a kind", store.ProposalFilter{Kind: "seal.freeze"}, all[3:]},
		{"of a group of kinds", store.ProposalFilter{Kind: "certificate."}, []store.Proposal{all[2], all[1], all[0]}},
		{"of a subject", store.ProposalFilter{Subject: all[1].Subject}, all[1:2]},
		{"of a person", store.ProposalFilter{By: id(7)}, all[3:]},
		{"decided", store.ProposalFilter{Decided: true}, nil},
		{"in a state", store.ProposalFilter{State: store.ProposalApproved}, nil},
		{"a page", store.ProposalFilter{Limit: 2}, []store.Proposal{all[3], all[2]}},
		{"the page after it", store.ProposalFilter{Limit: 2, After: all[2].ID}, []store.Proposal{all[1], all[0]}},
	} {
		got := read(t, s, func(ctx context.Context, r store.Reader) ([]store.Proposal, error) {
			return r.Proposals(ctx, test.filter)
		})
		wantSame(t, test.name, got, test.want)
	}
	open := read(t, s, func(ctx context.Context, r store.Reader) (int, error) {
		return r.CountOpenProposals(ctx, all[0].Authority)
	})
	wantSame(t, "open ones", open, 3)
	decided := all[1]
	decided.State, decided.DecidedBy, decided.DecidedAt = store.ProposalWithdrawn, decided.ProposedBy, noon()
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.DecideProposal(ctx, decided) })
	got := read(t, s, func(ctx context.Context, r store.Reader) ([]store.Proposal, error) {
		return r.Proposals(ctx, store.ProposalFilter{Decided: true})
	})
	wantSame(t, "decided", got, []store.Proposal{decided})
}
