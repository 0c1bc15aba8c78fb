package cli_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/cli"
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
