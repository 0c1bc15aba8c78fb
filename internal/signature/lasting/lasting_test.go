package lasting_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/lasting"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/tsp"
)

func must[T any](v T, err error) func(testing.TB) T {
	return func(tb testing.TB) T {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
		return v
	}
}

func noon() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }

// newRoot is a root for clocks that ends after so many years.
func newRoot(tb testing.TB, k *key.Private, years int) *pki.Issuer {
	tb.Helper()
	return must(pki.NewRoot(tb.Context(), k, pki.RootParams{CommonName: "A Root", From: noon(), Until: noon().AddDate(years, 0, 0)}))(tb)
}

// token is one of a clock under the root, whose certificate is good for so many
// years; more stands in it behind that.
func token(tb testing.TB, root *pki.Issuer, algorithm cms.Algorithm, years int, more ...*x509.Certificate) []byte {
	tb.Helper()
	k := must(key.Generate(algorithm))(tb)
	own := must(pki.IssueClock(tb.Context(), root, k.Public(), pki.ClockParams{CommonName: "A Clock", From: noon(), Until: noon().AddDate(years, 0, 0)}))(tb)
	clock := must(tsp.NewAuthority(tsp.Params{
		Key: k, Chain: append([]*x509.Certificate{own}, more...), Policy: "1.2.3.4", Now: func() time.Time { return noon().Add(time.Hour) },
	}))(tb)
	digest := sha256.Sum256([]byte("a signature"))
	return must(clock.Stamp(context.WithoutCancel(tb.Context()), digest[:]))(tb).DER
}

// The first certificate to end decides, as far as the path is known.
func TestClockOf(t *testing.T) {
	t.Parallel()
	k := must(key.Generate(cms.P256))(t)
	long, short := newRoot(t, k, 30), newRoot(t, k, 3).Certificate // of one CA
	var clocks lasting.Clocks
	stranger := newRoot(t, must(key.Generate(cms.P256))(t), 1).Certificate
	for name, test := range map[string]struct {
		token  []byte
		others [][]byte
		want   lasting.Clock
	}{
		"its own certificate":            {token(t, long, cms.P256, 10), nil, lasting.Clock{Ends: noon().AddDate(10, 0, 0), Algorithm: "p256-sha256"}},
		"the root in the token":          {token(t, long, cms.P384, 10, short), nil, lasting.Clock{Ends: noon().AddDate(3, 0, 0), Algorithm: "p384-sha384"}},
		"the root in the store":          {token(t, long, cms.RSA2048, 10), [][]byte{short.Raw, stranger.Raw}, lasting.Clock{Ends: noon().AddDate(3, 0, 0), Algorithm: "rsa2048-sha256"}},
		"a root that outlives its clock": {token(t, long, cms.P256, 10, long.Certificate), nil, lasting.Clock{Ends: noon().AddDate(10, 0, 0), Algorithm: "p256-sha256"}},
	} {
		for what, of := range map[string]func([]byte, [][]byte) (lasting.Clock, error){"read": lasting.ClockOf, "read once": clocks.Of, "remembered": clocks.Of} {
			got, err := of(test.token, test.others)
			if err != nil || !got.Ends.Equal(test.want.Ends) || got.Algorithm != test.want.Algorithm {
				t.Errorf("%s, %s: %+v, %v; want %+v", name, what, got, err, test.want)
			}
		}
	}
	if _, err := lasting.ClockOf([]byte("no token"), nil); err == nil {
		t.Error("a token was read that is none")
	}
	if _, err := clocks.Of([]byte("no token"), nil); err == nil {
		t.Error("a token was remembered that is none")
	}
}

func TestOtherFilesAreRefused(t *testing.T) {
	t.Parallel()
	for name, file := range map[string][]byte{
		"nothing":   nil,
		"no PDF":    []byte("hello"),
		"not whole": bytes.Repeat([]byte("%PDF-1.7\n"), 9),
		"unsigned": []byte("%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\nxref\n0 2\n0000000000 65535 f \n0000000009 00000 n \n" +
			"trailer\n<< /Size 2 /Root 1 0 R >>\nstartxref\n45\n%%EOF\n"),
	} {
		if p, err := lasting.Read(t.Context(), file); fault.ReasonOf(err) != "copy_not_extendable" {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
	}
}

func BenchmarkClockOf(b *testing.B) {
	root := newRoot(b, must(key.Generate(cms.P256))(b), 20)
	der := token(b, root, cms.P256, 10, root.Certificate)
	others := [][]byte{root.Certificate.Raw}
	var clocks lasting.Clocks
	b.ReportAllocs()
	for b.Loop() {
		if _, err := clocks.Of(der, others); err != nil {
			b.Fatal(err)
		}
	}
}
