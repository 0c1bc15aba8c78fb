package sealing_test

import (
	"bytes"
	"context"
	"encoding/asn1"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv"
	"yinxin.example/yinxin/internal/testenv/world"
	"yinxin.example/yinxin/verify"
)

// A copy sealed with any kind of key is accepted by us, by openssl and by
// poppler, and refused by each once a byte is another.
func TestEachAlgorithmSeals(t *testing.T) {
	for _, alg := range cms.Algorithms() {
		t.Run(alg.String(), func(t *testing.T) {
			t.Parallel()
			w := world.Sealing(t)
			root := addSeal(t, w, alg)
			c := w.Certificate(t)
			applied := w.Apply(t, w.Holder(t, c.Holder), c)
			w.Seal(t)
			got := w.Copy(t, applied.Code)
			if got.State != cert.Ready {
				t.Fatalf("copy is %s, %q", got.State, got.FailReason)
			}
			file := fileOf(t, w, got)
			changed := bytes.Replace(file, []byte("<dc:format>application/pdf<"), []byte("<dc:format>application/Pdf<"), 1)

			trust, err := verify.ParseTrust(root)
			if err != nil {
				t.Fatal(err)
			}
			opts := verify.Options{Trust: trust, Now: w.Clock.Now}
			if r, err := verify.Check(t.Context(), file, opts); err != nil || r.Verdict != verify.Valid {
				t.Errorf("verify says %s %v, %v", r.Verdict, r.Reasons, err)
			}
			if r, err := verify.Check(t.Context(), changed, opts); err != nil || r.Verdict != verify.Invalid {
				t.Errorf("verify says of a changed file %s %v, %v", r.Verdict, r.Reasons, err)
			}
			if alg == cms.SM2 { // neither of the two knows SM3 in a container: Bouncy Castle does (make conformance)
				return
			}
			if out, ok := opensslSays(t, root, file); !ok {
				t.Errorf("openssl: %s", out)
			}
			if out, ok := opensslSays(t, root, changed); ok {
				t.Errorf("openssl accepts a changed file: %s", out)
			}
			if out := pdfsigSays(t, file); !strings.Contains(out, "Signature is Valid.") || !strings.Contains(out, "Total document signed") {
				t.Errorf("pdfsig: %s", out)
			}
			if out := pdfsigSays(t, changed); !strings.Contains(out, "Digest Mismatch") {
				t.Errorf("pdfsig on a changed file: %s", out)
			}
		})
	}
}

// Copies that are under way together have their SM3 digests made together, and
// each is its own.
func TestManyCopiesUnderSM2(t *testing.T) {
	t.Parallel()
	w := world.Sealing(t)
	trust, err := verify.ParseTrust(addSeal(t, w, cms.SM2))
	if err != nil {
		t.Fatal(err)
	}
	a := w.Holder(t, world.Person())
	var codes []cert.Code
	for range 40 {
		codes = append(codes, w.Apply(t, a, w.Certificate(t)).Code)
	}
	w.Seal(t)
	for _, code := range codes {
		file := fileOf(t, w, w.Copy(t, code))
		if r, err := verify.Check(t.Context(), file, verify.Options{Trust: trust, Now: w.Clock.Now}); err != nil || r.Verdict != verify.Valid {
			t.Errorf("%s is %s %v, %v", code, r.Verdict, r.Reasons, err)
		}
	}
}

// addSeal gives the authority of world.Certificate a newer seal, under a root
// of its own, and returns that root as PEM.
func addSeal(t *testing.T, w *world.World, alg key.Algorithm) []byte {
	t.Helper()
	rootKey, sealKey := generate(t, cms.P256), generate(t, alg)
	from := w.Clock.Now().AddDate(0, -1, 0)
	until := from.AddDate(2, 0, 0)
	root, err := pki.NewRoot(t.Context(), rootKey, pki.RootParams{CommonName: "印信演示根证书", From: from, Until: until})
	if err != nil {
		t.Fatal(err)
	}
	signing, err := pki.IssueSeal(t.Context(), root, sealKey.Public(), pki.SealParams{
		Authority: "示例人事考试中心", Demo: true, From: from, Until: until,
	})
	if err != nil {
		t.Fatal(err)
	}
	seal := sealsOf(t, w)["示例人事考试中心"]
	seal.ID, seal.Algorithm = "seal-"+alg.String(), alg.String()
	seal.Chain = [][]byte{signing.Raw, root.Certificate.Raw}
	seal.CreatedAt = w.Clock.Now()
	if seal.WrappedKey, err = key.Wrap(w.Vault, seal.ID, sealKey); err != nil {
		t.Fatal(err)
	}
	w.Update(t, func(ctx context.Context, tx store.Tx) error { return tx.AddSeal(ctx, seal) })
	return pki.EncodeCertificates(root.Certificate)
}

func generate(t *testing.T, alg key.Algorithm) *key.Private {
	t.Helper()
	k, err := key.Generate(alg)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// opensslSays has openssl verify the CMS of a file over the bytes it covers.
func opensslSays(t *testing.T, root, file []byte) (string, bool) {
	t.Helper()
	covered, der := takeApart(t, file)
	dir := t.TempDir()
	for name, content := range map[string][]byte{"root.pem": root, "covered": covered, "seal.p7": der} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	// -no_check_time: the clock of this world is not the machine's.
	c := exec.CommandContext(t.Context(), testenv.Tool(t, "openssl"), "cms", "-verify", "-cades", "-binary", "-inform", "DER",
		"-in", "seal.p7", "-content", "covered", "-CAfile", "root.pem", "-purpose", "any", "-no_check_time", "-out", os.DevNull)
	c.Dir = dir
	out, err := c.CombinedOutput()
	return string(out), err == nil
}

// takeApart finds what /ByteRange covers and the DER in its gap.
func takeApart(t *testing.T, file []byte) (covered, der []byte) {
	t.Helper()
	found := regexp.MustCompile(`/ByteRange \[0 (\d+) (\d+) (\d+)\]`).FindSubmatch(file)
	if found == nil {
		t.Fatal("no /ByteRange")
	}
	gap, err := strconv.Atoi(string(found[1]))
	if err != nil {
		t.Fatal(err)
	}
	resume, err := strconv.Atoi(string(found[2]))
	if err != nil {
		t.Fatal(err)
	}
	padded, err := hex.DecodeString(string(file[gap+1 : resume-1]))
	if err != nil {
		t.Fatal(err)
	}
	var whole asn1.RawValue
	if _, err := asn1.Unmarshal(padded, &whole); err != nil {
		t.Fatal(err)
	}
	return append(bytes.Clone(file[:gap]), file[resume:]...), whole.FullBytes
}

func pdfsigSays(t *testing.T, file []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "copy.pdf")
	if err := os.WriteFile(name, file, 0o600); err != nil {
		t.Fatal(err)
	}
	out, _ := exec.CommandContext(t.Context(), testenv.Tool(t, "pdfsig"), "-nocert", name).CombinedOutput()
	return string(out)
}
