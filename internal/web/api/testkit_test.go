package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"yinxin.example/yinxin/internal/apikeys"
	"yinxin.example/yinxin/internal/checking"
	"yinxin.example/yinxin/internal/locale"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv"
	"yinxin.example/yinxin/internal/testenv/world"
	"yinxin.example/yinxin/internal/web/api"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/verify"
)

const authority = "示例人事考试中心"

// program is a program of an authority, with its key.
type program struct {
	t     *testing.T
	h     http.Handler
	key   store.APIKey
	token string
}

// answer is what a program is answered.
type answer struct {
	status int
	header http.Header
	body   string
}

// problem is the reason of a refusal.
func (a answer) reason() string {
	var p api.Problem
	_ = json.Unmarshal([]byte(a.body), &p) // what is no problem has no reason
	return p.Reason
}

func (a answer) into(t *testing.T, v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(a.body), v); err != nil {
		t.Fatalf("%d %s: %v", a.status, a.body, err)
	}
}

// handler is the interface over a world.
func handler(t *testing.T, w *world.World) http.Handler {
	t.Helper()
	texts, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	trust, err := verify.LoadTrust(w.Trust())
	if err != nil {
		t.Fatal(err)
	}
	checks := &checking.Service{Store: w.Store, Blobs: w.Blobs, Now: w.Clock.Now, Trust: func() *verify.Trust { return trust }}
	w.Batches.Checks = checks
	mux := http.NewServeMux()
	(&api.API{
		Responder: &respond.Responder{Log: slog.New(slog.DiscardHandler), Now: w.Clock.Now},
		Texts:     texts, Keys: w.Keys, Intake: w.Intake, Issuing: w.Issuing, Approval: w.Approval,
		Custody: w.Custody, Catalogue: w.Catalogue, Trail: w.Trail, Watching: w.Watching, Cipher: w.Vault,
		Checking: checks, Lookup: &checking.Lookup{Store: w.Store, Policy: w.Policy(), Now: w.Clock.Now}, History: w.History, MaxUpload: 1 << 20, Batches: w.Batches,
	}).Routes(mux)
	return mux
}

// begin gives a world and a program of the authority with every scope.
func begin(t *testing.T) (*world.World, *program) {
	t.Helper()
	w := world.Found(t)
	return w, newProgram(t, w, handler(t, w), authority, apikeys.Scopes()...)
}

func newProgram(t *testing.T, w *world.World, h http.Handler, of string, scopes ...apikeys.Scope) *program {
	t.Helper()
	k, token, err := w.Keys.Make(t.Context(), apikeys.NewKey{
		Name: "省平台", Scopes: scopes, LastDay: w.Clock.Today().AddDays(30),
		By: store.Account{ID: "administrator", Role: store.AdministratorRole, Authority: of},
	})
	if err != nil {
		t.Fatal(err)
	}
	return &program{t, h, k, token}
}

// newChecker gives a program of an organisation of its own.
func newChecker(t *testing.T, w *world.World, h http.Handler, id string, scopes ...apikeys.Scope) *program {
	t.Helper()
	now := w.Clock.Now()
	w.Update(t, func(ctx context.Context, tx store.Tx) error {
		if _, err := tx.Organisation(ctx, id); err == nil {
			return nil
		}
		return tx.AddOrganisation(ctx, store.Organisation{ID: id, Name: "示例招聘公司" + id, Number: "91110000" + id, ConfirmedAt: now, CreatedAt: now})
	})
	k, token, err := w.Keys.Make(t.Context(), apikeys.NewKey{
		Name: "招聘系统", Scopes: scopes, LastDay: w.Clock.Today().AddDays(30),
		By: store.Account{ID: "verifier", Role: store.VerifierRole, Organisation: id},
	})
	if err != nil {
		t.Fatal(err)
	}
	return &program{t, h, k, token}
}

// ask sends a request; headers are pairs.
func (p *program) ask(method, path, body string, headers ...string) answer {
	p.t.Helper()
	r := httptest.NewRequestWithContext(p.t.Context(), method, api.Prefix+path, bytes.NewReader([]byte(body)))
	if p.token != "" {
		r.Header.Set("Authorization", "Bearer "+p.token)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	p.h.ServeHTTP(w, r)
	return answer{w.Code, w.Header(), w.Body.String()}
}

// expect fails unless the answer has the status.
func (p *program) expect(a answer, status int) answer {
	p.t.Helper()
	if a.status != status {
		p.t.Fatalf("%d, want %d: %s", a.status, status, a.body)
	}
	return a
}

// upload sends a file in a form.
func (p *program) upload(path, name string, content []byte, headers ...string) answer {
	p.t.Helper()
	return p.uploads(path, []string{name}, [][]byte{content}, headers...)
}

// uploads sends files in a form.
func (p *program) uploads(path string, names []string, contents [][]byte, headers ...string) answer {
	p.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i, name := range names {
		part, err := form.CreateFormFile("file", name)
		if err != nil {
			p.t.Fatal(err)
		}
		if _, err := part.Write(contents[i]); err != nil {
			p.t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		p.t.Fatal(err)
	}
	return p.ask(http.MethodPost, path, body.String(), append([]string{"Content-Type", form.FormDataContentType()}, headers...)...)
}

// sample is a file of the samples.
func sample(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(testenv.Root(t), "internal", "delivery", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return content
}
