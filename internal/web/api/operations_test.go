package api_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
	"yinxin.example/yinxin/internal/web/api"
)

func TestADeliveryGoesAsFarAsItsReviewer(t *testing.T) {
	w, p := begin(t)
	d := p.delivered("certificates-faulty.csv")
	if d.State != "checking" || d.FileName != "certificates-faulty.csv" || d.Progress.Of == 0 {
		t.Errorf("taken in as %+v", d)
	}
	if got := p.ask(http.MethodPost, "/deliveries/"+d.ID+"/submission", ""); got.status != http.StatusConflict || got.reason() != "delivery_state" {
		t.Errorf("submitted before it was checked: %d %s", got.status, got.body)
	}
	if got := p.ask(http.MethodGet, "/deliveries/"+d.ID+"/errors", ""); got.status != http.StatusConflict || got.reason() != "delivery_refused_none" {
		t.Errorf("its refused rows before it was checked: %d %s", got.status, got.body)
	}
	work(t, w)
	p.expect(p.ask(http.MethodGet, "/deliveries/"+d.ID, ""), 200).into(t, &d)
	if d.State != "checked" || d.Refused == 0 || d.Added == 0 || len(d.Faults) == 0 || len(d.Faults[0].Lines) == 0 {
		t.Errorf("checked: %+v", d)
	}
	rows := p.expect(p.ask(http.MethodGet, "/deliveries/"+d.ID+"/errors", ""), 200)
	if !strings.HasPrefix(rows.header.Get("Content-Type"), "text/csv") || len(rows.body) == 0 {
		t.Errorf("the refused rows: %v", rows.header)
	}
	p.expect(p.ask(http.MethodPost, "/deliveries/"+d.ID+"/submission", `{"publish_at":"2026-01-01T00:00:00+08:00"}`), 422)
	p.expect(p.ask(http.MethodPost, "/deliveries/"+d.ID+"/submission", `{"publish_at":"2027-01-01T00:00:00+08:00"}`), 200).into(t, &d)
	if d.State != "submitted" || d.PublishAt == nil {
		t.Errorf("submitted: %+v", d)
	}
	reviewer := store.Account{ID: "reviewer", Role: store.ReviewerRole, Authority: authority}
	if err := w.Intake.SendBack(t.Context(), reviewer, d.ID, "请核对"); err != nil {
		t.Fatal(err)
	}
	p.expect(p.ask(http.MethodPost, "/deliveries/"+d.ID+"/discard", ""), 200)
	work(t, w)
	p.expect(p.ask(http.MethodGet, "/deliveries/"+d.ID, ""), 200).into(t, &d)
	if d.State != "undone" || d.Answer != "请核对" {
		t.Errorf("discarded: %+v", d)
	}
}

func TestListsComeInPages(t *testing.T) {
	w, p := begin(t)
	for range 31 {
		p.expect(p.upload("/deliveries", "x.csv", sample(t, "certificates.csv")), http.StatusCreated)
	}
	seen := map[string]bool{}
	path := "/deliveries"
	for pages := 1; ; pages++ {
		var page api.Deliveries
		p.expect(p.ask(http.MethodGet, path, ""), 200).into(t, &page)
		for _, d := range page.Deliveries {
			seen[d.ID] = true
		}
		if page.NextCursor == "" {
			if len(seen) != 31 || pages != 2 {
				t.Errorf("%d deliveries on %d pages", len(seen), pages)
			}
			break
		}
		path = "/deliveries?cursor=" + page.NextCursor
		other := newProgram(t, w, p.h, "示例拍卖师协会", "deliveries:read")
		if got := other.ask(http.MethodGet, path, ""); got.status != 422 || got.reason() != "cursor_malformed" {
			t.Errorf("another authority's cursor: %d %s", got.status, got.body)
		}
		if got := p.ask(http.MethodGet, "/proposals?cursor="+page.NextCursor, ""); got.status != 422 {
			t.Errorf("another list's cursor: %d", got.status)
		}
	}
	for range 55 {
		w.Certificate(t, func(c *cert.Certificate) { c.State = cert.Revoked })
	}
	var first, second api.Certificates
	p.expect(p.ask(http.MethodPost, "/certificates/search", `{"state":"revoked"}`), 200).into(t, &first)
	p.expect(p.ask(http.MethodPost, "/certificates/search", `{"state":"revoked","cursor":"`+first.NextCursor+`"}`), 200).into(t, &second)
	if len(first.Certificates) != 50 || len(second.Certificates) != 5 || second.NextCursor != "" {
		t.Errorf("%d and %d certificates", len(first.Certificates), len(second.Certificates))
	}
}

func TestCertificatesAreFoundAndTheirNumbersHidden(t *testing.T) {
	w, p := begin(t)
	c := w.Certificate(t)
	holder := world.Person()
	for name, body := range map[string]string{
		"by number":   `{"number":"` + c.ManagementNumber + `"}`,
		"by document": `{"document_type":"` + string(holder.Document.Type) + `","document_number":"` + holder.Document.Number + `"}`,
		"by name":     `{"name":"` + holder.Name + `","birth_date":"` + holder.BirthDate.String() + `"}`,
	} {
		got := p.expect(p.ask(http.MethodPost, "/certificates/search", body), 200)
		if !strings.Contains(got.body, string(c.ID)) || strings.Contains(got.body, holder.Document.Number) || strings.Contains(got.body, holder.Mobile) {
			t.Errorf("%s: %s", name, got.body)
		}
	}
	for name, body := range map[string]string{
		"nothing": `{}`, "a name alone": `{"name":"林若溪"}`, "a wrong document": `{"document_type":"` + string(holder.Document.Type) + `","document_number":"119945198805178926"}`,
		"an unknown field": `{"119945198805178925":"x"}`, "a number for a text": `{"number":119945198805178925}`,
	} {
		got := p.expect(p.ask(http.MethodPost, "/certificates/search", body), 422)
		if strings.Contains(got.body, "1199451988") {
			t.Errorf("%s is repeated: %s", name, got.body)
		}
	}
	p.expect(p.ask(http.MethodGet, "/certificates/"+string(c.ID), ""), 200)
	p.expect(p.ask(http.MethodGet, "/certificates/"+string(c.ID)+"/history", ""), 200)
}

func TestAProposalWaitsForAPerson(t *testing.T) {
	w, p := begin(t)
	c := w.Certificate(t)
	var file api.Evidence
	p.expect(p.upload("/evidence", "决定.pdf", []byte("%PDF-1.7 x")), http.StatusCreated).into(t, &file)
	body := `{"kind":"revoke","public":"以不正当手段取得","legal_base":"第三十一号令第十条","evidence":["` + file.Evidence + `"]}`
	path := "/certificates/" + string(c.ID) + "/proposals"
	other := newProgram(t, w, p.h, authority, "changes:propose")
	if got := other.ask(http.MethodPost, path, body); got.status != 422 || got.reason() != "evidence_unknown" {
		t.Errorf("another key's evidence: %d %s", got.status, got.body)
	}
	var made api.Proposal
	p.expect(p.ask(http.MethodPost, path, body), http.StatusCreated).into(t, &made)
	if made.State != "open" || !made.Own || made.ProposedBy != "省平台" || len(made.Evidence) != 1 {
		t.Errorf("%+v", made)
	}
	if got := p.ask(http.MethodPost, path, body); got.status != http.StatusConflict || got.reason() != "proposal_open" {
		t.Errorf("twice: %d %s", got.status, got.body)
	}
	if got := other.ask(http.MethodPost, "/proposals/"+made.ID+"/withdrawal", ""); got.status != http.StatusForbidden {
		t.Errorf("another key withdraws: %d %s", got.status, got.body)
	}
	asCaller := store.Account{ID: "api:" + p.key.ID, Role: store.ReviewerRole, Authority: authority}
	if _, err := w.Approval.Approve(t.Context(), asCaller, made.ID); err == nil {
		t.Error("a key approves its own proposal")
	}
	p.expect(p.ask(http.MethodPost, "/proposals/"+made.ID+"/withdrawal", ""), 200).into(t, &made)
	if made.State != "withdrawn" {
		t.Errorf("%+v", made)
	}
	p.expect(p.ask(http.MethodPost, path, body), http.StatusCreated).into(t, &made)
	if _, err := w.Approval.Approve(t.Context(), store.Account{ID: "reviewer", Role: store.ReviewerRole, Authority: authority}, made.ID); err != nil {
		t.Fatal(err)
	}
	got := p.expect(p.ask(http.MethodGet, "/certificates/"+string(c.ID), ""), 200)
	if !strings.Contains(got.body, `"state":"revoked"`) {
		t.Errorf("after a person approved it: %s", got.body)
	}
	var page api.Proposals
	p.expect(p.ask(http.MethodGet, "/proposals?own=true&state=approved&kind=certificate.", ""), 200).into(t, &page)
	if len(page.Proposals) != 1 || page.Proposals[0].ID != made.ID {
		t.Errorf("%+v", page)
	}
	trail := p.expect(p.ask(http.MethodPost, "/audit/search", `{"action":"proposal.propose"}`), 200)
	if !strings.Contains(trail.body, `"actor":"api:`+p.key.ID+`","role":"api"`) {
		t.Errorf("the trail: %s", trail.body)
	}
}

func TestCatalogueSealsAndTrail(t *testing.T) {
	w, p := begin(t)
	var seals api.Seals
	p.expect(p.ask(http.MethodGet, "/seals", ""), 200).into(t, &seals)
	if len(seals.Seals) == 0 || len(seals.Seals[0].Scope) == 0 {
		t.Fatalf("%+v", seals)
	}
	p.expect(p.ask(http.MethodGet, "/seals/"+seals.Seals[0].ID, ""), 200)
	since := w.Clock.Now().Truncate(time.Second)
	w.Update(t, func(ctx context.Context, tx store.Tx) error {
		s, err := tx.Seal(ctx, seals.Seals[0].ID)
		s.Level, s.From, s.State, s.CompromisedAt = "b-lta", w.Clock.Today(), store.SealRetired, since
		return errors.Join(err, tx.UpdateSeal(ctx, s))
	})
	var lost api.Seal
	p.expect(p.ask(http.MethodGet, "/seals/"+seals.Seals[0].ID, ""), 200).into(t, &lost)
	if was := seals.Seals[0]; was.Level != "b-b" || was.Turn != "current" || was.From != "" || was.CompromisedAt != nil {
		t.Errorf("before: %+v", was)
	}
	if lost.Level != "b-lta" || lost.Turn != "" || lost.From != w.Clock.Today().String() || lost.CompromisedAt == nil || !lost.CompromisedAt.Equal(since) {
		t.Errorf("lost: %+v", lost)
	}
	p.expect(p.ask(http.MethodGet, "/seals/none", ""), 404)
	var versions api.CatalogueVersions
	p.expect(p.ask(http.MethodGet, "/catalogue/versions", ""), 200).into(t, &versions)
	file := p.expect(p.ask(http.MethodGet, "/catalogue/versions/1", ""), 200)
	if len(versions.Versions) != 1 || !strings.Contains(file.body, "注册城乡规划师") {
		t.Errorf("%+v %s", versions, file.body)
	}
	p.expect(p.ask(http.MethodGet, "/catalogue/versions/x", ""), 404)
	p.expect(p.ask(http.MethodGet, "/catalogue/versions/2", ""), 404)
	if got := p.ask(http.MethodPost, "/catalogue/proposals", `{"file":"nonsense","reason":"x"}`); got.status != 422 {
		t.Errorf("nonsense: %d %s", got.status, got.body)
	}
	lines := strings.Split(strings.TrimSpace(strings.TrimPrefix(file.body, "\ufeff")), "\r\n")
	shorter := strings.Join(lines[:len(lines)-1], `\r\n`)
	p.expect(p.ask(http.MethodPost, "/catalogue/proposals", `{"file":"`+shorter+`","reason":"停考"}`), http.StatusCreated)
	for _, body := range []string{"", `{"action":"proposal."}`} {
		got := p.expect(p.ask(http.MethodPost, "/audit/export", body), 200)
		if got.header.Get("Content-Type") != "application/jsonl" || !strings.Contains(got.body, "proposal.propose") {
			t.Errorf("%v %s", got.header, got.body)
		}
	}
	for _, body := range []string{`{"acton":"x"}`, `{"subject":"` + strings.Repeat("x", 201) + `"}`, `[]`} {
		p.expect(p.ask(http.MethodPost, "/audit/export", body), 422)
	}
	var key api.Key
	p.expect(p.ask(http.MethodGet, "/key", ""), 200).into(t, &key)
	if key.ID != p.key.ID || key.Authority != authority {
		t.Errorf("%+v", key)
	}
}
