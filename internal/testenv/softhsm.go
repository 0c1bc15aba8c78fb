package testenv

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Token is a SoftHSM token in a folder of its own.
type Token struct {
	Module, Label, PIN string
	PINFile            string // mode 0600
}

// SoftHSM makes an empty token and points the process's SOFTHSM2_CONF at it, so
// the test cannot run beside others of its kind. Whoever opened the module has
// to close it before the next token is made.
func SoftHSM(t testing.TB) Token {
	t.Helper()
	const module = "/usr/lib/softhsm/libsofthsm2.so"
	if _, err := os.Stat(module); err != nil {
		t.Fatalf("%s is not installed: run make deps", module)
	}
	folder := t.TempDir()
	token := Token{Module: module, Label: "yinxin-test", PIN: "135790", PINFile: filepath.Join(folder, "pin")}
	tokens, conf := filepath.Join(folder, "tokens"), filepath.Join(folder, "softhsm2.conf")
	if err := os.Mkdir(tokens, 0o700); err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("directories.tokendir = %s\nobjectstore.backend = file\nlog.level = ERROR\n", tokens)
	for path, content := range map[string]string{conf: text, token.PINFile: token.PIN + "\n"} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("SOFTHSM2_CONF", conf)
	initialise := exec.CommandContext(t.Context(), Tool(t, "softhsm2-util"), "--init-token", "--free",
		"--label", token.Label, "--pin", token.PIN, "--so-pin", "246801")
	if out, err := initialise.CombinedOutput(); err != nil {
		t.Fatalf("softhsm2-util: %v\n%s", err, out)
	}
	return token
}
