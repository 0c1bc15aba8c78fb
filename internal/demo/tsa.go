package demo

import (
	"context"
	"crypto/x509"
	"net/http"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/statement"
	"yinxin.example/yinxin/internal/signature/tsp"
	"yinxin.example/yinxin/internal/timestamps"
)

const (
	tsaPath  = "/demo/tsa"
	tsaName  = "印信演示时间戳"
	tsaYears = 10
)

// TSA is the demo's own timestamp authority, under the demo's root: it stamps in
// this process, and answers those who post queries to it. Its tokens are made
// under the policy that marks a demonstration.
type TSA struct {
	*tsp.Authority

	handler http.Handler
}

// OpenTSA readies the authority of the demo in the app's folder, making its key
// where it has none yet, and has the pipeline stamped by it.
func OpenTSA(ctx context.Context, a *app.App) (*TSA, error) {
	chain, err := a.TSA().Chain()
	if fault.ReasonOf(err) == "tsa_missing" {
		chain, err = makeTSA(ctx, a)
	}
	if err != nil {
		return nil, err
	}
	authority, err := a.TSA().Open(ctx, statement.DemoPolicy)
	if err != nil {
		return nil, err
	}
	if a.Revocation != nil { // so that it answers for this one, too
		if err := a.Revocation.Note(ctx, chain[0]); err != nil {
			return nil, err
		}
	}
	if a.Pipeline != nil {
		a.Pipeline.Stamps = authority
	}
	return &TSA{authority, &timestamps.Handler{Authority: authority, Log: a.Log}}, nil
}

// Pattern is the route that queries are posted to.
func (t *TSA) Pattern() string { return "POST " + tsaPath }

// ServeHTTP implements http.Handler.
func (t *TSA) ServeHTTP(w http.ResponseWriter, r *http.Request) { t.handler.ServeHTTP(w, r) }

func makeTSA(ctx context.Context, a *app.App) ([]*x509.Certificate, error) {
	root, err := mainRoot().load(a)
	if err != nil {
		return nil, err
	}
	private, err := key.Generate(cms.P256)
	if err != nil {
		return nil, err
	}
	from := root.Certificate.NotBefore
	crl, _, _ := a.IssuerAddresses(root.Key.Algorithm())
	own, err := pki.IssueClock(ctx, root, private.Public(), pki.ClockParams{
		CommonName: tsaName, Organization: "印信演示", CRLURL: crl, From: from, Until: from.AddDate(tsaYears, 0, 0),
	})
	if err != nil {
		return nil, err
	}
	chain := []*x509.Certificate{own, root.Certificate}
	return chain, a.TSA().Install(ctx, private, chain)
}
