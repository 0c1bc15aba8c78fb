// Package respond is how handlers answer: a page, a redirect, or a failure
// with its reason, always in the reader's language and with the page's frame
// filled in.
package respond

import (
	"bytes"
	"cmp"
	"log/slog"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"yinxin.example/yinxin/internal/captcha"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/view"
)

// Responder writes answers. It is safe for concurrent use.
type Responder struct {
	View    *view.Renderer
	Phones  []view.Telephone // printed on every page
	Demo    bool             // this installation is a demonstration
	Secure  bool             // served over https: cookies are Secure
	Proxies []netip.Prefix   // our own proxies, whose X-Forwarded-For is believed
	Captcha *captcha.Service
	Log     *slog.Logger
	Now     func() time.Time

	buffers sync.Pool // of *bytes.Buffer, for pages
}

// Handler answers a request; the error it returns is answered by Fail.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Handle makes an http.Handler of h.
func (p *Responder) Handle(h Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			p.Fail(w, r, err)
		}
	})
}

// Chrome returns the frame of the page for this request.
func (p *Responder) Chrome(r *http.Request) view.Chrome {
	c := view.Chrome{Path: r.URL.RequestURI(), Phones: p.Phones, Demo: p.Demo}
	if a, ok := Visitor(r.Context()); ok {
		c.Name, c.SignedIn = cmp.Or(a.Name, a.Username), true
		c.Staff, c.Checker = a.Role.Staff(), a.Role == store.VerifierRole
	} else if a, ok := Arriving(r.Context()); ok {
		c.Name = cmp.Or(a.Account.Name, a.Account.Username)
	}
	return c
}

// Page writes a page. Pages of people who are signed in are never cached.
func (p *Responder) Page(w http.ResponseWriter, r *http.Request, status int, page view.Page) error {
	b := p.buffer()
	defer p.done(b)
	if err := p.View.Render(b, Language(r), page); err != nil {
		return fault.Wrap("respond.Page", err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	h.Set("Content-Language", string(Language(r)))
	h.Add("Vary", "Accept-Language, Cookie")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-store")
	}
	w.WriteHeader(status)
	_, err := b.WriteTo(w)
	if err != nil {
		p.Log.DebugContext(r.Context(), "reader went away", slog.Any("error", err))
	}
	return nil
}

// maxKept bounds the buffers kept for the next page, in bytes.
const maxKept = 64 << 10

func (p *Responder) buffer() *bytes.Buffer {
	if b, ok := p.buffers.Get().(*bytes.Buffer); ok {
		return b
	}
	return new(bytes.Buffer)
}

func (p *Responder) done(b *bytes.Buffer) {
	if b.Cap() <= maxKept {
		b.Reset()
		p.buffers.Put(b)
	}
}

// Refused writes a form again with its problems: 422, or 429 when it was one
// try too many.
func (p *Responder) Refused(w http.ResponseWriter, r *http.Request, err error, page func(view.Problems) view.Page) error {
	status := http.StatusUnprocessableEntity
	switch fault.KindOf(err) {
	case fault.Throttled:
		status = http.StatusTooManyRequests
		w.Header().Set("Retry-After", seconds(retryAfter(err)))
	case fault.Invalid, fault.Exhausted, fault.Denied, fault.Conflict:
	default:
		return err
	}
	return p.Page(w, r, status, page(view.ProblemsOf(err)))
}

// SeeOther sends the reader on by GET (303).
func SeeOther(w http.ResponseWriter, r *http.Request, path string) error {
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}

// LocalPath returns path when it is one on this site, else fallback: a next
// parameter must not lead elsewhere.
func LocalPath(path, fallback string) string {
	if len(path) < 1 || path[0] != '/' || len(path) > 1 && (path[1] == '/' || path[1] == '\\') {
		return fallback
	}
	for _, c := range []byte(path) {
		if c < 0x20 || c == 0x7f || c == '\\' {
			return fallback
		}
	}
	return path
}
