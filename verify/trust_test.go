package verify_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/verify"
)

// folder writes a trust folder with a root, an empty revocation list and, where
// given, trust.json with the root's fingerprint put in for %s.
func folder(t *testing.T, w world, trustJSON string) string {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "root.pem"), string(w.pem()))
	list := must(pki.CRL(t.Context(), w.root, pki.CRLParams{Number: big.NewInt(1), ThisUpdate: noon(), NextUpdate: noon().AddDate(0, 1, 0)}))(t)
	if err := os.WriteFile(filepath.Join(dir, "root.crl"), list, 0o600); err != nil {
		t.Fatal(err)
	}
	if trustJSON != "" {
		sum := sha256.Sum256(w.root.Certificate.Raw)
		write(t, filepath.Join(dir, "trust.json"), fmt.Sprintf(trustJSON, hex.EncodeToString(sum[:])))
	}
	return dir
}

func TestTrustFolder(t *testing.T) {
	w := newWorld(t, false)
	file := w.copyOf(t, said())
	for name, c := range map[string]struct {
		json    string
		verdict verify.Verdict
		code    string
	}{
		"no trust.json":         {"", verify.Valid, ""},
		"good for seals":        {`{"roots":[{"sha256":"%s","uses":["seal"]}]}`, verify.Valid, ""},
		"good for time only":    {`{"roots":[{"sha256":"%s","uses":["time"]}]}`, verify.Indeterminate, "seal_untrusted"},
		"no root at all":        {`{"roots":[]}%.0s`, verify.Indeterminate, "seal_untrusted"},
		"this authority":        {`{"roots":[{"sha256":"%s","seals":[{"authority":"示例拍卖师协会"}]}]}`, verify.Valid, ""},
		"and qualification":     {`{"roots":[{"sha256":"%s","seals":[{"authority":"示例拍卖师协会","qualifications":["拍卖师"],"from":"2026-03-04"}]}]}`, verify.Valid, ""},
		"another qualification": {`{"roots":[{"sha256":"%s","seals":[{"authority":"示例拍卖师协会","qualifications":["税务师"]}]}]}`, verify.Invalid, "seal_outside_list"},
		"no qualification":      {`{"roots":[{"sha256":"%s","seals":[{"authority":"示例拍卖师协会","qualifications":[]}]}]}`, verify.Invalid, "seal_outside_list"},
		"another authority":     {`{"roots":[{"sha256":"%s","seals":[{"authority":"示例税务师协会"}]}]}`, verify.Invalid, "seal_outside_list"},
		"nobody":                {`{"roots":[{"sha256":"%s","seals":[]}]}`, verify.Invalid, "seal_outside_list"},
		"from the day after":    {`{"roots":[{"sha256":"%s","seals":[{"authority":"示例拍卖师协会","from":"2026-03-05"}]}]}`, verify.Invalid, "seal_outside_list"},
		"compromised before":    {`{"roots":[{"sha256":"%s","compromised":"2026-03-05T00:00:00Z"}]}`, verify.Indeterminate, "root_compromised"},
		"compromised in a year": {`{"roots":[{"sha256":"%s","compromised":"2027-03-05T00:00:00Z"}]}`, verify.Valid, ""},
	} {
		t.Run(name, func(t *testing.T) {
			trust := must(verify.LoadTrust(folder(t, w, c.json)))(t)
			r := check(t, file, verify.Options{Trust: trust, At: dayAfter()})
			if r.Verdict != c.verdict || c.code != "" && !slices.Contains(r.Reasons, c.code) {
				t.Errorf("%s %v", r.Verdict, r.Reasons)
			}
			if c.verdict == verify.Valid && slices.Contains(r.Notes, "revocation_not_checked") {
				t.Error("the folder's revocation list was not read")
			}
		})
	}
}

func TestTrustIsReadStrictly(t *testing.T) {
	w := newWorld(t, false)
	for name, bad := range map[string]string{
		"an unknown key":  `{"roots":[{"sha256":"%s","seal":[]}]}`,
		"an unknown use":  `{"roots":[{"sha256":"%s","uses":["seals"]}]}`,
		"an unknown root": `{"roots":[{"sha256":"00"}]}%.0s`,
		"no JSON":         `%.0s{`,
		"two objects":     `{"roots":[]}{}%.0s`,
		"a bad day":       `{"roots":[{"sha256":"%s","seals":[{"authority":"a","from":"2026-02-30"}]}]}`,
	} {
		if _, err := verify.LoadTrust(folder(t, w, bad)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := verify.ParseTrust([]byte("no certificate")); err == nil {
		t.Error("a trust without certificates: no error")
	}
	if _, err := verify.ParseTrust(w.pem(), []byte("no list")); err == nil {
		t.Error("an unreadable revocation list: no error")
	}
	if _, err := verify.LoadTrust(filepath.Join(t.TempDir(), "nothing")); err == nil {
		t.Error("no such folder: no error")
	}
}

func TestExpiredSeal(t *testing.T) {
	w := newWorld(t, false)
	r := check(t, w.copyOf(t, said()), verify.Options{Trust: w.trust(t), At: noon().AddDate(6, 0, 0)})
	if r.Verdict != verify.Indeterminate || !slices.Equal(r.Reasons, []string{"seal_expired"}) {
		t.Errorf("%s %v", r.Verdict, r.Reasons)
	}
}
