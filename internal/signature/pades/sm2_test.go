package pades_test

import (
	"bytes"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/signature/pki"
)

// othersReadTheSeal asks openssl and poppler what they can tell of SM2: openssl
// verifies the certificates and writes the container as we do, poppler finds
// the signature and says that it does not know SM3.
func othersReadTheSeal(t *testing.T, w world) {
	s := newSigner(t, w)
	file, first, second := signedPDF(t, s)
	raw, err := hex.DecodeString(string(file[len(first)+1 : len(file)-len(second)-1]))
	if err != nil {
		t.Fatal(err)
	}
	der, _ := takeApart(t, raw)
	dir := t.TempDir()
	write(t, dir, "root.pem", pki.EncodeCertificates(w.root.Certificate))
	write(t, dir, "leaf.pem", pki.EncodeCertificates(w.chain[0]))
	write(t, dir, "seal.p7", der)
	write(t, dir, "seal.pdf", file)

	verify := func(identifier string) (string, error) {
		return run(t, dir, "openssl", "verify", "-vfyopt", "distid:"+identifier, "-purpose", "any", "-attime", "1772700000", "-CAfile", "root.pem", "leaf.pem")
	}
	if out, err := verify("1234567812345678"); err != nil {
		t.Errorf("openssl: %v\n%s", err, out)
	}
	if out, err := verify("8765432187654321"); err == nil {
		t.Errorf("openssl takes another identifier for it: %s", out)
	}
	if out, err := run(t, dir, "openssl", "cms", "-cmsout", "-inform", "DER", "-in", "seal.p7", "-outform", "DER", "-out", "again.p7"); err != nil {
		t.Errorf("openssl: %v\n%s", err, out)
	}
	if again, err := os.ReadFile(filepath.Join(dir, "again.p7")); err != nil || !bytes.Equal(again, der) {
		t.Errorf("openssl writes the DER otherwise (%v)", err)
	}
	out, err := run(t, dir, "pdfsig", "-nocert", "seal.pdf")
	for _, want := range []string{"Total document signed", "Signature Type: " + subFilter, "Signer Certificate Common Name: 示例人事考试中心", "Unrecognized Hash ID"} {
		if !strings.Contains(out, want) {
			t.Errorf("pdfsig does not say %q (%v):\n%s", want, err, out)
		}
	}
}
