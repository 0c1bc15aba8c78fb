package world

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// LastCode is the newest one-time code that was sent to a telephone number or
// mail address.
func (w *World) LastCode(t testing.TB, to string) string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(w.Config.OutboxFolder(), "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Backward(names) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		_, after, found := strings.Cut(string(text), "验证码: ")
		if found && strings.Contains(string(text), to) {
			code, _, _ := strings.Cut(after, "\n")
			return code
		}
	}
	t.Fatalf("no code to %s", to)
	return ""
}
