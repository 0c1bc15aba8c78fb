package view_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/locale"
)

// Every action that a use case records in the trail has a text, once its family
// (what is before the dot) has any.
func TestEveryActionHasAText(t *testing.T) {
	catalog, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	families := map[string]bool{}
	for _, key := range catalog.Keys() {
		if action, ok := strings.CutPrefix(key, "action."); ok {
			family, _, _ := strings.Cut(action, ".")
			families[family] = true
		}
	}
	found := 0
	for _, code := range codesInUseCases(t) {
		family, _, _ := strings.Cut(code, ".")
		if !families[family] {
			continue
		}
		found++
		if !catalog.Has("action." + code) {
			t.Errorf("%s has no text for the trail", code)
		}
	}
	if found < 60 {
		t.Errorf("only %d actions found", found)
	}
}

// codesInUseCases are the literals of use cases that look like actions: two
// words and a dot.
func codesInUseCases(t *testing.T) []string {
	t.Helper()
	literal := regexp.MustCompile(`"([a-z_]+\.[a-z_]+)"`)
	elsewhere := []string{"bench", "cli", "demo", "journey", "locale", "store", "testenv", "web"}
	otherwise := regexp.MustCompile(`^(seal|certificate)\.(algorithm|authority|issuer|compromised_at|eseal|eseal_fingerprint|eseal_maker|eseal_until|fingerprint|form|key|revocation|sealing_from|serial|state|subject|valid_from|valid_until)$|` + // fields of proposals
		`^catalogue\.(added|changed|more|removed)$|^(certificate|copy|watch)\.(cancelled|corrected|expired|reissued|resumed|revoked|suspended|withdrawn|ended)$|` + // and events
		`^delivery\.(take|undrawn)$|^identity\.tried$`) // operations of errors, and a setting
	var codes []string
	err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && slices.Contains(elsewhere, entry.Name()) && path != "../.." {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(path)
		for _, match := range literal.FindAllStringSubmatch(string(text), -1) {
			if !otherwise.MatchString(match[1]) {
				codes = append(codes, match[1])
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}
