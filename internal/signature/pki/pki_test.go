package pki_test

import (
	"bytes"
	"crypto/x509"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/statement"
)

func noon() time.Time { return time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC) }

func newKey(tb testing.TB, alg key.Algorithm) *key.Private {
	tb.Helper()
	k, err := key.Generate(alg)
	if err != nil {
		tb.Fatal(err)
	}
	return k
}

func newRoot(tb testing.TB, alg key.Algorithm) *pki.Issuer {
	tb.Helper()
	root, err := pki.NewRoot(tb.Context(), newKey(tb, alg), pki.RootParams{
		CommonName: "印信演示根证书", From: noon(), Until: noon().AddDate(20, 0, 0),
	})
	if err != nil {
		tb.Fatal(err)
	}
	return root
}

func sealParams() pki.SealParams {
	return pki.SealParams{
		Authority: "示例人事考试中心", Demo: true, CRLURL: "http://127.0.0.1:8080/crl/root.crl",
		From: noon(), Until: noon().AddDate(5, 0, 0),
	}
}

func TestSealCertificate(t *testing.T) {
	t.Parallel()
	root := newRoot(t, cms.P256)
	public := newKey(t, cms.P384).Public()
	for name, tc := range map[string]struct {
		demo     bool
		policies []string
	}{
		"demo": {true, []string{statement.SealPolicy, statement.DemoPolicy}},
		"real": {false, []string{statement.SealPolicy}},
	} {
		p := sealParams()
		p.Demo = tc.demo
		seal, err := pki.IssueSeal(t.Context(), root, public, p)
		if err != nil {
			t.Fatal(err)
		}
		var policies []string
		for _, oid := range seal.Policies {
			policies = append(policies, oid.String())
		}
		if diff := cmp.Diff(tc.policies, policies); diff != "" {
			t.Errorf("%s: policies (-want +got):\n%s", name, diff)
		}
		if seal.KeyUsage != x509.KeyUsageDigitalSignature|x509.KeyUsageContentCommitment {
			t.Errorf("%s: key usage %b", name, seal.KeyUsage)
		}
		if len(seal.UnknownExtKeyUsage) != 1 || seal.UnknownExtKeyUsage[0].String() != "1.3.6.1.5.5.7.3.36" {
			t.Errorf("%s: extended key usage %v", name, seal.UnknownExtKeyUsage)
		}
		for _, e := range seal.Extensions {
			if e.Id.String() == "2.5.29.37" && e.Critical {
				t.Errorf("%s: extended key usage is critical", name)
			}
		}
		if seal.Subject.CommonName != p.Authority || seal.Subject.Organization[0] != p.Authority || seal.IsCA {
			t.Errorf("%s: subject %v, CA %v", name, seal.Subject, seal.IsCA)
		}
		if !bytes.Equal(seal.AuthorityKeyId, root.Certificate.SubjectKeyId) || len(seal.AuthorityKeyId) != 20 {
			t.Errorf("%s: authority key identifier %x", name, seal.AuthorityKeyId)
		}
		if diff := cmp.Diff([]string{p.CRLURL}, seal.CRLDistributionPoints); diff != "" {
			t.Errorf("%s: CRL address (-want +got):\n%s", name, diff)
		}
		roots := x509.NewCertPool()
		roots.AddCert(root.Certificate)
		if _, err := seal.Verify(x509.VerifyOptions{
			Roots: roots, CurrentTime: noon(), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
		}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSerialNumbersDiffer(t *testing.T) {
	t.Parallel()
	root := newRoot(t, cms.P256)
	seen := make(map[string]bool)
	for range 20 {
		seal, err := pki.IssueSeal(t.Context(), root, root.Key.Public(), sealParams())
		if err != nil {
			t.Fatal(err)
		}
		if seal.SerialNumber.Sign() <= 0 || len(seal.SerialNumber.Bytes()) > 20 {
			t.Errorf("serial number %v", seal.SerialNumber)
		}
		seen[seal.SerialNumber.String()] = true
	}
	if len(seen) != 20 {
		t.Errorf("%d different serial numbers of 20", len(seen))
	}
}

func TestParamsRefused(t *testing.T) {
	t.Parallel()
	root := newRoot(t, cms.P256)
	for name, change := range map[string]func(*pki.SealParams){
		"no name":               func(p *pki.SealParams) { p.Authority = "" },
		"ends before it begins": func(p *pki.SealParams) { p.Until = p.From.Add(-time.Second) },
		"outlives the root":     func(p *pki.SealParams) { p.Until = noon().AddDate(20, 0, 1) },
		"older than the root":   func(p *pki.SealParams) { p.From = noon().Add(-time.Second) },
	} {
		p := sealParams()
		change(&p)
		if _, err := pki.IssueSeal(t.Context(), root, root.Key.Public(), p); fault.ReasonOf(err) != "certificate_params" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := pki.IssueSeal(t.Context(), root, "no key", sealParams()); fault.ReasonOf(err) != "key_unsupported" {
		t.Errorf("no key: %v", err)
	}
	if _, err := pki.NewRoot(t.Context(), root.Key, pki.RootParams{From: noon(), Until: noon().AddDate(1, 0, 0)}); fault.ReasonOf(err) != "certificate_params" {
		t.Errorf("root without a name: %v", err)
	}
	good := pki.CRLParams{Number: big.NewInt(1), ThisUpdate: noon(), NextUpdate: noon().AddDate(0, 0, 7)}
	for name, change := range map[string]func(*pki.CRLParams){
		"no number":      func(p *pki.CRLParams) { p.Number = nil },
		"no next update": func(p *pki.CRLParams) { p.NextUpdate = p.ThisUpdate },
		"revoked in future": func(p *pki.CRLParams) {
			p.Revoked = entries(t, pki.Revocation{Serial: big.NewInt(1), At: noon().Add(1)})
		},
	} {
		p := good
		change(&p)
		if _, err := pki.CRL(t.Context(), root, p); fault.ReasonOf(err) != "crl_params" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCRL(t *testing.T) {
	t.Parallel()
	for _, alg := range []key.Algorithm{cms.P256, cms.P384, cms.RSA2048} {
		root := newRoot(t, alg)
		der, err := pki.CRL(t.Context(), root, pki.CRLParams{
			Number: big.NewInt(7), ThisUpdate: noon(), NextUpdate: noon().AddDate(0, 0, 7),
			Revoked: entries(t, pki.Revocation{Serial: big.NewInt(99), At: noon().Add(-time.Hour), Reason: 1}),
		})
		if err != nil {
			t.Fatal(err)
		}
		list, err := x509.ParseRevocationList(der)
		if err != nil {
			t.Fatal(err)
		}
		if err := list.CheckSignatureFrom(root.Certificate); err != nil {
			t.Error(err)
		}
		entry := list.RevokedCertificateEntries[0]
		if list.Number.Int64() != 7 || entry.SerialNumber.Int64() != 99 || entry.ReasonCode != 1 || !list.NextUpdate.Equal(noon().AddDate(0, 0, 7)) {
			t.Errorf("%v: %+v", alg, list)
		}
	}
}

func TestPEM(t *testing.T) {
	t.Parallel()
	root := newRoot(t, cms.P256)
	seal, err := pki.IssueSeal(t.Context(), root, root.Key.Public(), sealParams())
	if err != nil {
		t.Fatal(err)
	}
	text := string(pki.EncodeCertificates(seal, root.Certificate))
	for _, written := range []string{text, "a note\n" + text + "another\n"} {
		got, err := pki.ParseCertificates([]byte(written))
		if err != nil || len(got) != 2 || !got[0].Equal(seal) || !got[1].Equal(root.Certificate) {
			t.Errorf("%d certificates, %v", len(got), err)
		}
	}
	for name, written := range map[string]string{
		"nothing":          "",
		"no PEM":           "hello",
		"a key":            strings.ReplaceAll(text, "CERTIFICATE", "PRIVATE KEY"),
		"cut":              text[:len(text)-40],
		"first one broken": "-----BEGIN CERTIFICATE-----\n%%\n-----END CERTIFICATE-----\n" + text,
		"no certificate":   "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n",
		"too long":         text + strings.Repeat("x", 1<<20),
		"too many":         strings.Repeat(text, 129),
	} {
		if got, err := pki.ParseCertificates([]byte(written)); fault.ReasonOf(err) != "pem_malformed" {
			t.Errorf("%s: %d certificates, %v", name, len(got), err)
		}
	}
}

// TestOpenSSLAgrees asks a stranger about every algorithm: the chain holds,
// and once the list names the seal, it does not.
func TestOpenSSLAgrees(t *testing.T) {
	t.Parallel()
	for _, alg := range []key.Algorithm{cms.P256, cms.P384, cms.RSA2048} {
		root := newRoot(t, alg)
		seal, err := pki.IssueSeal(t.Context(), root, newKey(t, alg).Public(), sealParams())
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		write(t, dir, "root.pem", pki.EncodeCertificates(root.Certificate))
		write(t, dir, "seal.pem", pki.EncodeCertificates(seal))
		for name, revoked := range map[string][]pki.Revocation{
			"empty.crl":   nil,
			"revoked.crl": {{Serial: seal.SerialNumber, At: noon(), Reason: 1}},
		} {
			der, err := pki.CRL(t.Context(), root, pki.CRLParams{
				Number: big.NewInt(1), ThisUpdate: noon(), NextUpdate: noon().AddDate(0, 0, 7), Revoked: entries(t, revoked...),
			})
			if err != nil {
				t.Fatal(err)
			}
			write(t, dir, name, der)
		}
		verify := func(crl string) (string, error) {
			return openssl(t, dir, "verify", "-x509_strict", "-check_ss_sig", "-purpose", "any", "-policy_check",
				"-attime", "1772700000", "-CAfile", "root.pem", "-CRLfile", crl, "-crl_check", "seal.pem")
		}
		if out, err := verify("empty.crl"); err != nil {
			t.Errorf("%v: %v\n%s", alg, err, out)
		}
		if out, err := verify("revoked.crl"); err == nil || !strings.Contains(out, "certificate revoked") {
			t.Errorf("%v: a revoked seal verifies: %s", alg, out)
		}
		text, err := openssl(t, dir, "x509", "-in", "seal.pem", "-noout", "-text", "-nameopt", "utf8")
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		for _, want := range []string{
			"Digital Signature, Non Repudiation", statement.SealPolicy, statement.DemoPolicy,
			"1.3.6.1.5.5.7.3.36", "URI:http://127.0.0.1:8080/crl/root.crl", "示例人事考试中心", "CA:FALSE",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("%v: openssl does not show %q in\n%s", alg, want, text)
			}
		}
	}
}

func write(t *testing.T, dir, name string, content []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func openssl(t *testing.T, dir string, args ...string) (string, error) {
	t.Helper()
	c := exec.CommandContext(t.Context(), "openssl", args...)
	c.Dir = dir
	out, err := c.CombinedOutput()
	return string(out), err
}

func FuzzParseCertificates(f *testing.F) {
	f.Add(pki.EncodeCertificates(newRoot(f, cms.P256).Certificate))
	f.Add([]byte("-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := pki.ParseCertificates(text)
		if err != nil {
			return
		}
		again, err := pki.ParseCertificates(pki.EncodeCertificates(got...))
		if err != nil || len(again) != len(got) || len(got) == 0 {
			t.Fatalf("%d certificates become %d: %v", len(got), len(again), err)
		}
	})
}
