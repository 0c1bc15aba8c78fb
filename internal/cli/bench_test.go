package cli_test

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/cli"
)

func TestBenchImportGivesItsFigures(t *testing.T) {
	var out bytes.Buffer
	if status := cli.Main([]string{"bench", "import", "--rows", "200", "--json"}, &out, io.Discard); status != 0 {
		t.Fatal("status", status)
	}
	var figures map[string]float64
	if err := json.Unmarshal(out.Bytes(), &figures); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"seconds", "raw_seconds", "ratio", "peak_bytes"} {
		if figures[name] <= 0 {
			t.Errorf("%s is %v", name, figures[name])
		}
	}
	if status := cli.Main([]string{"bench", "import", "--rows", "0"}, io.Discard, io.Discard); status != 2 {
		t.Errorf("no rows: status %d", status)
	}
}

// The plain program says how to build one that can.
func TestBenchWithoutDevices(t *testing.T) {
	t.Parallel()
	var out, said bytes.Buffer
	if status := cli.Main([]string{"bench", "hsm"}, &out, &said); status == 0 || !strings.Contains(said.String(), "make build-pkcs11") {
		t.Errorf("%d, %s", status, said.String())
	}
}
