//go:build unix

package timestamps_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/tspread"
	"yinxin.example/yinxin/internal/testenv"
	"yinxin.example/yinxin/internal/timestamps"
)

// machine is the machine's clock: openssl knows no other.
func machine() *clock {
	c := &clock{}
	c.at.Store(time.Now().UnixNano())
	return c
}

// openssl is a folder with a key and a certificate for timestamps.
type openssl struct {
	tb  testing.TB
	dir string
	run sync.Mutex // one at a time: openssl keeps the serial number in a file
}

func newOpenSSL(tb testing.TB, r root) *openssl {
	tb.Helper()
	return newOpenSSLWith(tb, r, func(public crypto.PublicKey) (*x509.Certificate, error) {
		return pki.IssueClock(tb.Context(), r.Issuer, public, pki.ClockParams{CommonName: "A Clock", From: r.Certificate.NotBefore, Until: r.Certificate.NotAfter})
	})
}

// newOpenSSLWith is newOpenSSL with another certificate for the key.
func newOpenSSLWith(tb testing.TB, r root, certify func(crypto.PublicKey) (*x509.Certificate, error)) *openssl {
	tb.Helper()
	o := &openssl{tb: tb, dir: tb.TempDir()}
	k := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))(tb)
	own := must(certify(k.Public()))(tb)
	o.write("tsa.pem", pki.EncodeCertificates(own))
	o.write("tsa.key", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: must(x509.MarshalPKCS8PrivateKey(k))(tb)}))
	o.write("root.pem", pki.EncodeCertificates(r.Certificate))
	o.write("serial", []byte("01\n"))
	o.write("tsa.cnf", fmt.Appendf(nil, `[tsa]
default_tsa = it
[it]
serial = %s
crypto_device = builtin
signer_cert = %s
signer_key = %s
signer_digest = sha256
default_policy = %s
digests = sha256, sha384
accuracy = secs:1, millisecs:500, microsecs:100
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
`, o.path("serial"), o.path("tsa.pem"), o.path("tsa.key"), policy))
	return o
}

func (o *openssl) path(name string) string { return filepath.Join(o.dir, name) }

func (o *openssl) write(name string, data []byte) {
	if err := os.WriteFile(o.path(name), data, 0o600); err != nil {
		o.tb.Error(err)
	}
}

func (o *openssl) ts(arguments ...string) string {
	o.tb.Helper()
	out, err := exec.Command(testenv.Tool(o.tb, "openssl"), append([]string{"ts"}, arguments...)...).CombinedOutput()
	if err != nil {
		o.tb.Errorf("openssl ts %v: %v\n%s", arguments, err, out)
	}
	return string(out)
}

// ServeHTTP answers queries as openssl does.
func (o *openssl) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.run.Lock()
	defer o.run.Unlock()
	query, err := io.ReadAll(r.Body)
	if err != nil {
		o.tb.Error(err)
	}
	o.write("query", query)
	o.ts("-reply", "-queryfile", o.path("query"), "-config", o.path("tsa.cnf"), "-out", o.path("response"))
	w.Header().Set("Content-Type", "application/timestamp-reply")
	_, _ = w.Write(must(os.ReadFile(o.path("response")))(o.tb))
}

func TestOurClientAsksOpenSSL(t *testing.T) {
	t.Parallel()
	now := machine()
	r := newRoot(t, now)
	server := serve(t, newOpenSSL(t, r))
	c := clientOf(t, timestamps.Options{Now: time.Now, Roots: r.trusted(), Timeout: time.Minute}, server)
	seen := map[string]bool{}
	for range 3 {
		token := must(c.Stamp(t.Context(), digest()))(t)
		read := must(tspread.ParseToken(token.DER))(t)
		if seen[read.Serial.String()] || read.Policy != policy || token.Accuracy != 1500*time.Millisecond+100*time.Microsecond {
			t.Errorf("serial %s under %s ± %s", read.Serial, read.Policy, token.Accuracy)
		}
		seen[read.Serial.String()] = true
	}
	// A digest that openssl was not told to stamp, a policy it does not know.
	other := clientOf(t, timestamps.Options{Now: time.Now, Roots: r.trusted(), Timeout: time.Minute, Authorities: []timestamps.Authority{{URL: server.URL, Policy: "1.2.3"}}})
	if _, err := other.Stamp(t.Context(), digest()); err == nil || other.States()[0].Reason != "tsa_refused" || !strings.Contains(err.Error(), "failure 15") {
		t.Errorf("%v, %s", err, other.States()[0].Reason)
	}
}

func TestOpenSSLAsksOurService(t *testing.T) {
	t.Parallel()
	now := machine()
	r := newRoot(t, now)
	o := newOpenSSL(t, r)
	server := httptest.NewServer(&timestamps.Handler{Authority: r.authority(t, time.Now)})
	t.Cleanup(server.Close)
	o.write("data", []byte("some bytes"))
	for _, hash := range []string{"-sha256", "-sha384", "-sha512"} {
		o.ts("-query", "-data", o.path("data"), hash, "-cert", "-out", o.path("query"))
		o.write("response", post(t, server.URL, "application/timestamp-query", must(os.ReadFile(o.path("query")))(t), http.StatusOK))
		if said := o.ts("-verify", "-queryfile", o.path("query"), "-in", o.path("response"), "-CAfile", o.path("root.pem")); !strings.Contains(said, "Verification: OK") {
			t.Error(said)
		}
	}
	// SHA-1 is refused, and openssl understands why.
	o.ts("-query", "-data", o.path("data"), "-sha1", "-out", o.path("query"))
	o.write("response", post(t, server.URL, "application/timestamp-query", must(os.ReadFile(o.path("query")))(t), http.StatusOK))
	if said := o.ts("-reply", "-in", o.path("response"), "-text"); !strings.Contains(said, "unrecognized or unsupported algorithm identifier") {
		t.Error(said)
	}
}

func TestHandlerRefusesWhatIsNoQuery(t *testing.T) {
	t.Parallel()
	now := newClock()
	server := httptest.NewServer(&timestamps.Handler{Authority: newRoot(t, now).authority(t, now.Now)})
	t.Cleanup(server.Close)
	post(t, server.URL, "text/plain", []byte("hello"), http.StatusUnsupportedMediaType)
	for _, query := range [][]byte{nil, []byte("hello"), make([]byte, 1<<20)} {
		answer := post(t, server.URL, "application/timestamp-query", query, http.StatusOK)
		if _, err := tspread.ParseResponse(answer); err == nil || !strings.Contains(err.Error(), "failure 5") {
			t.Errorf("%d bytes: %v", len(query), err)
		}
	}
}

func post(tb testing.TB, url, media string, body []byte, want int) []byte {
	tb.Helper()
	request := must(http.NewRequestWithContext(tb.Context(), http.MethodPost, url, bytes.NewReader(body)))(tb)
	request.Header.Set("Content-Type", media)
	asker := &http.Client{Timeout: time.Minute}
	response, err := asker.Do(request)
	if err != nil {
		tb.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != want {
		tb.Errorf("status %d, want %d", response.StatusCode, want)
	}
	return must(io.ReadAll(response.Body))(tb)
}
