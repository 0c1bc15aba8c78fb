package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io"
	"mime"
	"net/http"
	"strings"

	"yinxin.example/yinxin/internal/apikeys"
	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
)

const (
	// maxJSON bounds a body of JSON, in bytes.
	maxJSON = 256 << 10
	// idempotencyHeader names a request that creates something
	// (draft-ietf-httpapi-idempotency-key-header).
	idempotencyHeader = "Idempotency-Key"
	// replayedHeader marks an answer that was given before.
	replayedHeader = "Idempotency-Replayed"
	maxName        = 64 // characters of an Idempotency-Key
)

// rule is what a request must bring to reach its operation.
type rule struct {
	scope   apikeys.Scope // "" for any key
	open    bool          // the rule was given; without it nobody passes
	creates bool          // it may be named by an Idempotency-Key
	answers bool          // it creates nothing that has an address: 200
	upload  bool          // the body is a file that the operation reads itself
	files   bool          // the upload is of any number of files
	maxBody int64         // bytes of JSON; 0 for maxJSON
}

func reads(scope apikeys.Scope) rule   { return rule{scope: scope, open: true} }
func creates(scope apikeys.Scope) rule { return rule{scope: scope, open: true, creates: true} }

// takes is the rule of what takes something from the caller to answer: sent
// again under its name, it is answered again and takes nothing.
func takes(scope apikeys.Scope) rule {
	return rule{scope: scope, open: true, creates: true, answers: true}
}

// call is a request that passed its guard.
type call struct {
	apikeys.Caller
	request *http.Request
	files   bool
	digest  *[]byte // of an upload, set by its operation once the file is read
}

type callKey struct{}

func callOf(ctx context.Context) call {
	c, _ := ctx.Value(callKey{}).(call)
	return c
}

// guard lets a request through whose key has the scope, with a body that is
// bounded; a request that creates something is done once.
func (a *API) guard(need rule, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		r = r.WithContext(audit.WithOrigin(r.Context(), a.Client(r)))
		c, err := a.admit(r, need)
		if err != nil {
			a.write(w, r, a.failed(r, err))
			return
		}
		r = r.WithContext(audit.WithActor(r.Context(), audit.Actor{ID: c.ID(), Role: apikeys.Role, Authority: c.Key.Authority}))
		var digest []byte
		if !need.upload {
			if digest, err = takeBody(w, r, need); err != nil {
				a.write(w, r, a.failed(r, err))
				return
			}
		}
		call := call{Caller: c, files: need.files, digest: &digest}
		call.request = r
		r = r.WithContext(context.WithValue(r.Context(), callKey{}, call))
		if names := r.Header.Values(idempotencyHeader); len(names) > 0 && need.creates {
			a.once(w, r, call, strings.Join(names, ", "), next) // two names are none
			return
		}
		next.ServeHTTP(w, r)
	})
}

// admit says who calls, where that caller may.
func (a *API) admit(r *http.Request, need rule) (apikeys.Caller, error) {
	const op = "api.admit"
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		token = ""
	}
	c, err := a.Keys.Authenticate(r.Context(), strings.TrimSpace(token))
	switch {
	case err != nil:
		return c, fault.Wrap(op, err)
	case !need.open || need.scope != "" && !c.May(need.scope):
		return c, fault.New(op, fault.Denied, "scope_needed").With("scope", string(need.scope))
	}
	return c, nil
}

// takeBody reads a body of JSON into memory, within its bounds, and returns the
// digest of the whole request.
func takeBody(w http.ResponseWriter, r *http.Request, need rule) ([]byte, error) {
	const op = "api.takeBody"
	limit := need.maxBody
	if limit == 0 {
		limit = maxJSON
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if err != nil {
		return nil, err
	}
	if len(body) > 0 {
		if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/json" {
			return nil, errMediaType
		}
		if err := checkJSON(body); err != nil {
			return nil, fault.Wrap(op, err)
		}
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	sum := sha256.New()
	_, _ = io.WriteString(sum, r.Method+" "+r.URL.RequestURI()+"\n") // a hash takes every byte
	_, _ = sum.Write(body)
	return sum.Sum(nil), nil
}
