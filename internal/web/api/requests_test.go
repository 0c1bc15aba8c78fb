package api_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/apikeys"
	"yinxin.example/yinxin/internal/store"
)

const nameOf = "Idempotency-Key"

func TestARequestSentTwiceIsDoneOnce(t *testing.T) {
	w, p := begin(t)
	c := w.Certificate(t)
	path, body := "/certificates/"+string(c.ID)+"/proposals", `{"kind":"suspend","public":"核查"}`
	first := p.expect(p.ask(http.MethodPost, path, body, nameOf, "a-1"), http.StatusCreated)
	again := p.expect(p.ask(http.MethodPost, path, body, nameOf, "a-1"), http.StatusCreated)
	if again.body != first.body || again.header.Get("Idempotency-Replayed") != "true" || first.header.Get("Idempotency-Replayed") != "" {
		t.Errorf("answered %s, then %s", first.body, again.body)
	}
	if got := p.ask(http.MethodPost, path, `{"kind":"suspend","public":"核实"}`, nameOf, "a-1"); got.status != http.StatusConflict || got.reason() != "request_differs" {
		t.Errorf("another body: %d %s", got.status, got.body)
	}
	other := newProgram(t, w, p.h, authority, apikeys.ProposeChanges)
	if got := other.ask(http.MethodPost, path, body, nameOf, "a-1"); got.reason() != "proposal_open" {
		t.Errorf("another key's request of that name: %d %s", got.status, got.body)
	}
	for _, bad := range []string{"", strings.Repeat("x", 65), "with blank", "汉"} {
		if got := p.ask(http.MethodPost, path, body, nameOf, bad); got.status != 422 || got.reason() != "idempotency_key_malformed" {
			t.Errorf("%q: %d %s", bad, got.status, got.body)
		}
	}
	// What failed was not done, and can be sent again under its name.
	bad := `{"kind":"revoke","public":"核查"}`
	p.expect(p.ask(http.MethodPost, path, bad, nameOf, "b-1"), 422)
	p.expect(p.ask(http.MethodPost, path, bad, nameOf, "b-1"), 422)

	w.Clock.Set(w.Clock.Now().Add(25 * time.Hour))
	if got := p.ask(http.MethodPost, path, body, nameOf, "a-1"); got.reason() != "proposal_open" {
		t.Errorf("a day later: %d %s", got.status, got.body)
	}
}

func TestAnUploadSentTwiceIsOneDelivery(t *testing.T) {
	w, p := begin(t)
	content := sample(t, "certificates.csv")
	first := p.expect(p.upload("/deliveries", "x.csv", content, nameOf, "d-1"), http.StatusCreated)
	again := p.expect(p.upload("/deliveries", "x.csv", content, nameOf, "d-1"), http.StatusCreated) // with other boundaries
	if again.body != first.body {
		t.Errorf("answered %s, then %s", first.body, again.body)
	}
	if got := p.upload("/deliveries", "x.csv", content[:len(content)-1], nameOf, "d-1"); got.reason() != "request_differs" {
		t.Errorf("another file: %d %s", got.status, got.body)
	}
	if got := p.upload("/deliveries", "y.csv", content, nameOf, "d-1"); got.reason() != "request_differs" {
		t.Errorf("another name: %d %s", got.status, got.body)
	}
	all, _, err := w.Intake.List(t.Context(), authority, "")
	if err != nil || len(all) != 1 {
		t.Errorf("%d deliveries, %v", len(all), err)
	}
}

func TestTenAtOnceAreOne(t *testing.T) {
	w, p := begin(t)
	content := sample(t, "certificates.csv")
	var together sync.WaitGroup
	answers := make(chan answer, 10)
	for range 10 {
		together.Go(func() { answers <- p.upload("/deliveries", "x.csv", content, nameOf, "d-1") })
	}
	together.Wait()
	close(answers)
	made := 0
	for got := range answers {
		switch {
		case got.status == http.StatusCreated:
			made++
		case got.reason() != "request_under_way":
			t.Errorf("%d %s", got.status, got.body)
		}
	}
	all, _, err := w.Intake.List(t.Context(), authority, "")
	if err != nil || len(all) != 1 || made == 0 {
		t.Errorf("%d deliveries, %d told so, %v", len(all), made, err)
	}
}

func TestRequestsAreBounded(t *testing.T) {
	w, p := begin(t)
	search := "/certificates/search"
	for name, test := range map[string]struct {
		got    answer
		status int
		reason string
	}{
		"no JSON":             {p.ask(http.MethodPost, search, `{"number":`), 400, "body_not_json"},
		"two values":          {p.ask(http.MethodPost, search, `{} {}`), 400, "body_not_json"},
		"broken UTF-8":        {p.ask(http.MethodPost, search, "{\"number\":\"\xff\"}"), 400, "body_not_json"},
		"a NUL":               {p.ask(http.MethodPost, search, `{"number":"\u0000"}`), 422, "body_text_lossy"},
		"half a surrogate":    {p.ask(http.MethodPost, search, `{"number":"\ud842"}`), 422, "body_text_lossy"},
		"the text of a NUL":   {p.ask(http.MethodPost, search, `{"number":"\\u0000"}`), 200, ""},
		"a null":              {p.ask(http.MethodPost, search, `{"number":null,"state":"revoked"}`), 422, "body_null"},
		"nothing but null":    {p.ask(http.MethodPost, "/audit/export", `null`), 422, "body_null"},
		"a form":              {p.ask(http.MethodPost, search, "number=1", "Content-Type", "application/x-www-form-urlencoded"), 415, "body_not_json"},
		"JSON for a file":     {p.ask(http.MethodPost, "/deliveries", "{}"), 415, "body_not_json"},
		"deep":                {p.ask(http.MethodPost, search, strings.Repeat("[", 17)+strings.Repeat("]", 17)), 422, "body_too_deep"},
		"large":               {p.ask(http.MethodPost, search, `{"number":"`+strings.Repeat("1", 300<<10)+`"}`), 413, "body_too_large"},
		"long":                {p.ask(http.MethodPost, search, `{"number":"`+strings.Repeat("1", 65)+`"}`), 422, "request_wrong"},
		"an unknown field":    {p.ask(http.MethodPost, search, `{"nummer":"1"}`), 422, "request_wrong"},
		"an unknown query":    {p.ask(http.MethodGet, "/seals?x=1", ""), 422, "request_wrong"},
		"a state of no kind":  {p.ask(http.MethodGet, "/proposals?state=none", ""), 422, "request_wrong"},
		"no file":             {p.upload("/deliveries", "", nil), 422, "file_missing"},
		"an empty file":       {p.upload("/deliveries", "x.csv", nil), 422, "file_missing"},
		"large evidence":      {p.upload("/evidence", "x.pdf", []byte("%PDF-"+strings.Repeat("x", 10<<20))), 422, "evidence_too_large"},
		"a program":           {p.upload("/evidence", "x.exe", []byte("MZ")), 422, "evidence_unreadable"},
		"another method":      {p.ask(http.MethodDelete, "/seals", ""), 405, "method_not_allowed"},
		"an unknown address":  {p.ask(http.MethodGet, "/certificates", ""), 404, "page_not_found"},
		"a number in English": {p.ask(http.MethodGet, "/certificates/none", "", "Accept-Language", "en"), 404, "not_found"},
	} {
		if test.got.status != test.status || test.got.reason() != test.reason {
			t.Errorf("%s: %d %s", name, test.got.status, test.got.body)
		}
	}
	for path, allowed := range map[string]string{search: "POST", "/certificates/none": "GET", "/proposals": "GET", "/deliveries": "GET, POST"} {
		if got := p.ask(http.MethodOptions, path, ""); got.status != 405 || got.header.Get("Allow") != allowed {
			t.Errorf("%s allows %q, want %q", path, got.header.Get("Allow"), allowed)
		}
	}
	english := p.ask(http.MethodGet, "/certificates/none", "", "Accept-Language", "en")
	chinese := p.ask(http.MethodGet, "/certificates/none", "", "Accept-Language", "zh-CN")
	if !strings.Contains(english.body, "not found") || !strings.Contains(chinese.body, "没有找到") {
		t.Errorf("%s %s", english.body, chinese.body)
	}
	w.Keys.Rate = apikeys.Rate{Burst: 1, Every: time.Minute}
	other := newProgram(t, w, p.h, authority, apikeys.ReadSeals)
	other.expect(other.ask(http.MethodGet, "/seals", ""), 200)
	if got := other.ask(http.MethodGet, "/seals", ""); got.status != 429 || got.header.Get("Retry-After") == "" {
		t.Errorf("too many: %d %v", got.status, got.header)
	}
}

// Nothing of the interface approves: every operation is asked for by a key that
// may do everything, and what waits for a person still waits.
func TestNoKeyApproves(t *testing.T) {
	w, p := begin(t)
	p.delivered("certificates.csv")
	work(t, w)
	made := p.proposed(string(w.Certificate(t).ID))
	for _, op := range operations(t) {
		if !strings.Contains(op.path, "withdrawal") {
			p.try(op, made.ID)
		}
	}
	got, err := w.Approval.Find(t.Context(), authority, made.ID)
	if err != nil || got.State != store.ProposalOpen {
		t.Errorf("%+v, %v", got, err)
	}
}
