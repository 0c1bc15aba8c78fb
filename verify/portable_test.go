package verify_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Whoever imports the package from elsewhere needs nothing but it and std, and
// can build it for a browser.
func TestCompilesElsewhereAndForWasm(t *testing.T) {
	here, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module elsewhere.example/app\n\ngo 1.26\n\n"+
		"require yinxin.example/yinxin v0.0.0\n\nreplace yinxin.example/yinxin => "+here+"\n")
	write(t, filepath.Join(dir, "main.go"), `package main

import (
	"context"
	"fmt"
	"time"

	"yinxin.example/yinxin/verify"
)

func main() {
	report, err := verify.Check(context.Background(), []byte("%PDF-1.7"), verify.Options{Now: time.Now})
	fmt.Println(report.Verdict, report.Sentence("en"), err)
}
`)
	sums, err := os.ReadFile("../go.sum")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "go.sum"), string(sums))
	for _, target := range [][]string{{"GOOS=js", "GOARCH=wasm"}, nil} {
		out, err := goTool(t, dir, target, "build", "-mod=mod", "-o", filepath.Join(dir, "app"), ".")
		if err != nil {
			t.Fatalf("%v: %s", target, out)
		}
	}
	out, err := exec.CommandContext(t.Context(), filepath.Join(dir, "app")).CombinedOutput()
	if err != nil || !strings.HasPrefix(string(out), "indeterminate") {
		t.Errorf("%v: %s", err, out)
	}
}

func TestImportsNoNetworkDatabaseProcessOrC(t *testing.T) {
	out, err := goTool(t, ".", []string{"CGO_ENABLED=1"}, "list", "-deps", ".")
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for name := range strings.FieldsSeq(out) {
		switch {
		case name == "net/http", name == "database/sql", name == "os/exec", name == "C":
			t.Errorf("imports %s", name)
		case strings.HasPrefix(name, "github.com/emmansun/gmsm/"), strings.HasPrefix(name, "golang.org/x/crypto/cryptobyte"):
			// SM2 and SM3
		case strings.Contains(strings.Split(name, "/")[0], ".") && !strings.HasPrefix(name, "yinxin.example/yinxin/"):
			t.Errorf("imports %s, which is neither std nor ours", name)
		}
	}
}

func goTool(t *testing.T, dir string, env []string, args ...string) (string, error) {
	t.Helper()
	c := exec.CommandContext(t.Context(), "go", args...)
	c.Dir = dir
	c.Env = append(os.Environ(), append([]string{"GOFLAGS=", "GOPROXY=off", "GOWORK=off"}, env...)...)
	out, err := c.CombinedOutput()
	return string(out), err
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
