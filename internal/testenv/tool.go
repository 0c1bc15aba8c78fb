package testenv

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Tool returns the path of a program, or fails the test when it is not
// installed.
func Tool(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%s is not installed: run make deps", name)
	}
	return path
}

// Root returns the module's folder, the one with go.mod.
func Root(t testing.TB) string {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder
		}
		parent := filepath.Dir(folder)
		if parent == folder {
			t.Fatal("no go.mod above the working directory")
		}
		folder = parent
	}
}

// Built returns a file that make deps puts under build/, or fails the test
// when it is not there.
func Built(t testing.TB, path string) string {
	t.Helper()
	full := filepath.Join(Root(t), "build", path)
	if _, err := os.Stat(full); err != nil {
		t.Fatalf("build/%s is not there: run make deps", path)
	}
	return full
}
