package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/apikeys"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
	"yinxin.example/yinxin/internal/web/api"
)

// checker gives a world with fonts and a program that checks for the
// organisation "one".
func checker(t *testing.T) (*world.World, *program) {
	t.Helper()
	w := world.Sealing(t)
	return w, newChecker(t, w, handler(t, w), "one", apikeys.Check)
}

// about is the right question about a certificate.
func about(c cert.Certificate) api.Question {
	return api.Question{DocumentNumber: c.Holder.Document.Number, Name: c.Holder.Name, Number: c.ManagementNumber}
}

func (p *program) question(headers []string, questions ...api.Question) answer {
	p.t.Helper()
	body, err := json.Marshal(api.Questions{Questions: questions})
	if err != nil {
		p.t.Fatal(err)
	}
	return p.ask(http.MethodPost, "/checks/data", string(body), headers...)
}

// history is what the holder sees of the checks of a certificate.
func history(t *testing.T, w *world.World, id cert.ID) (all []store.Check) {
	t.Helper()
	if _, err := w.History.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.Update(t, func(ctx context.Context, tx store.Tx) (err error) {
		all, err = tx.ChecksOf(ctx, id, store.Check{}, 10)
		return err
	})
	return all
}

func TestQuestionsAreAnsweredAndTaken(t *testing.T) {
	w, p := checker(t)
	c := w.Certificate(t)
	replaced := w.Certificate(t, func(c *cert.Certificate) { c.State = cert.Corrected })
	wrong, incomplete := about(c), about(c)
	wrong.Name, incomplete.DocumentNumber, incomplete.Number = "林若溪溪", "119945198805178926", ""
	got := p.expect(p.question([]string{"Accept-Language", "en"}, about(c), wrong, incomplete, about(replaced)), 200)
	var out api.Answers
	got.into(t, &out)
	if len(out.Answers) != 4 || !out.Demo {
		t.Fatalf("%s", got.body)
	}
	found := out.Answers[0]
	if found.Outcome != "found" || found.Certificate == nil || found.Certificate.ManagementNumber != c.ManagementNumber || found.Certificate.Authority != c.Authority ||
		found.Standing == nil || found.Standing.State != "valid" || strings.Contains(got.body, c.Holder.Document.Number) {
		t.Errorf("found: %s", got.body)
	}
	if a := out.Answers[1]; a.Outcome != "not_found" || a.Certificate != nil || a.Standing != nil || len(a.Findings) != 0 {
		t.Errorf("a wrong name: %+v", a)
	}
	if a := out.Answers[2]; a.Outcome != "refused" || len(a.Findings) != 2 || a.Findings[0].Field != "document_number" || a.Findings[1].Reason != "number_missing" {
		t.Errorf("incomplete: %+v", a)
	}
	if a := out.Answers[3]; a.Outcome != "replaced" || a.Certificate != nil || a.Standing == nil || a.Standing.State != "corrected" {
		t.Errorf("replaced: %+v", a)
	}
	limit := w.Policy().LookupsPerDay
	var quota api.Quota
	asked := p.expect(p.ask(http.MethodGet, "/quota", ""), 200)
	asked.into(t, &quota)
	seconds := int(w.Clock.Today().End().Sub(w.Clock.Now())/time.Second) + 1
	rate := fmt.Sprintf(`"lookups";r=%d;t=%d`, limit-3, seconds)
	if quota.Left != limit-3 || quota.Limit != limit || !quota.Resets.Equal(w.Clock.Today().End()) ||
		asked.header.Get("RateLimit") != rate || got.header.Get("RateLimit") != rate {
		t.Errorf("%+v %q %q", quota, asked.header.Get("RateLimit"), got.header.Get("RateLimit"))
	}
	checks := history(t, w, c.ID)
	if len(checks) != 1 || checks[0].Way != store.CheckedByAPI || checks[0].Organisation != "one" || checks[0].Code != "" {
		t.Errorf("the holder sees %+v", checks)
	}
}

func TestAQuestionUnderANameIsTakenOnce(t *testing.T) {
	w, p := checker(t)
	c := w.Certificate(t)
	name := []string{nameOf, "q-1"}
	first := p.expect(p.question(name, about(c)), 200)
	again := p.expect(p.question(name, about(c)), 200)
	if first.body != again.body || again.header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("%s, then %s", first.body, again.body)
	}
	var quota api.Quota
	p.expect(p.ask(http.MethodGet, "/quota", ""), 200).into(t, &quota)
	if quota.Left != quota.Limit-1 {
		t.Errorf("%d of %d left", quota.Left, quota.Limit)
	}
	w.Update(t, func(ctx context.Context, tx store.Tx) error {
		kept, err := tx.KeptAnswer(ctx, p.key.ID, "q-1")
		if err == nil && strings.Contains(string(kept.Body), c.ManagementNumber) {
			t.Error("the answer lies open in the store")
		}
		return err
	})
}

func TestTheDaysLookUpsEnd(t *testing.T) {
	w, p := checker(t)
	c := w.Certificate(t)
	w.Update(t, func(ctx context.Context, tx store.Tx) error {
		limit := w.Policy().LookupsPerDay
		_, err := tx.TakeLookups(ctx, "one", w.Clock.Today(), limit-1, limit)
		return err
	})
	got := p.question([]string{"Accept-Language", "en"}, about(c), about(c))
	seconds := int(w.Clock.Today().End().Sub(w.Clock.Now())/time.Second) + 1
	if got.status != http.StatusTooManyRequests || got.reason() != "lookups_used_up" || got.header.Get("Retry-After") != fmt.Sprint(seconds) ||
		got.header.Get("Content-Language") != "en" {
		t.Errorf("%d %s %v", got.status, got.body, got.header)
	}
	p.expect(p.question(nil, about(c)), 200)
	other := newChecker(t, w, p.h, "two", apikeys.Check)
	other.expect(other.question(nil, about(c), about(c)), 200)
	w.Clock.Set(w.Clock.Today().AddDays(1).Start())
	p.expect(p.question(nil, about(c), about(c)), 200)
}

func TestAGuesserIsHeldOff(t *testing.T) {
	w, p := checker(t)
	c := w.Certificate(t)
	for i := range 5 {
		q := about(c)
		q.Name = fmt.Sprintf("林若%c", '一'+i)
		p.expect(p.question(nil, q), 200)
	}
	var out api.Answers
	p.expect(p.question(nil, about(c)), 200).into(t, &out)
	if a := out.Answers[0]; a.Outcome != "refused" || len(a.Findings) != 1 || a.Findings[0].Reason != "number_asked_too_often" || a.Findings[0].Detail == "" {
		t.Errorf("%+v", a)
	}
}

func TestFilesAndCodesAreAnswered(t *testing.T) {
	w, p := checker(t)
	c := w.Certificate(t)
	made := w.Apply(t, w.Holder(t, c.Holder), c)
	w.Seal(t)
	made = w.Copy(t, made.Code)
	file, err := w.Blobs.Get(t.Context(), made.Blob)
	if err != nil {
		t.Fatal(err)
	}
	english := []string{"Accept-Language", "en"}
	raw := append([]string{"Content-Type", "application/pdf"}, english...)
	for name, got := range map[string]answer{
		"raw": p.ask(http.MethodPost, "/checks/files", string(file), raw...), "form": p.upload("/checks/files", "x.pdf", file, english...),
	} {
		var v api.FileVerdict
		p.expect(got, 200).into(t, &v)
		if v.Verdict != "valid" || v.Integrity != "intact" || v.Seal != "trusted" || v.Certificate != "valid" || v.Endorsement != "valid" || !v.Online || !v.Demo ||
			v.Data == nil || v.Data.Code != string(made.Code) || v.Standing == nil || v.Standing.State != "valid" || !strings.HasPrefix(v.Sentence, "DEMO: ") || len(v.Signers) != 1 || v.Signers[0].Level != "B-B" || len(v.Signers[0].Times) != 0 {
			t.Errorf("%s: %s", name, got.body)
		}
	}
	var status api.CopyStatus
	p.expect(p.ask(http.MethodGet, "/copies/"+strings.ToLower(made.Code.String()), "", english...), 200).into(t, &status)
	if status.Verdict != "valid" || status.Certificate != "valid" || status.Endorsement != "valid" || len(status.Findings) != 0 || status.Data.Name != c.Holder.Name || !status.Demo {
		t.Errorf("%+v", status)
	}
	if checks := history(t, w, c.ID); len(checks) != 1 || checks[0].Way != store.CheckedByAPI || checks[0].Organisation != "one" || checks[0].Code != made.Code {
		t.Errorf("the holder sees %+v", checks)
	}
	yesterday := w.Clock.Today().AddDays(-1).String()
	var before api.CopyStatus
	p.expect(p.ask(http.MethodGet, "/copies/"+string(made.Code)+"?at="+yesterday, ""), 200).into(t, &before)
	if before.Endorsement != "not_begun" || before.Day != yesterday {
		t.Errorf("the day before: %+v", before)
	}
	var quota api.Quota
	p.expect(p.ask(http.MethodGet, "/quota", ""), 200).into(t, &quota)
	if quota.Limit-quota.Left != 4 { // two files, a code twice
		t.Errorf("%d taken", quota.Limit-quota.Left)
	}
	w.SetState(t, c.ID, cert.Revoked)
	p.expect(p.ask(http.MethodGet, "/copies/"+string(made.Code), "", english...), 200).into(t, &status)
	if status.Verdict != "invalid" || status.Certificate != "revoked" || len(status.Findings) != 1 || status.Findings[0].Reason != "certificate_revoked" ||
		!strings.Contains(status.Findings[0].Detail, "revoked") {
		t.Errorf("revoked: %+v", status)
	}
	var v api.FileVerdict
	changed := strings.Replace(string(file), "%PDF-1.7", "%PDF-1.6", 1)
	p.expect(p.ask(http.MethodPost, "/checks/files", changed, raw...), 200).into(t, &v)
	if v.Verdict != "invalid" || v.Integrity != "changed" || len(v.Findings) == 0 {
		t.Errorf("changed: %+v", v)
	}
}

func TestWhatCannotBeCheckedIsRefused(t *testing.T) {
	w, p := checker(t)
	const pdf = "application/pdf"
	files := "/checks/files"
	many := strings.Repeat(`{"document_number":"1","name":"1","number":"1"},`, 101)
	for name, test := range map[string]struct {
		got    answer
		status int
		reason string
	}{
		"no PDF":             {p.ask(http.MethodPost, files, "GIF89a", "Content-Type", pdf), 422, "not_a_pdf"},
		"nothing":            {p.ask(http.MethodPost, files, "", "Content-Type", pdf), 422, "file_missing"},
		"a form of nothing":  {p.upload(files, "", nil), 422, "file_missing"},
		"a picture":          {p.ask(http.MethodPost, files, "GIF89a", "Content-Type", "image/gif"), 415, "body_not_json"},
		"too large":          {p.ask(http.MethodPost, files, strings.Repeat("x", 1<<20+1), "Content-Type", pdf), 422, "file_too_large"},
		"too large a form":   {p.upload(files, "x.pdf", []byte(strings.Repeat("x", 3<<20))), 422, "file_too_large"},
		"a file, no day":     {p.upload(files+"?at=1.5.2026", "x.pdf", []byte("%PDF-1.7")), 422, "day_malformed"},
		"a file, to come":    {p.upload(files+"?at="+w.Clock.Today().AddDays(1).String(), "x.pdf", []byte("%PDF-1.7")), 422, "day_to_come"},
		"an unknown code":    {p.ask(http.MethodGet, "/copies/0000-0000-0000-0", ""), 404, "copy_unknown"},
		"no code":            {p.ask(http.MethodGet, "/copies/x", ""), 404, "copy_unknown"},
		"a code, no day":     {p.ask(http.MethodGet, "/copies/x?at=x", ""), 422, "day_malformed"},
		"no question":        {p.ask(http.MethodPost, "/checks/data", `{"questions":[]}`), 422, "request_wrong"},
		"too many questions": {p.ask(http.MethodPost, "/checks/data", `{"questions":[`+many[:len(many)-1]+`]}`), 422, "request_wrong"},
	} {
		if test.got.status != test.status || test.got.reason() != test.reason {
			t.Errorf("%s: %d %s", name, test.got.status, test.got.body)
		}
	}
	w.Update(t, func(ctx context.Context, tx store.Tx) error {
		o, err := tx.Organisation(ctx, "one")
		o.DisabledAt = w.Clock.Now()
		if err == nil {
			err = tx.UpdateOrganisation(ctx, o)
		}
		return err
	})
	if got := p.ask(http.MethodGet, "/quota", ""); got.status != 403 || got.reason() != "organisation_disabled" {
		t.Errorf("locked out: %d %s", got.status, got.body)
	}
}

// Files and codes take look-ups as rows of a batch do, and are not answered
// without; what asks about nothing takes none.
func TestFilesAndCodesTakeLookUps(t *testing.T) {
	w, p := checker(t)
	c := w.Certificate(t)
	made := w.Apply(t, w.Holder(t, c.Holder), c)
	w.Seal(t)
	file, err := w.Blobs.Get(t.Context(), w.Copy(t, made.Code).Blob)
	if err != nil {
		t.Fatal(err)
	}
	limit := w.Policy().LookupsPerDay
	left := func() int {
		var quota api.Quota
		p.expect(p.ask(http.MethodGet, "/quota", ""), 200).into(t, &quota)
		return quota.Left
	}
	for _, test := range []struct {
		name   string
		ask    func() answer
		status int
		takes  int
	}{
		{"a file", func() answer { return p.upload("/checks/files", "x.pdf", file) }, 200, 1},
		{"a code", func() answer { return p.ask(http.MethodGet, "/copies/"+string(made.Code), "") }, 200, 1},
		{"an unknown code", func() answer { return p.ask(http.MethodGet, "/copies/"+string(cert.NewCode()), "") }, 404, 1},
		{"no code", func() answer { return p.ask(http.MethodGet, "/copies/x", "") }, 404, 0},
		{"no day", func() answer { return p.ask(http.MethodGet, "/copies/"+string(made.Code)+"?at=x", "") }, 422, 0},
		{"no PDF", func() answer { return p.upload("/checks/files", "x.pdf", []byte("GIF89a")) }, 422, 0},
	} {
		before := left()
		got := p.expect(test.ask(), test.status)
		if n := before - left(); n != test.takes {
			t.Errorf("%s takes %d", test.name, n)
		}
		if rate := got.header.Get("RateLimit"); test.status == 200 && !strings.HasPrefix(rate, fmt.Sprintf(`"lookups";r=%d;`, before-1)) {
			t.Errorf("%s: %q left of %d", test.name, rate, before)
		}
	}
	rest := left()
	w.Update(t, func(ctx context.Context, tx store.Tx) error {
		_, err := tx.TakeLookups(ctx, "one", w.Clock.Today(), rest, limit)
		return err
	})
	for name, got := range map[string]answer{
		"a file": p.upload("/checks/files", "x.pdf", file), "a code": p.ask(http.MethodGet, "/copies/"+string(made.Code), ""),
		"an unknown code": p.ask(http.MethodGet, "/copies/"+string(cert.NewCode()), ""),
	} {
		if got.status != http.StatusTooManyRequests || got.reason() != "lookups_used_up" || got.header.Get("Retry-After") == "" {
			t.Errorf("%s with none left: %d %s", name, got.status, got.body)
		}
	}
}
