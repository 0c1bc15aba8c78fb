//go:build unix

package timestamps_test

import (
	"crypto"
	"crypto/x509"
	"io"
	"net/http"
	"os"
	"os/exec"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/cmsread"
	"yinxin.example/yinxin/internal/signature/der"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/tsp"
	"yinxin.example/yinxin/internal/signature/tspread"
	"yinxin.example/yinxin/internal/testenv"
	"yinxin.example/yinxin/internal/timestamps"
)

// Tokens that openssl made with a certificate that is not good for it are not
// believed, whatever else is right about them.
func TestOpenSSLWithAWrongCertificate(t *testing.T) {
	t.Parallel()
	now := machine()
	r, stranger := newRoot(t, now), newRoot(t, now)
	clockOf := func(by root, until time.Time) func(crypto.PublicKey) (*x509.Certificate, error) {
		return func(public crypto.PublicKey) (*x509.Certificate, error) {
			return pki.IssueClock(t.Context(), by.Issuer, public, pki.ClockParams{CommonName: "A Clock", From: r.Certificate.NotBefore, Until: until})
		}
	}
	seal := func(public crypto.PublicKey) (*x509.Certificate, error) {
		return pki.IssueSeal(t.Context(), r.Issuer, public, pki.SealParams{Authority: "A Seal", From: r.Certificate.NotBefore, Until: r.Certificate.NotAfter})
	}
	for name, tc := range map[string]struct {
		certify func(crypto.PublicKey) (*x509.Certificate, error)
		cms     bool // openssl ts will not sign with it
		want    fault.Reason
	}{
		"good":                      {clockOf(r, r.Certificate.NotAfter), false, ""},
		"good, signed by its cms":   {clockOf(r, r.Certificate.NotAfter), true, ""},
		"expired":                   {clockOf(r, now.Now().Add(-time.Minute)), false, "tsa_untrusted"},
		"under a stranger's root":   {clockOf(stranger, r.Certificate.NotAfter), false, "tsa_untrusted"},
		"for seals, not timestamps": {seal, true, "tsa_untrusted"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOpenSSLWith(t, r, tc.certify)
			var h http.Handler = o
			if tc.cms {
				h = resigner{o, r.authority(t, time.Now)}
			}
			c := clientOf(t, timestamps.Options{Now: time.Now, Roots: r.trusted(), Timeout: time.Minute}, serve(t, h))
			_, err := c.Stamp(t.Context(), digest())
			if is := c.States()[0].Reason; is != tc.want || (err == nil) != (tc.want == "") {
				t.Errorf("%s, want %s: %v", is, tc.want, err)
			}
		})
	}
}

// resigner answers with what an authority says, signed by openssl cms.
type resigner struct {
	*openssl

	authority *tsp.Authority
}

func (s resigner) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.run.Lock()
	defer s.run.Unlock()
	query := must(tspread.ParseQuery(must(io.ReadAll(r.Body))(s.tb)))(s.tb)
	token := must(tspread.ParseResponse(must(s.authority.Respond(r.Context(), query))(s.tb)))(s.tb)
	s.write("info", must(cmsread.Parse(token))(s.tb).Content)
	arguments := []string{
		"cms", "-sign", "-binary", "-nodetach", "-cades", "-nosmimecap", "-md", "sha256", "-econtent_type", cmsread.OIDTSTInfo,
		"-in", s.path("info"), "-signer", s.path("tsa.pem"), "-inkey", s.path("tsa.key"), "-outform", "DER", "-out", s.path("token"),
	}
	if out, err := exec.CommandContext(r.Context(), testenv.Tool(s.tb, "openssl"), arguments...).CombinedOutput(); err != nil {
		s.tb.Errorf("openssl cms: %v\n%s", err, out)
	}
	granted := der.Element(der.Sequence, []byte{der.Integer, 1, tspread.Granted})
	w.Header().Set("Content-Type", "application/timestamp-reply")
	_, _ = w.Write(der.Element(der.Sequence, granted, must(os.ReadFile(s.path("token")))(s.tb)))
}
