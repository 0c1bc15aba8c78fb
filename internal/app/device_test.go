package app

import (
	"os"
	"path/filepath"
	"testing"

	"yinxin.example/yinxin/internal/fault"
)

// The PIN is read from a file of the server's account alone, or from what the
// service manager hands over.
func TestPIN(t *testing.T) {
	folder := t.TempDir()
	write := func(name string, mode os.FileMode) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte("135790\n"), mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	if pin, err := readPIN(write("private", 0o600)); err != nil || pin != "135790" {
		t.Errorf("%q, %v", pin, err)
	}
	if _, err := readPIN(write("open", 0o644)); fault.ReasonOf(err) != "secret_readable" {
		t.Errorf("a file that others read: %v", err)
	}
	if _, err := readPIN(filepath.Join(folder, "none")); err == nil {
		t.Error("no file")
	}
	t.Setenv("CREDENTIALS_DIRECTORY", "")
	if _, err := readPIN(""); fault.ReasonOf(err) != "hsm_pin_refused" {
		t.Errorf("neither file nor credential: %v", err)
	}
	t.Setenv("CREDENTIALS_DIRECTORY", folder)
	write("yinxin-hsm-pin", 0o440)
	if pin, err := readPIN(""); err != nil || pin != "135790" {
		t.Errorf("credential %q, %v", pin, err)
	}
}
