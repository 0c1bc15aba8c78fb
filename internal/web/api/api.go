// Package api is the JSON interface under /api/v1: for an authority's own
// programs what its staff do at the console, but for what a second person
// approves; for those of organisations that check what they do at /check. Every operation asks for an API key with a scope; what it does is
// the same use case that the console calls. openapi.json describes it
// (OpenAPI 3.1) and is made from the code.
package api

import (
	"context"
	_ "embed"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"yinxin.example/yinxin/internal/apikeys"
	"yinxin.example/yinxin/internal/approval"
	"yinxin.example/yinxin/internal/auditing"
	"yinxin.example/yinxin/internal/batches"
	"yinxin.example/yinxin/internal/catalogue"
	"yinxin.example/yinxin/internal/checking"
	"yinxin.example/yinxin/internal/intake"
	"yinxin.example/yinxin/internal/issuing"
	"yinxin.example/yinxin/internal/locale"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/watching"
	"yinxin.example/yinxin/internal/web/respond"
)

//go:generate go run ./genopenapi

//go:embed openapi.json
var description []byte

// Prefix is where the interface lies.
const Prefix = "/api/v1"

// API is what the interface needs. Its fields do not change once it serves.
type API struct {
	*respond.Responder
	Texts     *locale.Catalog
	Keys      *apikeys.Service
	Intake    *intake.Service
	Issuing   *issuing.Service
	Approval  *approval.Service
	Custody   *seals.Custody
	Catalogue *catalogue.Register
	Trail     *auditing.Service
	Checking  *checking.Service
	Lookup    *checking.Lookup
	History   *checking.History
	MaxUpload int64 // bytes of a file to be checked
	Batches   *batches.Service
	Watching  *watching.Service
	Cipher    Cipher
}

// Cipher seals what a caller carries from one request to the next, so that it
// is opaque and cannot be made up.
type Cipher interface {
	Seal(purpose string, plain []byte) []byte
	Open(purpose string, sealed []byte) ([]byte, error)
}

// Routes adds the interface to the mux: its operations, its description, and an
// answer in its own form for whatever else is asked of it.
func (a *API) Routes(mux *http.ServeMux) {
	a.register(mux)
	mux.HandleFunc("GET "+Prefix+"/openapi.json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/openapi+json")
		_, _ = w.Write(description) // a reader that went away needs no answer
	})
	mux.Handle(everythingElse, a.elsewhere(mux))
}

const everythingElse = "/api/"

// elsewhere answers what is no operation: 405 where another method is one.
func (a *API) elsewhere(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		allowed := allowedMethods(mux, r)
		if len(allowed) == 0 {
			a.write(w, r, a.problem(r, http.StatusNotFound, "page_not_found", nil))
			return
		}
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		a.write(w, r, a.problem(r, http.StatusMethodNotAllowed, "method_not_allowed", nil))
	})
}

// allowedMethods are those of the operation at the address. Where one is named
// in full, as /certificates/search is, an ID of that name is not meant.
func allowedMethods(mux *http.ServeMux, r *http.Request) []string {
	var named, matched []string
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		asked := r.Clone(r.Context())
		asked.Method = method
		switch _, pattern := mux.Handler(asked); pattern {
		case everythingElse:
		case method + " " + r.URL.Path:
			named = append(named, method)
		default:
			matched = append(matched, method)
		}
	}
	if len(named) > 0 {
		return named
	}
	return matched
}

// routes collects the operations as they are registered.
type routes struct {
	*API
	mux   *http.ServeMux
	huma  huma.API
	rules map[string]rule // by pattern
}

// register adds every operation to the mux.
func (a *API) register(mux *http.ServeMux) *routes {
	r := &routes{API: a, mux: mux, rules: map[string]rule{}}
	config := huma.Config{
		OpenAPI:       document(),
		Formats:       map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat},
		DefaultFormat: "application/json",
		Transformers:  []huma.Transformer{a.inOurForm},
	}
	config.RejectUnknownQueryParameters = true
	r.huma = humago.New(guarded{r}, config)
	r.self()
	r.deliveries()
	r.certificates()
	r.changes()
	r.catalogue()
	r.seals()
	r.proposals()
	r.trail()
	r.checksByData()
	r.checksByFile()
	r.copies()
	r.quota()
	r.batches()
	r.watches()
	r.webhooks()
	return r
}

// guarded is the mux as huma sees it: nothing is registered without its rule.
type guarded struct{ r *routes }

// HandleFunc implements humago.Mux.
func (g guarded) HandleFunc(pattern string, handler func(http.ResponseWriter, *http.Request)) {
	g.r.handle(pattern, http.HandlerFunc(handler))
}

// ServeHTTP implements humago.Mux.
func (g guarded) ServeHTTP(w http.ResponseWriter, r *http.Request) { g.r.mux.ServeHTTP(w, r) }

func (r *routes) handle(pattern string, h http.Handler) {
	r.mux.Handle(pattern, r.guard(r.rules[pattern], h))
}

// operation is what describes and guards one operation.
type operation struct {
	method, path string
	id           string // operationId
	tag          string
	summary      string
	about        string
	rule         rule
}

func (o operation) pattern() string { return o.method + " " + Prefix + o.path }

// add registers an operation that takes and gives JSON.
func add[I, O any](r *routes, o operation, handle func(ctx context.Context, c apikeys.Caller, in *I) (*O, error)) {
	r.rules[o.pattern()] = o.rule
	huma.Register(r.huma, r.described(o), func(ctx context.Context, in *I) (*O, error) {
		c := callOf(ctx)
		out, err := handle(ctx, c.Caller, in)
		if err != nil {
			return nil, r.failed(c.request.WithContext(ctx), err)
		}
		return out, nil
	})
}

// plain registers an operation that reads or writes files, which is described
// by edit.
func (r *routes) plain(o operation, edit func(op *huma.Operation), handle func(w http.ResponseWriter, q *http.Request, c apikeys.Caller) error) {
	r.rules[o.pattern()] = o.rule
	op := r.described(o)
	edit(&op)
	r.huma.OpenAPI().AddOperation(&op)
	r.handle(o.pattern(), http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if err := handle(w, q, callOf(q.Context()).Caller); err != nil {
			r.write(w, q, r.failed(q, err))
		}
	}))
}

// writeJSON answers an operation on files.
func (a *API) writeJSON(w http.ResponseWriter, status int, body any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(append(text, '\n')) // a reader that went away needs no answer
	return nil
}

// instant is nil for the zero time, which JSON then leaves out.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
