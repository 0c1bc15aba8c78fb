package cli_test

import (
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/cli"
)

// A folder that is not there would let every certificate in without its photo.
func TestImportRefusesPhotosThatAreNotThere(t *testing.T) {
	var said bytes.Buffer
	missing := filepath.Join(t.TempDir(), "missing")
	if status := cli.Main([]string{"import", "delivery.csv", "--photos", missing}, io.Discard, &said); status != 2 {
		t.Errorf("status %d", status)
	}
	if !strings.Contains(said.String(), "--photos") {
		t.Errorf("said %q", said.String())
	}
}
