package requests_test

import (
	"context"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/identity"
	"yinxin.example/yinxin/internal/issuing"
	"yinxin.example/yinxin/internal/requests"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
)

const center = "示例人事考试中心"

func officer(authority string) store.Account {
	return store.Account{ID: "officer", Role: store.OfficerRole, Authority: authority}
}

func reviewer() store.Account {
	return store.Account{ID: "reviewer", Role: store.ReviewerRole, Authority: center}
}

func ask(t *testing.T, w *world.World, a store.Account, c *cert.Certificate) store.Request {
	t.Helper()
	e, err := w.Approval.KeepEvidence(t.Context(), "户口簿.pdf", []byte("%PDF-1.7 evidence"))
	if err != nil {
		t.Fatal(err)
	}
	asked := requests.Asked{Certificate: c, Subject: "name", Wrong: "林若溪", Right: "林若曦"}
	if c == nil {
		asked.Authority, asked.Subject, asked.Qualification = center, requests.MissingSubject, "建造师"
	}
	if err := asked.Check([]string{center}); err != nil {
		t.Fatal(err)
	}
	q, err := w.Requests.Ask(t.Context(), a, asked, []store.Evidence{e})
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestFromTheQuestionToTheAnswer(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		c := w.Certificate(t)
		a := w.Holder(t, c.Holder)
		q := ask(t, w, a, &c)
		if q.Authority != center || q.State != store.RequestReceived || q.DueOn != w.Clock.Today().AddDays(15) {
			t.Errorf("asked: %+v", q)
		}
		if _, err := w.Requests.Find(t.Context(), w.Holder(t, c.Holder), q.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("another account reads it: %v", err)
		}
		if _, err := w.Requests.FindFor(t.Context(), "示例拍卖师协会", q.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("another authority reads it: %v", err)
		}
		if _, err := w.Requests.Take(t.Context(), officer("示例拍卖师协会"), q.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("another authority takes it: %v", err)
		}
		if _, content, err := w.Requests.Evidence(t.Context(), q, 0); err != nil || string(content) != "%PDF-1.7 evidence" {
			t.Errorf("evidence %q, %v", content, err)
		}
		if _, _, err := w.Requests.Evidence(t.Context(), q, 1); !fault.Is(err, fault.NotFound) {
			t.Errorf("evidence that is not there: %v", err)
		}
		taken, err := w.Requests.Take(t.Context(), officer(center), q.ID)
		if err != nil || taken.State != store.RequestExamining || taken.TakenAt.IsZero() {
			t.Errorf("taken: %+v, %v", taken, err)
		}

		propose := func() store.Proposal {
			p, err := w.Identity.ProposeCorrection(t.Context(), officer(center), identity.Correction{
				Certificate: c.ID, Public: "姓名登记有误", Corrections: issuing.Corrections{cert.FieldName: "林若曦"},
			}, identity.Grounds{Request: q.ID, Evidence: q.Content.Evidence})
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		p := propose()
		if _, err := w.Requests.Answer(t.Context(), officer(center), q.ID, false, "不予更正"); fault.ReasonOf(err) != "request_proposed" {
			t.Errorf("answered beside its proposal: %v", err)
		}
		if _, err := w.Approval.Reject(t.Context(), reviewer(), p.ID, "请核对"); err != nil {
			t.Fatal(err)
		}
		if got := found(t, w, q.ID); got.Proposal != "" || got.State != store.RequestExamining {
			t.Errorf("after the proposal was sent back: %+v", got)
		}
		if _, err := w.Approval.Approve(t.Context(), reviewer(), propose().ID); err != nil {
			t.Fatal(err)
		}
		if got := found(t, w, q.ID); got.State != store.RequestDone || got.AnsweredAt.IsZero() {
			t.Errorf("after the approval: %+v", got)
		}
		if _, err := w.Requests.Answer(t.Context(), officer(center), q.ID, true, "已更正"); fault.ReasonOf(err) != "request_answered" {
			t.Errorf("answered twice: %v", err)
		}
	})
}

func found(t *testing.T, w *world.World, id string) store.Request {
	t.Helper()
	q, err := w.Requests.FindFor(t.Context(), center, id)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestARefusalHasAnAnswer(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		a := w.Holder(t, world.Person(), func(a *store.Account) { a.ClaimedAt = time.Time{} })
		q := ask(t, w, a, nil)
		if _, err := w.Requests.Answer(t.Context(), officer(center), q.ID, false, " "); fault.ReasonOf(err) != "request_answer_missing" {
			t.Errorf("without an answer: %v", err)
		}
		got, err := w.Requests.Answer(t.Context(), officer(center), q.ID, false, "查无此证书")
		if err != nil || got.State != store.RequestRefused || got.Content.Answer != "查无此证书" || got.TakenBy != "officer" {
			t.Errorf("refused: %+v, %v", got, err)
		}
		waiting, err := w.Requests.Waiting(t.Context(), store.RequestFilter{Authority: center})
		if err != nil || len(waiting) != 0 {
			t.Errorf("still waiting: %v, %v", waiting, err)
		}
		mine, err := w.Requests.List(t.Context(), a)
		if err != nil || len(mine) != 1 || mine[0].Content.Answer != "查无此证书" {
			t.Errorf("the holder sees %v, %v", mine, err)
		}
	})
}

func TestAHolderAsksWithinLimits(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		a := w.Holder(t, world.Person())
		for range requests.MaxOpen {
			ask(t, w, a, nil)
		}
		asked := requests.Asked{Authority: center, Subject: requests.MissingSubject, Qualification: "建造师", Right: "x"}
		if _, err := w.Requests.Ask(t.Context(), a, asked, nil); fault.ReasonOf(err) != "requests_open" {
			t.Errorf("one more: %v", err)
		}
		mine, err := w.Requests.List(t.Context(), a)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Requests.Answer(t.Context(), officer(center), mine[0].ID, true, "已补办"); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Requests.Ask(t.Context(), a, asked, nil); fault.ReasonOf(err) != "too_many_attempts" {
			t.Errorf("a sixth within the hour: %v", err)
		}
		w.Clock.Advance(6 * time.Hour)
		if _, err := w.Requests.Ask(t.Context(), a, asked, nil); err != nil {
			t.Errorf("later: %v", err)
		}
	})
}

func TestWhatAFormMustSay(t *testing.T) {
	for name, test := range map[string]struct {
		asked requests.Asked
		want  fault.Reason
	}{
		"no subject":    {requests.Asked{Authority: center, Qualification: "建造师", Right: "x"}, "request_subject_missing"},
		"no authority":  {requests.Asked{Subject: "missing", Qualification: "建造师", Right: "x"}, "request_authority_missing"},
		"another":       {requests.Asked{Subject: "missing", Authority: "别处", Qualification: "建造师", Right: "x"}, "request_authority_missing"},
		"no such":       {requests.Asked{Subject: "missing", Authority: center, Right: "x"}, "request_qualification_missing"},
		"nothing right": {requests.Asked{Subject: "missing", Authority: center, Qualification: "建造师", Right: " "}, "request_right_missing"},
		"one that is":   {requests.Asked{Certificate: &cert.Certificate{}, Subject: "missing", Right: "x"}, "request_subject_missing"},
		"whole":         {requests.Asked{Certificate: &cert.Certificate{}, Subject: "name", Right: "x"}, ""},
		"a missing one": {requests.Asked{Authority: center, Subject: "missing", Qualification: "建造师", Right: "x"}, ""},
	} {
		if err := test.asked.Check([]string{center}); fault.ReasonOf(err) != test.want {
			t.Errorf("%s: %v, want %s", name, err, test.want)
		}
	}
}

// Files of what was refused in the end stay with the request, sealed.
func TestEvidenceOfARequestIsSealed(t *testing.T) {
	world.OnEach(t, func(t *testing.T, w *world.World) {
		q := ask(t, w, w.Holder(t, world.Person()), nil)
		kept, err := w.Blobs.Get(context.WithoutCancel(t.Context()), q.Content.Evidence[0].Blob)
		if err != nil || len(kept) <= q.Content.Evidence[0].Size {
			t.Errorf("%d bytes kept, %v: not sealed", len(kept), err)
		}
	})
}
