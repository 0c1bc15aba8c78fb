package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestOnlyTheSignatureMayOffend(t *testing.T) {
	for said, want := range map[string]bool{
		"FAIL 2u FAIL 6.4.3-3 FAIL 6.4.3-2":              true,
		"FAIL 2u FAIL 6.4.3-2 FAIL 6.4.3-3":              true,
		"FAIL 2u FAIL 6.4.3-2":                           false,
		"FAIL 2u FAIL 6.4.3-2 FAIL 6.4.3-3 FAIL 6.1.3-1": false,
		"PASS 2u": false,
	} {
		j := allButSignature(judge{"veraPDF", form, func(context.Context, string) (string, bool) { return said, false }})
		if got, accepted := j.ask(t.Context(), "a.pdf"); accepted != want || got != said {
			t.Errorf("%s: %t", said, accepted)
		}
	}
}

func TestFalsifiedElectronicSealsDiffer(t *testing.T) {
	work := t.TempDir()
	path := func(name string) string { return filepath.Join(work, name) }
	alone, both := []byte(sealedFile+"/Contents <3000>"), []byte(sealedFile+"/Contents <3100>")
	const head, end = "/ByteRange [0 037 043 003] /Contents ", "end"
	stamped := []byte(head + "<3000>" + end)
	for name, content := range map[string][]byte{"alone.pdf": alone, "stamped.pdf": stamped, "both.pdf": both} {
		if err := os.WriteFile(path(name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	files, err := falsifyElectronic(path("alone.pdf"), path("stamped.pdf"), path("both.pdf"), work)
	if err != nil || len(files) != 3 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		of := alone
		if strings.HasSuffix(file, "-stamped.pdf") {
			of = stamped
		}
		if err != nil || len(content) != len(of) || bytes.Equal(content, of) {
			t.Errorf("%s is %q, %v", file, content, err)
		}
	}
}
