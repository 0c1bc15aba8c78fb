package demo_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	theirs "golang.org/x/crypto/ocsp"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/config"
	"yinxin.example/yinxin/internal/demo"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv"
	"yinxin.example/yinxin/internal/web/status"
)

// services are a demonstration's revocation services over HTTP, with the
// certificates that openssl is to ask about in a folder.
type services struct {
	*testing.T
	app    *app.App
	clock  *demo.Clock
	url    string
	folder string
	root   *x509.Certificate
	seals  []*x509.Certificate
}

func openServices(t *testing.T) *services {
	t.Helper()
	return openServicesWith(t, app.Options{})
}

func openServicesWith(t *testing.T, o app.Options) *services {
	t.Helper()
	s := &services{T: t, clock: new(demo.Clock), folder: t.TempDir()}
	conf := config.Default()
	conf.Data, conf.PublicURL = t.TempDir(), "http://127.0.0.1:9"
	if err := app.Folder(conf.Data).MarkDemo(); err != nil {
		t.Fatal(err)
	}
	o.Now, o.Log, o.Demo = s.clock.Now, slog.New(slog.DiscardHandler), true
	a, err := app.Open(t.Context(), conf, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	s.app = a
	if err := demo.Found(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	s.serve()
	s.root = a.Revocation.Certificate()
	s.write("root.pem", pki.EncodeCertificates(s.root))
	err = a.Store.View(t.Context(), func(ctx context.Context, r store.Reader) error {
		all, err := r.Seals(ctx)
		for i, seal := range all {
			c, err := x509.ParseCertificate(seal.Chain[0])
			if err != nil {
				return err
			}
			s.seals = append(s.seals, c)
			s.write("seal"+string(rune('0'+i))+".pem", pki.EncodeCertificates(c))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// serve opens the services of the roots that are there, and serves them.
func (s *services) serve() {
	s.Helper()
	if err := demo.OpenIssuer(s.Context(), s.app); err != nil {
		s.Fatal(err)
	}
	mux := http.NewServeMux()
	(&status.Pages{Revocation: s.app.Revocation, SM2: s.app.SM2Revocation, Now: s.clock.Now}).Routes(mux)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { mux.ServeHTTP(w, status.Whole(r)) }))
	s.Cleanup(server.Close)
	s.url = server.URL
}

func (s *services) write(name string, content []byte) {
	s.Helper()
	if err := os.WriteFile(filepath.Join(s.folder, name), content, 0o600); err != nil {
		s.Fatal(err)
	}
}

func (s *services) openssl(args ...string) (string, error) {
	command := exec.CommandContext(s.Context(), testenv.Tool(s, "openssl"), args...)
	command.Dir = s.folder
	out, err := command.CombinedOutput()
	return string(out), err
}

func (s *services) revoke(c *x509.Certificate, reason int) {
	s.Helper()
	err := s.app.Store.Update(s.Context(), func(ctx context.Context, tx store.Tx) error {
		return tx.RevokeIssued(ctx, store.IssuedCertificate{
			Issuer: pki.IssuerID(s.root), Serial: pki.SerialText(c.SerialNumber), RevokedAt: s.clock.Now(), Reason: reason, Since: s.clock.Now().Add(-time.Hour),
		})
	})
	if err != nil {
		s.Fatal(err)
	}
}

// fetched is an answer without its body.
type fetched struct {
	status int
	header http.Header
}

// get fetches an address, with headers of ours.
func (s *services) get(path string, headers ...string) (fetched, []byte) {
	s.Helper()
	r, err := http.NewRequestWithContext(s.Context(), http.MethodGet, s.url+path, nil)
	if err != nil {
		s.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := (&http.Client{Timeout: time.Minute}).Do(r)
	if err != nil {
		s.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		s.Fatal(err)
	}
	return fetched{answer.StatusCode, answer.Header}, body
}

// openssl asks our responder, and believes the answers.
func TestOpenSSLAsksOurResponder(t *testing.T) {
	s := openServices(t)
	s.revoke(s.seals[1], 1)
	ask := func(args ...string) string {
		t.Helper()
		out, err := s.openssl(append([]string{"ocsp", "-issuer", "root.pem", "-CAfile", "root.pem", "-url", s.url + "/ocsp"}, args...)...)
		if err != nil || !strings.Contains(out, "Response verify OK") {
			t.Errorf("%v: %v\n%s", args, err, out)
		}
		return out
	}
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"good":                        {[]string{"-cert", "seal0.pem"}, "seal0.pem: good"},
		"good, SHA-256":               {[]string{"-sha256", "-cert", "seal0.pem"}, "seal0.pem: good"},
		"revoked":                     {[]string{"-cert", "seal1.pem"}, "seal1.pem: revoked"},
		"and why":                     {[]string{"-cert", "seal1.pem"}, "Reason: keyCompromise"},
		"never issued":                {[]string{"-serial", "0x1234"}, "0x1234: unknown"},
		"two at once, one of them":    {[]string{"-cert", "seal0.pem", "-cert", "seal1.pem"}, "seal0.pem: good"},
		"two at once, and the other":  {[]string{"-cert", "seal0.pem", "-cert", "seal1.pem"}, "seal1.pem: revoked"},
		"without a nonce":             {[]string{"-no_nonce", "-cert", "seal1.pem"}, "seal1.pem: revoked"},
		"without a nonce, once again": {[]string{"-no_nonce", "-cert", "seal1.pem"}, "seal1.pem: revoked"},
	} {
		out := ask(c.args...)
		if !strings.Contains(out, c.want) {
			t.Errorf("%s: %s", name, out)
		}
		// openssl warns where its nonce does not come back.
		if nonced := c.args[0] != "-no_nonce"; nonced && strings.Contains(out, "no nonce") {
			t.Errorf("%s: the nonce was not echoed: %s", name, out)
		}
	}
	if out, _ := s.openssl("ocsp", "-issuer", "seal0.pem", "-cert", "seal1.pem", "-url", s.url+"/ocsp", "-CAfile", "root.pem"); !strings.Contains(out, "unauthorized") {
		t.Errorf("about another issuer's: %s", out)
	}
}

// openssl follows the list, before and after a revocation.
func TestOpenSSLFollowsOurList(t *testing.T) {
	s := openServices(t)
	verify := func(seal string) (string, error) {
		_, der := s.get("/crl/seals.crl")
		s.write("seals.pem", pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: der}))
		if out, err := s.openssl("crl", "-in", "seals.pem", "-noout", "-text", "-CAfile", "root.pem"); err != nil || !strings.Contains(out, "verify OK") {
			t.Errorf("%v\n%s", err, out)
		}
		return s.openssl("verify", "-crl_check", "-CAfile", "root.pem", "-CRLfile", "seals.pem", seal)
	}
	if out, err := verify("seal0.pem"); err != nil {
		t.Errorf("good: %v\n%s", err, out)
	}
	s.revoke(s.seals[0], 4)
	if out, err := verify("seal0.pem"); err == nil || !strings.Contains(out, "revoked") {
		t.Errorf("revoked: %v\n%s", err, out)
	}
	if out, err := verify("seal1.pem"); err != nil {
		t.Errorf("another: %v\n%s", err, out)
	}
}

// The seals' certificates name the addresses where all this is.
func TestSealsNameTheAddresses(t *testing.T) {
	s := openServices(t)
	const at = "http://127.0.0.1:9"
	for _, c := range s.seals {
		if got := strings.Join(append(append(c.CRLDistributionPoints, c.OCSPServer...), c.IssuingCertificateURL...), " "); got !=
			at+"/crl/seals.crl "+at+"/ocsp "+at+"/crl/root.cer" {
			t.Errorf("%s: %s", c.Subject, got)
		}
	}
	answer, der := s.get("/crl/root.cer")
	if !bytes.Equal(der, s.root.Raw) || answer.header.Get("Content-Type") != "application/pkix-cert" {
		t.Errorf("the issuer's certificate: %v, %d bytes", answer.header, len(der))
	}
}

// Without a nonce everyone gets the same bytes until half their time is over,
// the certificate is revoked, or the responder is another.
func TestAnswersAreKept(t *testing.T) {
	s := openServices(t)
	request, err := theirs.CreateRequest(s.seals[0], s.root, &theirs.RequestOptions{Hash: crypto.SHA1})
	if err != nil {
		t.Fatal(err)
	}
	path := "/ocsp/" + base64.StdEncoding.EncodeToString(request) // its slashes as they are
	read := func() (fetched, []byte, *theirs.Response) {
		t.Helper()
		answer, der := s.get(path)
		r, err := theirs.ParseResponseForCert(der, s.seals[0], s.root)
		if err != nil {
			t.Fatalf("%d: %v", answer.status, err)
		}
		return answer, der, r
	}
	first, der, said := read()
	for name, want := range map[string]string{
		"Content-Type": "application/ocsp-response", "Cache-Control": "max-age=600, public, no-transform, must-revalidate",
		"Expires": said.NextUpdate.Format(http.TimeFormat), "Last-Modified": said.ThisUpdate.Format(http.TimeFormat),
	} {
		if got := first.header.Get(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	if _, again, _ := read(); !bytes.Equal(der, again) {
		t.Error("signed anew for each reader")
	}
	if answer, body := s.get(path, "If-None-Match", first.header.Get("ETag")); answer.status != http.StatusNotModified || len(body) > 0 {
		t.Errorf("to who has it: %d, %d bytes", answer.status, len(body))
	}
	s.clock.Set(said.ThisUpdate.Add(13 * time.Hour))
	_, _, later := read()
	if !later.ThisUpdate.After(said.ThisUpdate) || later.Status != theirs.Good {
		t.Errorf("half its time later: of %s, %d", later.ThisUpdate, later.Status)
	}
	s.revoke(s.seals[0], 0)
	if _, _, now := read(); now.Status != theirs.Revoked {
		t.Errorf("revoked, and the answer is %d", now.Status)
	}
	responder := later.Certificate
	s.clock.Set(responder.NotAfter.AddDate(0, 0, -10))
	if _, _, renewed := read(); renewed.Certificate.Equal(responder) || !renewed.Certificate.NotAfter.After(responder.NotAfter) {
		t.Errorf("the responder is the same as until %s", responder.NotAfter)
	}
	if answer, body := s.get("/ocsp/!"); answer.status != http.StatusOK || !bytes.Equal(body, []byte{0x30, 3, 0x0a, 1, 1}) ||
		answer.header.Get("Cache-Control") != "no-store" {
		t.Errorf("to what is no request: %d %x %v", answer.status, body, answer.header)
	}
}

// The numbers of the lists go on growing through restarts, whatever the clock
// does, and whichever process makes one.
func TestListNumbersGrow(t *testing.T) {
	s := openServices(t)
	number := func() int64 {
		t.Helper()
		l, err := s.app.Revocation.List(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return l.Number
	}
	first := number()
	s.clock.Set(s.clock.Now().AddDate(0, 0, -30))
	second := number()
	s.revoke(s.seals[0], 1)
	other := s.app.Revocation
	if err := demo.OpenIssuer(t.Context(), s.app); err != nil { // as another process
		t.Fatal(err)
	}
	third := number()
	if first != 1 || second != 2 || third != 3 || number() != 3 {
		t.Errorf("numbers %d %d %d", first, second, third)
	}
	if l, err := other.List(t.Context()); err != nil || l.Number != 3 {
		t.Errorf("the first process gives out %d, %v", l.Number, err)
	}
}

// A long list waits a little for more revocations; the responder does not.
func TestALongListIsMadeLessOften(t *testing.T) {
	s := openServices(t)
	var many []store.IssuedCertificate
	for i := range 2_000 {
		many = append(many, store.IssuedCertificate{Issuer: pki.IssuerID(s.root), Serial: pki.SerialText(big.NewInt(int64(i) + 1)), EndsAt: s.root.NotAfter})
	}
	err := s.app.Store.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
		if err := tx.AddIssued(ctx, many); err != nil {
			return err
		}
		for _, c := range many {
			c.RevokedAt = s.clock.Now()
			if err := tx.RevokeIssued(ctx, c); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	entries := func() int {
		t.Helper()
		l, err := s.app.Revocation.List(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		list, err := x509.ParseRevocationList(l.DER)
		if err != nil {
			t.Fatal(err)
		}
		return len(list.RevokedCertificateEntries)
	}
	before := entries()
	s.clock.Set(s.clock.Now().Add(-time.Second)) // however slowly this test runs
	s.revoke(s.seals[0], 4)
	at := entries()
	s.clock.Set(s.clock.Now().Add(4 * time.Second))
	if after := entries(); before != 2_000 || at != 2_000 || after != 2_001 {
		t.Errorf("%d, at once %d, after a while %d entries", before, at, after)
	}
}

// Declaring a key compromised revokes its certificate in the same transaction.
func TestACompromisedSealIsRevoked(t *testing.T) {
	s := openServices(t)
	since := s.clock.Now().Add(-time.Hour).UTC().Truncate(time.Second)
	err := s.app.Store.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
		all, err := tx.Seals(ctx)
		if err != nil {
			return err
		}
		return s.app.Custody.Apply(ctx, tx, store.Proposal{
			Kind: seals.CompromiseKind, Subject: all[0].ID, Authority: all[0].Authority,
			Content: store.ProposalContent{Payload: []byte(`{"since":"` + since.Format(time.RFC3339) + `"}`)},
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	request, err := theirs.CreateRequest(s.seals[0], s.root, nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := theirs.ParseResponseForCert(s.app.Revocation.Answer(t.Context(), request).DER, s.seals[0], s.root)
	if err != nil || got.Status != theirs.Revoked || got.RevocationReason != theirs.KeyCompromise {
		t.Errorf("%v: %+v", err, got)
	}
}
