package cli_test

import (
	"bytes"
	"encoding/pem"
	"io"
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
	"yinxin.example/yinxin/internal/signature/x509cert"
	"yinxin.example/yinxin/internal/testenv"
	"yinxin.example/yinxin/internal/testenv/world"
)

func TestASealIsMadeInTwoNames(t *testing.T) {
	folder := t.TempDir()
	world.Demonstration(t, folder)
	request := filepath.Join(folder, "seal.csr.pem")
	run := func(args ...string) (int, string) {
		var out, said bytes.Buffer
		status := cli.Main(append(args, "--data", folder), &out, &said)
		return status, out.String() + said.String()
	}
	create := []string{"seal", "create", "--may", "注册测绘师=2027-01-01", "--reason", "换发", "--out", request, "--propose", "custodian1", "--approve"}
	if status, said := run(append(create, "custodian1")...); status == 0 || !strings.Contains(said, "second_pair_of_eyes") {
		t.Errorf("one alone: %d, %s", status, said)
	}
	if status, said := run(append(create, "officer")...); status == 0 || !strings.Contains(said, "duty_missing") {
		t.Errorf("with an officer: %d, %s", status, said)
	}
	if status, said := run(append(create, "custodian9")...); status == 0 || !strings.Contains(said, "custodian9") || !strings.Contains(said, "staff_unknown") {
		t.Errorf("with nobody: %d, %s", status, said)
	}
	if status, said := run(append(create, "custodian2")...); status != 0 || !strings.Contains(said, "示例人事考试中心") {
		t.Errorf("two custodians: %d, %s", status, said)
	}
	if text, err := os.ReadFile(request); err != nil || !bytes.HasPrefix(text, []byte("-----BEGIN CERTIFICATE REQUEST-----")) {
		t.Errorf("request %q, %v", text, err)
	}
	if status, said := run("seal", "list"); status != 0 || !strings.Contains(said, "awaiting_chain") || !strings.Contains(said, "demo-seal-1") {
		t.Errorf("list: %d, %s", status, said)
	}
	if status := cli.Main([]string{"seal", "create"}, io.Discard, io.Discard); status == 0 {
		t.Error("made of nothing")
	}
}

func TestNothingIsRenewedOfSealsThatAskForNoTime(t *testing.T) {
	folder := t.TempDir()
	world.Demonstration(t, folder)
	for _, test := range []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{"--dry-run", "--before", "2199-01-01", "--below", "b-lta"}, 0, "due: 0\n"},
		{[]string{"--algorithm", "rsa2048-sha256"}, 0, "renewed: 0\n"},
		{[]string{"--before", "soon"}, 2, "--before"},
		{[]string{"--below", "b-x"}, 2, "b-x"},
	} {
		var out bytes.Buffer
		if status := cli.Main(append([]string{"seal", "renew", "--data", folder}, test.args...), &out, &out); status != test.status || !strings.Contains(out.String(), test.says) {
			t.Errorf("%v: %d, %s", test.args, status, &out)
		}
	}
}

// A seal of SM2 that stands behind another: its request, its chain, the
// electronic seal that openssl's keys make, and its use.
func TestAnElectronicSealIsMadeAndUsed(t *testing.T) {
	folder, files := t.TempDir(), t.TempDir()
	world.Demonstration(t, folder)
	in := func(name string) string { return filepath.Join(files, name) }
	run := func(args ...string) string {
		t.Helper()
		var out bytes.Buffer
		if status := cli.Main(append(args, "--data", folder), &out, &out); status != 0 {
			t.Fatalf("%v: %d, %s", args, status, &out)
		}
		return out.String()
	}
	names := []string{"--reason", "国密", "--propose", "custodian1", "--approve", "custodian2"}
	said := run(append([]string{"seal", "create", "--form", "sm2seal-second", "--may", "注册测绘师", "--out", in("seal.csr.pem")}, names...)...)
	id := strings.Fields(said)[2]

	root := func(key, certificate, name string) {
		t.Helper()
		for _, args := range [][]string{
			{"genpkey", "-algorithm", "SM2", "-out", in(key)},
			{"req", "-new", "-x509", "-key", in(key), "-sm3", "-sigopt", "distid:1234567812345678", "-subj", "/C=CN/O=" + name + "/CN=" + name, "-utf8", "-days", "30", "-out", in(certificate)},
			{"pkcs8", "-topk8", "-in", in(key), "-v2", "sm4-cbc", "-passout", "pass:口令", "-out", in(key) + ".encrypted"},
		} {
			if out, err := exec.CommandContext(t.Context(), testenv.Tool(t, "openssl"), args...).CombinedOutput(); err != nil {
				t.Fatalf("openssl %v: %v\n%s", args, err, out)
			}
		}
	}
	root("maker.key", "maker.crt", "示例制章中心")
	both, err := os.ReadFile(in("maker.key.encrypted"))
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := os.ReadFile(in("maker.crt"))
	if err == nil {
		err = os.WriteFile(in("maker.pem"), append(both, certificate...), 0o600)
	}
	if err == nil {
		err = os.WriteFile(in("chain.pem"), issued(t, in("seal.csr.pem")), 0o600)
	}
	if err == nil {
		err = os.WriteFile(in("password"), []byte("口令\n"), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	run("seal", "object", id, in("chain.pem"), "--maker", in("maker.pem"), "--password-file", in("password"), "--out", in("seal.esl"))
	said = run(append([]string{"seal", "chain", id, in("chain.pem"), "--electronic", in("seal.esl")}, names...)...)
	if !strings.Contains(said, "制章单位") || !strings.Contains(said, "示例制章中心") {
		t.Errorf("chain: %s", said)
	}
	if said = run("seal", "list"); !strings.Contains(said, "sm2  sm2seal-second") {
		t.Errorf("list: %s", said)
	}
}

// issued is the chain that a CA of SM2 gives for a request.
func issued(t *testing.T, request string) []byte {
	t.Helper()
	text, err := os.ReadFile(request)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	asked, err := x509cert.ParseRequest(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	private, err := key.Generate(cms.SM2)
	if err != nil {
		t.Fatal(err)
	}
	from := time.Now().AddDate(0, 0, -1).Truncate(time.Second)
	root, err := pki.NewRoot(t.Context(), private, pki.RootParams{CommonName: "示例机构根", From: from, Until: from.AddDate(9, 0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	signing, err := pki.IssueSeal(t.Context(), root, asked.PublicKey, pki.SealParams{
		Authority: asked.Subject.Organization[0], Demo: true, From: from, Until: from.AddDate(1, 0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	return pki.EncodeCertificates(signing, root.Certificate)
}
