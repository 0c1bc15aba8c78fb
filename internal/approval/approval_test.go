package approval_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/approval"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

const kind = store.ProposalKind("setting.change")

// change puts a setting, or fails while broken.
type change struct{ broken error }

func (c *change) Apply(ctx context.Context, tx store.Tx, p store.Proposal) error {
	if err := tx.PutSetting(ctx, p.Subject, "changed"); err != nil {
		return err
	}
	return c.broken
}

func service(w *world.World, c *change) *approval.Service {
	officers := func(r store.Role) bool { return r == store.OfficerRole }
	return &approval.Service{
		Store: w.Store, Blobs: w.Blobs, Cipher: w.Vault, Now: w.Now,
		Rules: map[store.ProposalKind]approval.Rule{kind: {Propose: officers, Approve: officers, Executor: c}},
	}
}

func officer(id string) store.Account {
	return store.Account{ID: id, Role: store.OfficerRole, Authority: "示例人事考试中心"}
}

func propose(t *testing.T, s *approval.Service) store.Proposal {
	t.Helper()
	p, err := s.Propose(t.Context(), officer("first"), approval.Draft{Kind: kind, Subject: "subject", Content: store.ProposalContent{Reason: " 说明 "}})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func changed(t *testing.T, w *world.World) bool {
	t.Helper()
	err := w.Store.View(t.Context(), func(ctx context.Context, r store.Reader) error {
		_, err := r.Setting(ctx, "subject")
		return err
	})
	if err != nil && !fault.Is(err, fault.NotFound) {
		t.Fatal(err)
	}
	return err == nil
}

func TestOneProposesAnotherApproves(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		s := service(w, &change{})
		p := propose(t, s)
		holder, stranger := officer("second"), officer("second")
		holder.Role, stranger.Authority = store.HolderRole, "示例拍卖师协会"
		for _, test := range []struct {
			name string
			by   store.Account
			want fault.Reason
		}{
			{"whoever proposed it", officer("first"), "second_pair_of_eyes"},
			{"a role without the duty", holder, "duty_missing"},
			{"another authority", stranger, "not_found"},
		} {
			if _, err := s.Approve(t.Context(), test.by, p.ID); fault.ReasonOf(err) != test.want {
				t.Errorf("%s approves: %v", test.name, err)
			}
			if s.MayDecide(test.by, p) {
				t.Errorf("%s is offered the decision", test.name)
			}
		}
		if changed(t, w) {
			t.Fatal("changed before the approval")
		}
		if _, err := s.Approve(t.Context(), officer("second"), p.ID); err != nil || !changed(t, w) {
			t.Fatalf("approved: %v", err)
		}
		if _, err := s.Approve(t.Context(), officer("third"), p.ID); fault.ReasonOf(err) != "proposal_decided" {
			t.Errorf("approved twice: %v", err)
		}
	})
}

func TestAFailedChangeLeavesTheProposalOpen(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		broken := errors.New("broken")
		c := &change{broken}
		s := service(w, c)
		p := propose(t, s)
		if _, err := s.Approve(t.Context(), officer("second"), p.ID); !errors.Is(err, broken) || changed(t, w) {
			t.Fatalf("%v, changed %v", err, changed(t, w))
		}
		c.broken = nil
		if _, err := s.Approve(t.Context(), officer("second"), p.ID); err != nil || !changed(t, w) {
			t.Errorf("once mended: %v", err)
		}
	})
}

func TestRejectAndWithdraw(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		s := service(w, &change{})
		p := propose(t, s)
		_, err := s.Propose(t.Context(), officer("third"), approval.Draft{Kind: kind, Subject: "subject", Content: store.ProposalContent{Reason: "也要"}})
		if fault.ReasonOf(err) != "proposal_open" {
			t.Errorf("proposed twice: %v", err)
		}
		if _, err := s.Reject(t.Context(), officer("second"), p.ID, " "); fault.ReasonOf(err) != "answer_missing" {
			t.Errorf("without an answer: %v", err)
		}
		if _, err := s.Reject(t.Context(), officer("second"), p.ID, strings.Repeat("长", 1001)); fault.ReasonOf(err) != "reason_too_long" {
			t.Errorf("with a book for an answer: %v", err)
		}
		got, err := s.Reject(t.Context(), officer("second"), p.ID, "材料不全")
		if err != nil || got.State != store.ProposalRejected || got.DecidedBy != "second" {
			t.Errorf("rejected: %+v, %v", got, err)
		}
		p = propose(t, s)
		if _, err := s.Withdraw(t.Context(), officer("second"), p.ID); fault.ReasonOf(err) != "not_your_proposal" {
			t.Errorf("withdrawn by another: %v", err)
		}
		if got, err := s.Withdraw(t.Context(), officer("first"), p.ID); err != nil || got.State != store.ProposalWithdrawn {
			t.Errorf("withdrawn: %+v, %v", got, err)
		}
		if changed(t, w) {
			t.Error("changed without an approval")
		}
	})
}

func TestEvidence(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		s := service(w, &change{})
		if _, err := s.KeepEvidence(t.Context(), "a.exe", []byte("MZ")); fault.ReasonOf(err) != "evidence_unreadable" {
			t.Errorf("a program: %v", err)
		}
		file := []byte("%PDF-1.7 a decision")
		for name, want := range map[string]string{
			"决定\u202efdp.exe":                 "决定fdp.exe",
			strings.Repeat("长", 500) + ".pdf": strings.Repeat("长", 96) + ".pdf",
			"a\xff\x00\".pdf":                 "a.pdf",
		} {
			if e, err := s.KeepEvidence(t.Context(), name, file); err != nil || e.Name != want {
				t.Errorf("%q is kept as %q, %v", name, e.Name, err)
			}
		}
		e, err := s.KeepEvidence(t.Context(), `C:\文件\决定.pdf`, file)
		if err != nil || e.Name != "决定.pdf" {
			t.Fatalf("%+v, %v", e, err)
		}
		p, err := s.Propose(t.Context(), officer("first"), approval.Draft{Kind: kind, Subject: "s", Content: store.ProposalContent{Reason: "说明", Evidence: []store.Evidence{e}}})
		if err != nil {
			t.Fatal(err)
		}
		if _, got, err := s.Evidence(t.Context(), "示例人事考试中心", p.ID, 0); err != nil || string(got) != string(file) {
			t.Errorf("%q, %v", got, err)
		}
		if _, _, err := s.Evidence(t.Context(), "示例拍卖师协会", p.ID, 0); !fault.Is(err, fault.NotFound) {
			t.Errorf("another authority reads it: %v", err)
		}
		kept, err := w.Blobs.Get(t.Context(), e.Blob)
		if err != nil || len(kept) <= len(file) {
			t.Errorf("%d bytes kept, %v: not sealed", len(kept), err)
		}
	})
}
