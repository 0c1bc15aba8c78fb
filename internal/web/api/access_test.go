package api_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/apikeys"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv/world"
	"yinxin.example/yinxin/internal/web/api"
)

// described is an operation as the description has it.
type described struct {
	method, path string
	scope        apikeys.Scope
	upload       bool
}

func operations(t *testing.T) (all []described) {
	t.Helper()
	text, err := api.Describe()
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Paths map[string]map[string]struct {
			Security    []map[string][]apikeys.Scope
			RequestBody struct{ Content map[string]any }
		}
	}
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	for path, methods := range document.Paths {
		for method, op := range methods {
			one := described{method: strings.ToUpper(method), path: strings.TrimPrefix(path, api.Prefix)}
			if scopes := op.Security[0]["key"]; len(scopes) == 1 {
				one.scope = scopes[0]
			}
			_, one.upload = op.RequestBody.Content["multipart/form-data"]
			all = append(all, one)
		}
	}
	if len(all) < 20 {
		t.Fatalf("%d operations", len(all))
	}
	return all
}

// body is one that an operation takes.
func (d described) body() string {
	switch {
	case strings.HasSuffix(d.path, "/certificates/{id}/proposals"):
		return `{"kind":"suspend","public":"核查"}`
	case d.path == "/catalogue/proposals":
		return `{"file":"x","reason":"x"}`
	case d.path == "/certificates/search":
		return `{"state":"revoked"}`
	case strings.HasPrefix(d.path, "/audit/"):
		return `{}`
	case d.path == "/checks/data":
		return `{"questions":[{"document_number":"119945198805178925","name":"林若溪","number":"1"}]}`
	}
	return ""
}

func (p *program) try(d described, id string) answer {
	p.t.Helper()
	path := strings.NewReplacer("{id}", id, "{number}", "999", "{code}", id).Replace(d.path)
	if d.upload {
		return p.upload(path, "x.pdf", []byte("%PDF-1.7"))
	}
	return p.ask(d.method, path, d.body())
}

// Every operation, by whom it must not let in.
func TestEveryOperationIsGuarded(t *testing.T) {
	w, all := begin(t)
	expired := newProgram(t, w, all.h, authority, apikeys.Scopes()...)
	revoked := newProgram(t, w, all.h, authority, apikeys.Scopes()...)
	if err := w.Keys.Revoke(t.Context(), store.Account{ID: "administrator", Authority: authority}, revoked.key.ID); err != nil {
		t.Fatal(err)
	}
	nobody, guesser := *all, *all
	nobody.token, guesser.token = "", "yinxin_"+strings.Repeat("a", 52)
	now := w.Clock.Now()
	for _, op := range operations(t) {
		var others []apikeys.Scope
		for _, scope := range apikeys.Scopes() {
			if scope != op.scope {
				others = append(others, scope)
			}
		}
		narrow := newProgram(t, w, all.h, authority, others...)
		ofOthers := all // a key that may all that others' keys may
		if slices.Contains(apikeys.OrganisationScopes(), op.scope) {
			other := apikeys.Watch
			if op.scope == apikeys.Watch {
				other = apikeys.Check
			}
			narrow = newChecker(t, w, all.h, "narrow", other)
		} else {
			ofOthers = newChecker(t, w, all.h, "wide", apikeys.OrganisationScopes()...)
		}
		for name, test := range map[string]struct {
			p      *program
			at     time.Time
			status int
			reason string
		}{
			"no key":      {&nobody, now, 401, "key_missing"},
			"unknown key": {&guesser, now, 401, "key_unknown"},
			"revoked key": {revoked, now, 401, "key_revoked"},
			"expired key": {expired, expired.key.ExpiresAt, 401, "key_expired"},
			"wrong scope": {narrow, now, 403, "scope_needed"},
			"wrong owner": {ofOthers, now, 403, "scope_needed"},
		} {
			if op.scope == "" && strings.HasPrefix(name, "wrong") {
				continue
			}
			w.Clock.Set(test.at)
			got := test.p.try(op, "none")
			if got.status != test.status || got.reason() != test.reason || got.header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("%s %s, %s: %d %s", op.method, op.path, name, got.status, got.body)
			}
			if got.status == 401 && !strings.HasPrefix(got.header.Get("WWW-Authenticate"), "Bearer") {
				t.Errorf("%s: no challenge", name)
			}
		}
		w.Clock.Set(now)
	}
}

// What belongs to another authority is not there, whatever is asked of it.
func TestAnotherAuthoritysIsNotThere(t *testing.T) {
	w, own := begin(t)
	stranger := newProgram(t, w, own.h, "示例拍卖师协会", apikeys.Scopes()...)
	c := w.Certificate(t, func(c *cert.Certificate) { c.State = cert.Revoked })
	delivered := own.delivered("certificates.csv")
	proposed := own.proposed(string(w.Certificate(t).ID))
	ids := map[string]string{
		"/deliveries/{id}": delivered.ID, "/certificates/{id}": string(c.ID), "/proposals/{id}": proposed.ID, "/seals/{id}": "demo-seal-1",
	}
	for _, op := range operations(t) {
		for prefix, id := range ids {
			if !strings.HasPrefix(op.path, prefix) {
				continue
			}
			if got := stranger.try(op, id); got.status != http.StatusNotFound {
				t.Errorf("%s %s: %d %s", op.method, op.path, got.status, got.body)
			}
		}
	}
	for path, body := range map[string]string{
		"/deliveries": "", "/proposals": "", "/certificates/search": `{"number":"` + c.ManagementNumber + `"}`, "/audit/search": `{"subject":"` + delivered.ID + `"}`,
	} {
		method := http.MethodGet
		if body != "" {
			method = http.MethodPost
		}
		if got := stranger.expect(stranger.ask(method, path, body), 200); strings.Contains(got.body, delivered.ID) || strings.Contains(got.body, string(c.ID)) || strings.Contains(got.body, proposed.ID) {
			t.Errorf("%s: %s", path, got.body)
		}
	}
	if got := stranger.upload("/deliveries?batch="+delivered.ID, "x.csv", sample(t, "certificates.csv")); got.status != http.StatusNotFound {
		t.Errorf("rows for another authority's batch: %d", got.status)
	}
}

// delivered delivers a sample and has it checked.
func (p *program) delivered(name string) api.Delivery {
	p.t.Helper()
	var d api.Delivery
	p.expect(p.upload("/deliveries", name, sample(p.t, name)), http.StatusCreated).into(p.t, &d)
	return d
}

func (p *program) proposed(certificate string) api.Proposal {
	p.t.Helper()
	var made api.Proposal
	body := `{"kind":"revoke","public":"以不正当手段取得","legal_base":"第三十一号令第十条"}`
	p.expect(p.ask(http.MethodPost, "/certificates/"+certificate+"/proposals", body), http.StatusCreated).into(p.t, &made)
	return made
}

func work(t *testing.T, w *world.World) {
	t.Helper()
	if err := w.Intake.Work(t.Context()); err != nil {
		t.Fatal(err)
	}
}
