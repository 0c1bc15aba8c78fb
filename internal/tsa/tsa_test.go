package tsa_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/tspread"
	"yinxin.example/yinxin/internal/signature/x509cert"
	"yinxin.example/yinxin/internal/tsa"
)

const policy = "1.2.3.4.5"

func must[T any](v T, err error) func(testing.TB) T {
	return func(tb testing.TB) T {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
		return v
	}
}

func today() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }

// plain is a vault that marks what it wraps and hides nothing.
type plain struct{}

func (plain) Wrap(purpose string, secret []byte) []byte {
	return append([]byte(purpose+"\n"), secret...)
}

func (plain) Unwrap(purpose string, wrapped []byte) ([]byte, error) {
	secret, ok := bytes.CutPrefix(wrapped, []byte(purpose+"\n"))
	if !ok {
		return nil, errors.New("wrapped for another purpose")
	}
	return bytes.Clone(secret), nil
}

func newOffice(t *testing.T) tsa.Office {
	t.Helper()
	return tsa.Office{Folder: t.TempDir(), Vault: plain{}, Now: today}
}

func newRoot(t *testing.T, algorithm key.Algorithm) *pki.Issuer {
	t.Helper()
	return must(pki.NewRoot(t.Context(), must(key.Generate(algorithm))(t), pki.RootParams{
		CommonName: "A Root", From: today().AddDate(-1, 0, 0), Until: today().AddDate(9, 0, 0),
	}))(t)
}

// certify is what a CA does with a request.
func certify(t *testing.T, root *pki.Issuer, request []byte, from, until time.Time) []byte {
	t.Helper()
	read := must(x509cert.ParseRequest(request))(t)
	own := must(pki.IssueClock(t.Context(), root, read.PublicKey, pki.ClockParams{CommonName: read.Subject.CommonName, From: from, Until: until}))(t)
	return pki.EncodeCertificates(own, root.Certificate)
}

func thisYear(t *testing.T, root *pki.Issuer, request []byte) []byte {
	t.Helper()
	return certify(t, root, request, today().AddDate(0, 0, -1), today().AddDate(1, 0, 0))
}

func TestFromRequestToToken(t *testing.T) {
	t.Parallel()
	for _, algorithm := range cms.Algorithms() {
		t.Run(algorithm.String(), func(t *testing.T) {
			t.Parallel()
			o, root := newOffice(t), newRoot(t, algorithm)
			if _, err := o.Open(t.Context(), policy); fault.ReasonOf(err) != "tsa_missing" {
				t.Errorf("opened before it was made: %v", err)
			}
			request := must(o.Create(t.Context(), algorithm, "Our Clock", "An Authority"))(t)
			if _, err := o.Chain(); fault.ReasonOf(err) != "tsa_missing" {
				t.Errorf("in use before it was certified: %v", err)
			}
			own := must(o.Activate(t.Context(), thisYear(t, root, request)))(t)
			if own.Subject.CommonName != "Our Clock" {
				t.Error(own.Subject)
			}
			digest := sha256.Sum256([]byte("a signature"))
			made := must(must(o.Open(t.Context(), policy))(t).Stamp(t.Context(), digest[:]))(t)
			token := must(tspread.ParseToken(made.DER))(t)
			if err := token.Answers(tspread.Wanted{Hash: crypto.SHA256, Digest: digest[:], Policy: policy}); err != nil {
				t.Error(err)
			}
			path := must(tspread.NewRoots([]*x509.Certificate{root.Certificate}).Check(token))(t)
			if !path[0].Equal(own) || !made.Time.Equal(today()) {
				t.Errorf("made by %s at %s", path[0].Subject, made.Time)
			}
		})
	}
}

// The request asks for what a client demands: timestamps alone, critically.
func TestRequestAsksForTimestampsAlone(t *testing.T) {
	t.Parallel()
	request := must(x509.ParseCertificateRequest(must(newOffice(t).Create(t.Context(), cms.P256, "Our Clock", "An Authority"))(t)))(t)
	if err := request.CheckSignature(); err != nil {
		t.Error(err)
	}
	asked := map[string]bool{}
	for _, e := range request.Extensions {
		asked[e.Id.String()] = e.Critical
	}
	if !asked["2.5.29.37"] || !asked["2.5.29.15"] || request.Subject.Organization[0] != "An Authority" {
		t.Errorf("%v, %s", asked, request.Subject)
	}
}

func TestChainsThatAreRefused(t *testing.T) {
	t.Parallel()
	o, root, stranger := newOffice(t), newRoot(t, cms.P256), newRoot(t, cms.P256)
	first := must(o.Create(t.Context(), cms.P256, "Our Clock", ""))(t)
	good := thisYear(t, root, first)
	must(o.Activate(t.Context(), good))(t)
	request := must(o.Create(t.Context(), cms.P256, "Our next Clock", ""))(t)
	public := must(x509cert.ParseRequest(request))(t).PublicKey
	seal := must(pki.IssueSeal(t.Context(), root, public, pki.SealParams{Authority: "An Authority", From: today().AddDate(0, 0, -1), Until: today().AddDate(1, 0, 0)}))(t)
	other := must(newOffice(t).Create(t.Context(), cms.P256, "Another's", ""))(t)
	next := thisYear(t, root, request)
	own := must(pki.ParseCertificates(next))(t)[0]
	for name, tc := range map[string]struct {
		chain  []byte
		reason fault.Reason
	}{
		"no PEM":              {[]byte("hello"), "pem_malformed"},
		"of another key":      {thisYear(t, root, other), "chain_key_mismatch"},
		"a seal's":            {pki.EncodeCertificates(seal, root.Certificate), "chain_unusable"},
		"another root":        {pki.EncodeCertificates(own, stranger.Certificate), "chain_unusable"},
		"no root":             {pki.EncodeCertificates(own), "chain_unusable"},
		"root first":          {pki.EncodeCertificates(root.Certificate, own), "chain_key_mismatch"},
		"ended":               {certify(t, root, request, today().AddDate(0, -2, 0), today().AddDate(0, -1, 0)), "chain_not_valid"},
		"not begun":           {certify(t, root, request, today().AddDate(0, 1, 0), today().AddDate(0, 2, 0)), "chain_not_valid"},
		"too much for tokens": {append(bytes.Clone(next), bytes.Repeat(pki.EncodeCertificates(root.Certificate), 20)...), "tsa_too_large"},
	} {
		_, err := o.Activate(t.Context(), tc.chain)
		if fault.ReasonOf(err) != tc.reason {
			t.Errorf("%s: %v, want %s", name, err, tc.reason)
		}
		var f *fault.Error
		if errors.As(err, &f) && f.Field != "chain" {
			t.Errorf("%s: at field %q", name, f.Field)
		}
		if in := must(o.Chain())(t); !bytes.Equal(pki.EncodeCertificates(in...), good) {
			t.Fatalf("%s: what was in use is not any more", name)
		}
	}
	must(o.Activate(t.Context(), next))(t)
	keys := must(filepath.Glob(filepath.Join(o.Folder, "*.key")))(t)
	if len(keys) != 1 {
		t.Errorf("%d keys once the next is in use: the one before serves nothing any more", len(keys))
	}
	for _, path := range keys {
		if is := must(os.Stat(path))(t).Mode().Perm(); is != 0o600 {
			t.Errorf("%s: %o", path, is)
		}
		if !strings.HasPrefix(string(must(os.ReadFile(path))(t)), key.Purpose("tsa")) {
			t.Error("a key that is not wrapped")
		}
	}
}

// away is a device whose key can be reached once it is back.
type away struct {
	key.Device

	back   bool
	signer key.Signer
}

func (d *away) Signer(context.Context, string) (key.Signer, error) {
	if !d.back {
		return nil, fault.New("away", fault.Unavailable, "hsm_unavailable")
	}
	return d.signer, nil
}

func TestKeyInADevice(t *testing.T) {
	t.Parallel()
	o, root := newOffice(t), newRoot(t, cms.P256)
	device := &away{back: true, signer: must(key.Generate(cms.P256))(t)}
	o.DeviceKey = "pkcs11:object=tsa"
	if _, err := o.Create(t.Context(), cms.P256, "Our Clock", ""); fault.ReasonOf(err) != "hsm_not_configured" {
		t.Error(err)
	}
	o.Device = device
	must(o.Activate(t.Context(), thisYear(t, root, must(o.Create(t.Context(), 0, "Our Clock", ""))(t))))(t)
	if keys := must(filepath.Glob(filepath.Join(o.Folder, "*.key")))(t); len(keys) > 0 {
		t.Error("a key outside the device", keys)
	}
	device.back = false
	a := tsa.NewAuthority(o, policy)
	digest := sha256.Sum256(nil)
	if _, err := a.Stamp(t.Context(), digest[:]); fault.ReasonOf(err) != "tsa_unavailable" || !fault.Is(err, fault.Unavailable) {
		t.Error(err)
	}
	if err := a.Able(t.Context()); fault.ReasonOf(err) != "tsa_unavailable" {
		t.Error(err)
	}
	device.back = true
	if err := a.Able(t.Context()); err != nil {
		t.Error(err)
	}
	must(a.Stamp(t.Context(), digest[:]))(t)
	device.signer = must(key.Generate(cms.P256))(t)
	if _, err := o.Open(t.Context(), policy); fault.ReasonOf(err) != "chain_key_mismatch" {
		t.Error("opened with another key", err)
	}
}

func TestAnAuthorityWhoseCertificateEnded(t *testing.T) {
	t.Parallel()
	o, root := newOffice(t), newRoot(t, cms.P256)
	must(o.Activate(t.Context(), thisYear(t, root, must(o.Create(t.Context(), cms.P256, "Our Clock", ""))(t))))(t)
	o.Now = func() time.Time { return today().AddDate(2, 0, 0) }
	a := tsa.NewAuthority(o, policy)
	digest := sha256.Sum256(nil)
	if _, err := a.Stamp(t.Context(), digest[:]); fault.ReasonOf(err) != "tsa_unavailable" {
		t.Error(err)
	}
	if err := a.Able(t.Context()); fault.ReasonOf(err) != "tsa_unavailable" {
		t.Error(err)
	}
	if _, err := a.Stamp(t.Context(), nil); fault.ReasonOf(err) != "digest_length" {
		t.Error(err)
	}
}
