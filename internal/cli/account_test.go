package cli_test

import (
	"bytes"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/cli"
	"yinxin.example/yinxin/internal/testenv/world"
)

func TestStaffWorkForAnAuthorityOfTheCatalogue(t *testing.T) {
	folder := t.TempDir()
	world.Demonstration(t, folder)
	for _, test := range []struct {
		authority string
		status    int
		says      string
	}{
		{"示例人事考试中新", 2, "staff_authority_unknown"},
		{"示例税务师协会", 0, "temporary password"},
	} {
		var said bytes.Buffer
		args := []string{"account", "add", "--role", "administrator", "--username", "first", "--authority", test.authority, "--data", folder}
		if status := cli.Main(args, &said, &said); status != test.status || !strings.Contains(said.String(), test.says) {
			t.Errorf("%s: status %d, said %q", test.authority, status, said.String())
		}
	}
}
