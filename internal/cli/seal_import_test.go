package cli_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"yinxin.example/yinxin/internal/cli"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/testenv/world"
)

// keyFile makes a PKCS #12 file of a demonstration's seal.
func keyFile(t *testing.T, password string) []byte {
	t.Helper()
	at := time.Now().Truncate(time.Second)
	ca, err := key.Generate(cms.P256)
	if err != nil {
		t.Fatal(err)
	}
	root, err := pki.NewRoot(t.Context(), ca, pki.RootParams{CommonName: "演示机构根", From: at.AddDate(-1, 0, 0), Until: at.AddDate(9, 0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := pki.IssueSeal(t.Context(), root, &private.PublicKey, pki.SealParams{
		Authority: "示例人事考试中心", Demo: true, From: at.AddDate(0, 0, -1), Until: at.AddDate(1, 0, 0),
	})
	if err != nil {
		t.Fatal(err)
	}
	content, err := pkcs12.Modern2023.Encode(private, leaf, []*x509.Certificate{root.Certificate}, password)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestASealIsImportedInTwoNames(t *testing.T) {
	folder := t.TempDir()
	world.Demonstration(t, folder)
	write := func(name, content string, mode os.FileMode) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(content), mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	file := write("seal.p12", string(keyFile(t, "口令 1")), 0o600)
	right, wrong := write("right", "口令 1\n", 0o600), write("wrong", "口令 2\n", 0o600)
	open := write("open", "口令 1\n", 0o644)
	if err := os.Chmod(open, 0o644); err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) (int, string) {
		var out, said bytes.Buffer
		status := cli.Main(append([]string{"seal", "import", file, "--may", "注册测绘师", "--reason", "换发", "--data", folder}, args...), &out, &said)
		return status, out.String() + said.String()
	}
	pair := []string{"--propose", "custodian1", "--approve", "custodian2"}
	for _, test := range []struct {
		args []string
		want string
	}{
		{append(pair, "--password-file", wrong), "key_file_password"},
		{append(pair, "--password-file", open), "secret_readable"},
		{pair, "key_file_no_terminal"},
		{[]string{"--propose", "custodian1", "--approve", "custodian1", "--password-file", right}, "second_pair_of_eyes"},
	} {
		if status, said := run(test.args...); status == 0 || !strings.Contains(said, test.want) {
			t.Errorf("%v: %d, %s", test.args, status, said)
		}
	}
	status, said := run(append(pair, "--password-file", right)...)
	if status != 0 || !strings.Contains(said, "示例人事考试中心") || !strings.Contains(said, "已启用") || strings.Contains(said, "口令 1") {
		t.Errorf("%d, %s", status, said)
	}
	if status, said := run(append(pair, "--password-file", right)...); status == 0 || !strings.Contains(said, "key_file_taken") {
		t.Errorf("twice: %d, %s", status, said)
	}
}
