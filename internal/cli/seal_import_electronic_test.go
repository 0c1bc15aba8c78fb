package cli_test

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/cli"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/ses"
	"yinxin.example/yinxin/internal/signature/x509cert"
	"yinxin.example/yinxin/internal/testenv"
	"yinxin.example/yinxin/internal/testenv/world"
)

// esealFor is the SESeal that a new maker makes for the first certificate of a
// chain, PEM.
func esealFor(t *testing.T, chain []byte) []byte {
	t.Helper()
	block, _ := pem.Decode(chain)
	signing, err := x509cert.Parse(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	private, err := key.Generate(cms.SM2)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Now().Add(-time.Hour).Truncate(time.Second)
	maker, err := pki.NewRoot(t.Context(), private, pki.RootParams{CommonName: "示例制章中心", From: at, Until: at.AddDate(9, 0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	// A root signs certificates and lists alone; who makes seals signs them.
	certificate, err := pki.IssueSeal(t.Context(), maker, private.Public(), pki.SealParams{Authority: "示例制章中心", Demo: true, From: at, Until: at.AddDate(1, 0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	made, err := ses.Maker{Certificate: certificate, Key: private}.Make(t.Context(), ses.SealParams{
		ID: "DEMO-1", Vendor: "Elsewhere", Type: 1, Name: "示例人事考试中心", Signers: []*x509.Certificate{signing},
		CreatedAt: at, From: at, Until: at.AddDate(1, 0, 0), Picture: ses.Picture{PNG: picture.Bytes(), Width: 40, Height: 40},
	})
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "SES SEAL", Bytes: made.DER})
}

// What an authority gets from others: an SM2 key with its chain in PKCS #12, and
// the electronic seal made for it.
func TestAnElectronicSealIsImported(t *testing.T) {
	folder, files := t.TempDir(), t.TempDir()
	world.Demonstration(t, folder)
	in := func(name string) string { return filepath.Join(files, name) }
	openssl := func(args ...string) {
		t.Helper()
		if out, err := exec.CommandContext(t.Context(), testenv.Tool(t, "openssl"), args...).CombinedOutput(); err != nil {
			t.Fatalf("openssl %v: %v\n%s", args, err, out)
		}
	}
	write := func(name string, content []byte) {
		t.Helper()
		if err := os.WriteFile(in(name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	openssl("genpkey", "-algorithm", "SM2", "-out", in("seal.key"))
	openssl("req", "-new", "-key", in("seal.key"), "-sm3", "-subj", "/C=CN/O=示例人事考试中心/CN=seal", "-utf8", "-out", in("seal.csr"))
	chain := issued(t, in("seal.csr"))
	write("chain.pem", chain)
	write("password", []byte("口令\n"))
	write("seal.esl", esealFor(t, chain))
	openssl("pkcs12", "-export", "-inkey", in("seal.key"), "-in", in("chain.pem"), "-keypbe", "SM4-CBC", "-certpbe", "SM4-CBC", "-macalg", "sm3",
		"-passout", "pass:口令", "-out", in("seal.p12"))
	run := func(args ...string) (int, string) {
		var out bytes.Buffer
		status := cli.Main(append([]string{"seal", "import", in("seal.p12"), "--password-file", in("password"), "--form", "sm2seal-second", "--may", "注册测绘师",
			"--reason", "换发", "--propose", "custodian1", "--approve", "custodian2", "--data", folder}, args...), &out, &out)
		return status, out.String()
	}
	if status, said := run(); status == 0 || !strings.Contains(said, "eseal_missing") {
		t.Errorf("without its SESeal: %d, %s", status, said)
	}
	status, said := run("--electronic", in("seal.esl"))
	if status != 0 || !strings.Contains(said, "已启用") || !strings.Contains(said, "示例制章中心") || strings.Contains(said, "口令") {
		t.Errorf("%d, %s", status, said)
	}
	var list bytes.Buffer
	if status := cli.Main([]string{"seal", "list", "--data", folder}, &list, &list); status != 0 || strings.Count(list.String(), "sm2  sm2seal-second") != 2 { // and the demonstration's own
		t.Errorf("%d, %s", status, &list)
	}
}
