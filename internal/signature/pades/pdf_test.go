package pades_test

import (
	"bytes"
	"encoding/asn1"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/signature/pades"
	"yinxin.example/yinxin/internal/signature/pki"
)

// takeApart finds the DER in front of its padding, and the signature in it.
func takeApart(t *testing.T, raw []byte) (der, signature []byte) {
	t.Helper()
	var outer asn1.RawValue
	rest, err := asn1.Unmarshal(raw, &outer)
	if err != nil {
		t.Fatal(err)
	}
	// ContentInfo, [0], SignedData, signerInfos, SignerInfo, signature: the
	// last element of each.
	body := outer
	for range 5 {
		inner := body.Bytes
		for len(inner) > 0 {
			if inner, err = asn1.Unmarshal(inner, &body); err != nil {
				t.Fatal(err)
			}
		}
	}
	return raw[:len(raw)-len(rest)], body.Bytes
}

// subFilter is the signature dictionary's /SubFilter (EN 319 142-1 clause 6.3).
const subFilter = "ETSI.CAdES.detached"

// signedPDF makes the smallest PDF with a certification signature (ISO 32000-1
// clause 12.8) and gives its two signed parts besides.
func signedPDF(t *testing.T, s *pades.Signer) (file, first, second []byte) {
	t.Helper()
	const hole, byteRange = "@contents@", "[0 0000000000 0000000000 0000000000]"
	var b bytes.Buffer
	var offsets []int
	object := func(body string) {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(offsets), body)
	}
	b.WriteString("%PDF-1.7\n%\xe5\x8d\xb0\xe4\xbf\xa1\n")
	object("<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] /SigFlags 3 >> /Perms << /DocMDP 5 0 R >> " +
		"/Extensions << /ESIC << /BaseVersion /1.7 /ExtensionLevel 1 >> >> >>")
	object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
	object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> /Annots [4 0 R] >>")
	object("<< /Type /Annot /Subtype /Widget /FT /Sig /T (seal) /V 5 0 R /P 3 0 R /Rect [0 0 0 0] /F 132 >>")
	object("<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /" + subFilter + " /M (D:20260304200000+08'00') " +
		"/Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P 1 /V /1.2 >> >>] " +
		"/ByteRange " + byteRange + " /Contents <" + hole + "> >>")
	xref := b.Len() + s.ContentsLen() - len(hole)
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R /ID [<00> <00>] >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, xref)

	text := b.String()
	at := strings.Index(text, hole) - 1
	after := text[at+len(hole)+2:]
	gap := at + s.ContentsLen() + 2
	text = strings.Replace(text[:at], byteRange, fmt.Sprintf("[0 %010d %010d %010d]", at, gap, len(after)), 1)
	first, second = []byte(text), []byte(after)

	contents, err := s.Contents(t.Context(), digestOf(s, first, second))
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Join([][]byte{first, []byte("<"), contents, []byte(">"), second}, nil), first, second
}

func write(t *testing.T, dir, name string, content []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func run(t *testing.T, dir, name string, args ...string) (string, error) {
	t.Helper()
	c := exec.CommandContext(t.Context(), name, args...)
	c.Dir = dir
	out, err := c.CombinedOutput()
	return string(out), err
}

// othersAcceptTheSeal asks openssl and poppler, which share no code with us.
func othersAcceptTheSeal(t *testing.T, w world) {
	s := newSigner(t, w)
	file, first, second := signedPDF(t, s)
	contents := file[len(first)+1 : len(file)-len(second)-1]
	raw, err := hex.DecodeString(string(contents))
	if err != nil {
		t.Fatal(err)
	}
	der, _ := takeApart(t, raw)

	dir := t.TempDir()
	write(t, dir, "root.pem", pki.EncodeCertificates(w.root.Certificate))
	write(t, dir, "seal.p7", der)
	write(t, dir, "signed", append(bytes.Clone(first), second...))
	write(t, dir, "other", append(bytes.Clone(second), first...))
	write(t, dir, "seal.pdf", file)

	verify := func(content string) (string, error) {
		return run(t, dir, "openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", "seal.p7",
			"-content", content, "-CAfile", "root.pem", "-purpose", "any", "-attime", "1772700000", "-out", os.DevNull)
	}
	if out, err := verify("signed"); err != nil {
		t.Errorf("openssl: %v\n%s", err, out)
	}
	if out, err := verify("other"); err == nil {
		t.Errorf("openssl accepts another document: %s", out)
	}
	if out, err := run(t, dir, "openssl", "cms", "-cmsout", "-inform", "DER", "-in", "seal.p7", "-outform", "DER", "-out", "again.p7"); err != nil {
		t.Errorf("openssl: %v\n%s", err, out)
	}
	if again, err := os.ReadFile(filepath.Join(dir, "again.p7")); err != nil || !bytes.Equal(again, der) {
		t.Errorf("openssl writes the DER otherwise (%v)", err)
	}

	out, err := run(t, dir, "pdfsig", "-nocert", "seal.pdf")
	for _, want := range []string{
		"Signature Validation: Signature is Valid.", "Total document signed",
		"Signature Type: " + subFilter, "Signer Certificate Common Name: 示例人事考试中心",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("pdfsig does not say %q (%v):\n%s", want, err, out)
		}
	}
	changed := bytes.Replace(file, []byte("842"), []byte("843"), 1)
	write(t, dir, "changed.pdf", changed)
	out, _ = run(t, dir, "pdfsig", "-nocert", "changed.pdf")
	if !strings.Contains(out, "Digest Mismatch") {
		t.Errorf("pdfsig on a changed file:\n%s", out)
	}
}
