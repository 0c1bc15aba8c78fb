// Package status serves what readers of X.509 certificates fetch from the
// addresses in them: OCSP answers, revocation lists and issuers' certificates.
package status

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/revocation"
	"yinxin.example/yinxin/internal/signature/ocsp"
)

// Where things are, under the installation's public address. What is signed
// names them: they never move.
const (
	OCSPPath = "/ocsp" // for every issuer

	ListPath   = "/crl/seals.crl"
	IssuerPath = "/crl/root.cer"

	SM2ListPath   = "/crl/sm2-seals.crl"
	SM2IssuerPath = "/crl/sm2-root.cer"
)

const (
	typeRequest  = "application/ocsp-request"
	typeResponse = "application/ocsp-response"

	// keepFor is how long caches may go on giving out what was fetched: a
	// revocation is known everywhere so soon after.
	keepFor = 10 * time.Minute
)

// Pages serve the addresses of the issuers; without one there is nothing there.
type Pages struct {
	Revocation *revocation.Service // nil where this installation issues nothing
	SM2        *revocation.Service // of an issuer with a key of SM2; nil without one
	Now        func() time.Time
}

// Routes registers the addresses.
func (p *Pages) Routes(mux *http.ServeMux) {
	answers := p.Revocation != nil || p.SM2 != nil
	for pattern, route := range map[string]struct {
		there bool
		serve http.HandlerFunc
	}{
		"POST " + OCSPPath:               {answers, p.post},
		"GET " + OCSPPath + "/{request}": {answers, p.get},
		"GET " + ListPath:                {p.Revocation != nil, p.list(p.Revocation)},
		"GET " + IssuerPath:              {p.Revocation != nil, p.issuer(p.Revocation)},
		"GET " + SM2ListPath:             {p.SM2 != nil, p.list(p.SM2)},
		"GET " + SM2IssuerPath:           {p.SM2 != nil, p.issuer(p.SM2)},
	} {
		if !route.there {
			route.serve = http.NotFound
		}
		mux.HandleFunc(pattern, route.serve)
	}
}

// Whole has a request in base64 in an address be one part of it, whatever
// slashes its sender left in it (RFC 6960, A.1): a router would take two that
// follow one another for one.
func Whole(r *http.Request) *http.Request {
	request, ok := strings.CutPrefix(r.URL.Path, OCSPPath+"/")
	if !ok || !strings.Contains(request, "/") {
		return r
	}
	address, whole := *r.URL, *r
	address.RawPath = OCSPPath + "/" + url.PathEscape(request)
	whole.URL = &address
	return &whole
}

// Is reports whether a path is served here.
func Is(path string) bool {
	return path == OCSPPath || strings.HasPrefix(path, OCSPPath+"/") ||
		slices.Contains([]string{ListPath, IssuerPath, SM2ListPath, SM2IssuerPath}, path)
}

func (p *Pages) post(w http.ResponseWriter, r *http.Request) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != typeRequest {
		http.Error(w, "post "+typeRequest, http.StatusUnsupportedMediaType)
		return
	}
	request, err := io.ReadAll(io.LimitReader(r.Body, ocsp.MaxRequest+1))
	if err != nil {
		http.Error(w, "the request broke off", http.StatusBadRequest)
		return
	}
	p.answer(r.Context(), w, r, request)
}

func (p *Pages) get(w http.ResponseWriter, r *http.Request) {
	request, err := base64.StdEncoding.DecodeString(r.PathValue("request"))
	if err != nil {
		request = nil // answered as malformed
	}
	p.answer(r.Context(), w, r, request)
}

func (p *Pages) answer(ctx context.Context, w http.ResponseWriter, r *http.Request, request []byte) {
	a := revocation.Respond(ctx, request, p.Revocation, p.SM2)
	w.Header().Set("Content-Type", typeResponse)
	if a.Shared && r.Method != http.MethodPost {
		p.give(w, r, a.DER, sha256.Sum256(a.DER), a.This, a.Next)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Length", strconv.Itoa(len(a.DER)))
	_, _ = w.Write(a.DER) // the reader may have gone away
}

// list gives an issuer's list in DER (RFC 5280, 4.2.1.13).
func (p *Pages) list(of *revocation.Service) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		l, err := of.List(r.Context())
		if err != nil {
			http.Error(w, "no list", http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("Content-Type", "application/pkix-crl")
		p.give(w, r, l.DER, l.Sum, l.MadeAt, l.Next)
	}
}

// issuer gives an issuer's certificate in DER (RFC 5280, 4.2.2.1).
func (p *Pages) issuer(of *revocation.Service) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c := of.Certificate()
		w.Header().Set("Content-Type", "application/pkix-cert")
		p.give(w, r, c.Raw, sha256.Sum256(c.Raw), c.NotBefore, c.NotAfter)
	}
}

// give answers with what everyone gets until next (RFC 5019, 6.2), or that the
// reader has it; sum is of the bytes.
func (p *Pages) give(w http.ResponseWriter, r *http.Request, der []byte, sum [sha256.Size]byte, made, next time.Time) {
	tag := `"` + hex.EncodeToString(sum[:16]) + `"`
	age := max(0, min(keepFor, next.Sub(p.Now())))
	h := w.Header()
	h.Set("Cache-Control", "max-age="+strconv.Itoa(int(age/time.Second))+", public, no-transform, must-revalidate")
	h.Set("ETag", tag)
	h.Set("Last-Modified", made.UTC().Format(http.TimeFormat))
	h.Set("Expires", next.UTC().Format(http.TimeFormat))
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(der)))
	_, _ = w.Write(der) // the reader may have gone away
}
