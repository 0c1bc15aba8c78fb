package api

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"

	"yinxin.example/yinxin/internal/apikeys"
	"yinxin.example/yinxin/internal/fault"
)

// answerOf is what kept answers are sealed for, each caller's for itself: they
// may tell of persons.
const answerOf = "api/answer/"

// once does a request that was given a name unless it was done before; then it
// is answered as it was. Only what succeeded is kept: what failed did nothing,
// and may be sent again.
func (a *API) once(w http.ResponseWriter, r *http.Request, c call, name string, next http.Handler) {
	const op = "api.once"
	if name == "" || len(name) > maxName || bytes.ContainsFunc([]byte(name), func(b rune) bool { return b <= ' ' || b > '~' }) {
		a.write(w, r, a.failed(r, fault.New(op, fault.Invalid, "idempotency_key_malformed").With("limit", maxName)))
		return
	}
	kept, err := a.Keys.Begin(r.Context(), c.Caller, name, func() ([]byte, error) {
		switch { // that of an upload is read without keeping it
		case *c.digest != nil:
			return *c.digest, nil
		case c.files:
			return a.filesDigest(w, r)
		}
		return uploadDigest(w, r)
	})
	switch {
	case err != nil:
		a.write(w, r, a.failed(r, err))
		return
	case kept != nil:
		// Those kept by an earlier version are not sealed.
		if plain, err := a.Cipher.Open(answerOf+c.ID(), kept.Body); err == nil {
			kept.Body = plain
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set(replayedHeader, "true")
		w.WriteHeader(kept.Status)
		_, _ = w.Write(kept.Body) // a reader that went away needs no answer
		return
	}
	answer := &keptAnswer{ResponseWriter: w, status: http.StatusOK}
	settled := false
	settle := func(f func(ctx context.Context) error) {
		settled = true
		if err := f(context.WithoutCancel(r.Context())); err != nil {
			a.Log.ErrorContext(r.Context(), "answer not kept", slog.Any("error", err))
		}
	}
	forget := func(ctx context.Context) error { return a.Keys.Forget(ctx, c.Caller, name) }
	defer func() {
		if !settled { // the operation panicked
			settle(forget)
		}
	}()
	next.ServeHTTP(answer, r)
	if answer.status >= http.StatusMultipleChoices {
		settle(forget)
	} else {
		settle(func(ctx context.Context) error {
			return a.Keys.Finish(ctx, c.Caller, name, *c.digest, apikeys.Answer{Status: answer.status, Body: a.Cipher.Seal(answerOf+c.ID(), answer.body.Bytes())})
		})
	}
	answer.send()
}

// keptAnswer holds an answer back until it is kept: a caller that has it can
// rely on getting it again.
type keptAnswer struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

// WriteHeader implements http.ResponseWriter.
func (k *keptAnswer) WriteHeader(status int) { k.status = status }

// Write implements http.ResponseWriter.
func (k *keptAnswer) Write(b []byte) (int, error) { return k.body.Write(b) }

// Unwrap lets http.ResponseController reach the writer below.
func (k *keptAnswer) Unwrap() http.ResponseWriter { return k.ResponseWriter }

func (k *keptAnswer) send() {
	k.ResponseWriter.WriteHeader(k.status)
	_, _ = io.Copy(k.ResponseWriter, &k.body) // a reader that went away needs no answer
}
