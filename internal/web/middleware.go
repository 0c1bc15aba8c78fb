package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/telemetry"
	"yinxin.example/yinxin/internal/web/respond"
)

type middleware func(http.Handler) http.Handler

// chain wraps h so that the first middleware is the outermost.
func chain(h http.Handler, all ...middleware) http.Handler {
	for i := len(all) - 1; i >= 0; i-- {
		h = all[i](h)
	}
	return h
}

const (
	// maxFormBytes bounds every request body; routes that take files set their
	// own, larger bound.
	maxFormBytes = 64 << 10
	// maxUpload bounds what staff and organisations send with files, whatever the
	// route.
	maxUpload = 1 << 30
)

// limitBodies reads forms, so that one too large is refused as that and not as
// one with empty fields.
func (s *Site) limitBodies(next http.Handler) http.Handler {
	return s.Respond.Handle(func(w http.ResponseWriter, r *http.Request) error {
		if !takesFiles(r) {
			r.Body = http.MaxBytesReader(w, r.Body, maxFormBytes)
			var tooLarge *http.MaxBytesError
			if err := r.ParseForm(); errors.As(err, &tooLarge) {
				return err
			}
		}
		next.ServeHTTP(w, r)
		return nil
	})
}

func takesFiles(r *http.Request) bool {
	withFiles := strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") &&
		(strings.HasPrefix(r.URL.Path, "/console/") || strings.HasPrefix(r.URL.Path, "/verify/records/") || strings.HasPrefix(r.URL.Path, "/check/") || r.URL.Path == "/corrections/new")
	return r.Method == http.MethodPost && (r.URL.Path == "/verify" || withFiles)
}

// secureHeaders keeps pages from being framed, sniffed or scripted by others.
func secureHeaders(next http.Handler) http.Handler {
	all := http.Header{}
	for name, value := range map[string]string{
		"Content-Security-Policy":    "default-src 'none'; style-src 'self'; script-src 'self'; worker-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
		"X-Content-Type-Options":     "nosniff",
		"X-Frame-Options":            "DENY",
		"Referrer-Policy":            "same-origin",
		"Cross-Origin-Opener-Policy": "same-origin",
		"Permissions-Policy":         "camera=(), microphone=(), geolocation=()",
	} {
		all.Set(name, value)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		maps.Copy(w.Header(), all)
		next.ServeHTTP(w, r)
	})
}

// refuseCrossOrigin refuses browser posts that come from other sites, by the
// headers browsers send; programs send none and pass.
func (s *Site) refuseCrossOrigin(next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(s.Respond.Handle(func(http.ResponseWriter, *http.Request) error {
		return fault.New("web.refuseCrossOrigin", fault.Denied, "cross_origin")
	}))
	return guard.Handler(next)
}

// knowVisitor finds out who is signed in, or on the way in, and tells the audit
// trail that and from where. A session that is not (or no longer) good is no
// visitor; a store that does not answer is an error.
func (s *Site) knowVisitor(next http.Handler) http.Handler {
	return s.Respond.Handle(func(w http.ResponseWriter, r *http.Request) error {
		r = r.WithContext(signin.WithUserAgent(audit.WithOrigin(r.Context(), s.Respond.Client(r)), r.UserAgent()))
		token := respond.SessionToken(r)
		if token == "" {
			next.ServeHTTP(w, r)
			return nil
		}
		a, step, err := s.Access.SignIn.Authenticate(r.Context(), token)
		switch {
		case err == nil:
			ctx := audit.WithActor(r.Context(), audit.Actor{ID: a.ID, Role: string(a.Role), Authority: a.Authority})
			if step == signin.SignedIn {
				ctx = respond.WithVisitor(ctx, a)
			} else {
				ctx = respond.WithArrival(ctx, respond.Arrival{Account: a, Step: step})
			}
			r = r.WithContext(respond.WithFormToken(ctx, token))
		case !fault.Is(err, fault.Denied) && !fault.Is(err, fault.NotFound):
			return err
		}
		next.ServeHTTP(w, r)
		return nil
	})
}

// recoverPanics answers a handler's panic as an unexpected failure.
func (s *Site) recoverPanics(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			cause := recover()
			if cause == nil {
				return
			}
			if cause == http.ErrAbortHandler { //nolint:errorlint // net/http compares it so
				panic(cause)
			}
			s.Respond.Log.ErrorContext(r.Context(), "panic", slog.String("stack", string(debug.Stack())))
			fail := s.Respond.Fail
			if ofProgram(r) {
				fail = s.API.Fail
			}
			fail(w, r, &fault.Error{Op: "web.recoverPanics", Err: fmt.Errorf("panic: %v", cause)})
		}()
		next.ServeHTTP(w, r)
	})
}

// observe gives the request its reference number, counts it and logs it. The
// log has the route's pattern, never the path: a path can hold a code.
func (s *Site) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		route := new(string)
		ctx := telemetry.WithRequestID(r.Context(), telemetry.NewRequestID())
		r = r.WithContext(context.WithValue(ctx, routeKey{}, route))
		recorder := &statusRecorder{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(recorder, r)
		took := time.Since(began)
		s.Metrics.Request(*route, recorder.status, took)
		s.Respond.Log.InfoContext(r.Context(), "request",
			slog.String("method", r.Method), slog.String("route", *route),
			slog.Int("status", recorder.status), slog.Duration("took", took))
	})
}

type routeKey struct{}

// noteRoute tells observe which pattern served the request: the mux writes it
// into the request that reaches it, which is a later copy than observe's.
func noteRoute(mux http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if route, ok := r.Context().Value(routeKey{}).(*string); ok {
				*route = r.Pattern
			}
		}()
		mux.ServeHTTP(w, r)
	})
}

type statusRecorder struct {
	http.ResponseWriter
	status int
}

func (w *statusRecorder) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the writer below.
func (w *statusRecorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }
