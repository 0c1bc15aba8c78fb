package tsp_test

import (
	"context"
	"crypto"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"errors"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/tsp"
	"yinxin.example/yinxin/internal/signature/tspread"
	"yinxin.example/yinxin/internal/testenv"
)

const policy = "2.25.340282366920938463463374607431768211455.1" // arcs wider than a machine word

func must[T any](v T, err error) func(testing.TB) T {
	return func(tb testing.TB) T {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
		return v
	}
}

// newAuthority makes an authority under a root of its own, of the machine's
// time, which is what openssl goes by.
func newAuthority(tb testing.TB, alg cms.Algorithm) (*tsp.Authority, *x509.Certificate) {
	tb.Helper()
	from := time.Now().Add(-time.Hour).Truncate(time.Second)
	root := must(pki.NewRoot(tb.Context(), must(key.Generate(cms.P256))(tb), pki.RootParams{CommonName: "A Root", From: from, Until: from.AddDate(10, 0, 0)}))(tb)
	k := must(key.Generate(alg))(tb)
	own := must(pki.IssueClock(tb.Context(), root, k.Public(), pki.ClockParams{CommonName: "A Clock", Organization: "Clocks", From: from, Until: from.AddDate(5, 0, 0)}))(tb)
	a := must(tsp.NewAuthority(tsp.Params{Key: k, Chain: []*x509.Certificate{own}, Policy: policy, Now: time.Now}))(tb)
	return a, root.Certificate
}

func TestStampIsWhatWasAskedFor(t *testing.T) {
	t.Parallel()
	for _, alg := range cms.Algorithms() {
		t.Run(alg.String(), func(t *testing.T) {
			t.Parallel()
			a, root := newAuthority(t, alg)
			digest := sha256.Sum256([]byte("a signature"))
			token := must(a.Stamp(t.Context(), digest[:]))(t)
			read := must(tspread.ParseToken(token.DER))(t)
			if err := read.Answers(tspread.Wanted{Hash: crypto.SHA256, Digest: digest[:], Policy: policy}); err != nil {
				t.Error(err)
			}
			if path := must(tspread.NewRoots([]*x509.Certificate{root}).Check(read))(t); len(path) != 2 {
				t.Errorf("path of %d certificates", len(path))
			}
			if !read.Time.Equal(token.Time) || read.Accuracy != time.Second || token.Accuracy != time.Second || time.Since(read.Time) > time.Minute {
				t.Errorf("time %s ± %s, token says %s ± %s", read.Time, read.Accuracy, token.Time, token.Accuracy)
			}
			if len(token.DER) > tsp.MaxTokenLen {
				t.Errorf("%d bytes", len(token.DER))
			}
		})
	}
}

func TestSerialNumbersAreUnique(t *testing.T) {
	t.Parallel()
	a, _ := newAuthority(t, cms.P256)
	digest := make([]byte, tsp.DigestLen)
	seen := map[string]bool{}
	for range 200 {
		read := must(tspread.ParseToken(must(a.Stamp(t.Context(), digest))(t).DER))(t)
		if read.Serial.Sign() <= 0 || seen[read.Serial.String()] {
			t.Fatalf("serial number %s", read.Serial)
		}
		seen[read.Serial.String()] = true
	}
}

func TestRespond(t *testing.T) {
	t.Parallel()
	a, root := newAuthority(t, cms.P256)
	long := sha512.Sum512([]byte("x"))
	for name, q := range map[string]tspread.Query{
		"everything":      {Hash: crypto.SHA512, Digest: long[:], Policy: policy, Nonce: new(big.Int).Lsh(big.NewInt(1), 63), Certificates: true},
		"no policy":       {Hash: crypto.SHA384, Digest: long[:48], Nonce: big.NewInt(0), Certificates: true},
		"neither nonce":   {Hash: crypto.SHA256, Digest: long[:32], Certificates: true},
		"no certificates": {Hash: crypto.SHA256, Digest: long[:32], Nonce: big.NewInt(5)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			token := must(tspread.ParseResponse(must(a.Respond(t.Context(), q))(t)))(t)
			read := must(tspread.ParseToken(token))(t)
			if err := read.Answers(tspread.Wanted{Hash: q.Hash, Digest: q.Digest, Policy: q.Policy, Nonce: q.Nonce}); err != nil {
				t.Error(err)
			}
			_, err := tspread.NewRoots([]*x509.Certificate{root}).Check(read)
			if (err == nil) != q.Certificates {
				t.Errorf("checked: %v", err)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	a, _ := newAuthority(t, cms.P256)
	for name, tc := range map[string]struct {
		answer []byte
		want   int
	}{
		"policy":    {must(a.Respond(t.Context(), tspread.Query{Hash: crypto.SHA256, Digest: make([]byte, 32), Policy: "1.2.3"}))(t), tspread.UnacceptedPolicy},
		"algorithm": {must(tsp.RefuseUnread(tspread.ErrAlgorithm))(t), tspread.BadAlg},
		"extension": {must(tsp.RefuseUnread(tspread.ErrExtension))(t), tspread.UnacceptedExtension},
		"malformed": {must(tsp.RefuseUnread(tspread.ErrMalformed))(t), tspread.BadDataFormat},
		"failure":   {must(tsp.Refuse(tspread.SystemFailure))(t), tspread.SystemFailure},
	} {
		_, err := tspread.ParseResponse(tc.answer)
		var refused *tspread.RefusedError
		if !errors.As(err, &refused) || refused.Failure != tc.want || refused.Status != tspread.Rejection {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAuthoritiesThatMayNotStamp(t *testing.T) {
	t.Parallel()
	from := time.Now().Add(-time.Hour).Truncate(time.Second)
	root := must(pki.NewRoot(t.Context(), must(key.Generate(cms.P256))(t), pki.RootParams{CommonName: "A Root", From: from, Until: from.AddDate(10, 0, 0)}))(t)
	k, other := must(key.Generate(cms.P256))(t), must(key.Generate(cms.P256))(t)
	clock := must(pki.IssueClock(t.Context(), root, k.Public(), pki.ClockParams{CommonName: "A Clock", From: from, Until: from.AddDate(1, 0, 0)}))(t)
	seal := must(pki.IssueSeal(t.Context(), root, k.Public(), pki.SealParams{Authority: "A Seal", From: from, Until: from.AddDate(1, 0, 0)}))(t)
	for want, p := range map[fault.Reason]tsp.Params{
		"chain_unusable": {Key: k, Chain: []*x509.Certificate{seal}, Policy: policy, Now: time.Now},
		"key_mismatch":   {Key: other, Chain: []*x509.Certificate{clock}, Policy: policy, Now: time.Now},
	} {
		if _, err := tsp.NewAuthority(p); fault.ReasonOf(err) != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	a := must(tsp.NewAuthority(tsp.Params{Key: k, Chain: []*x509.Certificate{clock}, Policy: policy, Now: time.Now}))(t)
	if _, err := a.Stamp(t.Context(), make([]byte, 20)); fault.ReasonOf(err) != "digest_length" {
		t.Error(err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := a.Stamp(gone, make([]byte, 32)); err == nil {
		t.Error("stamped though told to stop")
	}
}

// openssl asks, our authority answers, openssl verifies.
func TestOpenSSLVerifies(t *testing.T) {
	t.Parallel()
	tool := testenv.Tool(t, "openssl")
	for _, alg := range []cms.Algorithm{cms.P256, cms.P384, cms.RSA2048} {
		t.Run(alg.String(), func(t *testing.T) {
			t.Parallel()
			a, root := newAuthority(t, alg)
			dir := t.TempDir()
			path := func(name string) string { return filepath.Join(dir, name) }
			write := func(name string, data []byte) {
				if err := os.WriteFile(path(name), data, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			run := func(arguments ...string) string {
				out, err := exec.CommandContext(t.Context(), tool, arguments...).CombinedOutput()
				if err != nil {
					t.Fatalf("openssl %v: %v\n%s", arguments, err, out)
				}
				return string(out)
			}
			write("data", []byte("some bytes"))
			write("root.pem", pki.EncodeCertificates(root))
			run("ts", "-query", "-data", path("data"), "-sha256", "-cert", "-out", path("query"))
			q := must(tspread.ParseQuery(must(os.ReadFile(path("query")))(t)))(t)
			write("response", must(a.Respond(t.Context(), q))(t))
			run("ts", "-verify", "-queryfile", path("query"), "-in", path("response"), "-CAfile", path("root.pem"))
			if said := run("ts", "-reply", "-in", path("response"), "-text"); !strings.Contains(said, "Accuracy: 0x01 seconds") {
				t.Errorf("openssl reads %s", said)
			}
			// and the other way: our query, read by openssl
			digest := sha256.Sum256([]byte("some bytes"))
			write("ours", must(tsp.Query(digest[:], must(tsp.NewNonce())(t), policy))(t))
			if said := run("ts", "-query", "-in", path("ours"), "-text"); !strings.Contains(said, "Certificate required: yes") || !strings.Contains(said, "Hash Algorithm: sha256") {
				t.Errorf("openssl reads %s", said)
			}
		})
	}
}
