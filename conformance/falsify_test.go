package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const sealedFile = "%PDF-1.7\n4 0 obj\n<< /Type /Pages /Kids [5 0 R] >>\nendobj\n" +
	"5 0 obj\n<< /Type /Page /Parent 4 0 R >>\nendobj\n/M (D:20261122063702Z)\n" +
	"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 6 /Root 3 0 R >>\nstartxref\n156\n%%EOF\n"

func TestFalsify(t *testing.T) {
	work := t.TempDir()
	file := filepath.Join(work, "a.pdf")
	if err := os.WriteFile(file, []byte(sealedFile), 0o600); err != nil {
		t.Fatal(err)
	}
	fakes, err := falsify(file, work)
	if err != nil {
		t.Fatal(err)
	}
	if len(fakes) != 2 {
		t.Fatalf("%d fakes, want 2", len(fakes))
	}
	for _, fake := range fakes {
		if got, err := os.ReadFile(fake.path); err != nil || string(got) == sealedFile {
			t.Errorf("%s is the file itself: %v", fake.path, err)
		}
	}
}

func TestChangedChangesOneSignedByte(t *testing.T) {
	got, err := changed([]byte(sealedFile))
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.Replace(sealedFile, "063702Z", "063703Z", 1); string(got) != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

func TestAppendedLeavesSignedBytesAlone(t *testing.T) {
	got, err := appended([]byte(sealedFile))
	if err != nil {
		t.Fatal(err)
	}
	revision, found := bytes.CutPrefix(got, []byte(sealedFile))
	if !found {
		t.Fatalf("the file itself is changed: %s", got)
	}
	for _, part := range []string{"5 0 obj\n<< /Rotate 180 /Type /Page /Parent 4 0 R >>", "/Prev 156", "/Root 3 0 R"} {
		if !bytes.Contains(revision, []byte(part)) {
			t.Errorf("the revision has no %q: %s", part, revision)
		}
	}
}

func TestFalsifyRefusesWhatItCannotChange(t *testing.T) {
	if _, err := changed([]byte("%PDF-1.7")); err == nil {
		t.Error("changed a file without a signing time")
	}
	if _, err := appended([]byte("%PDF-1.7")); err == nil {
		t.Error("appended to a file without a trailer")
	}
}
