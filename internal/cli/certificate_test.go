package cli_test

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/cli"
	"yinxin.example/yinxin/internal/testenv/world"
)

// A command proposes and never decides; who may not propose is refused.
func TestAChangeProposedByCommand(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "demo")
	world.Demonstration(t, folder)
	run := func(by string, more ...string) (status int, said string) {
		var out bytes.Buffer
		args := append([]string{"certificate", "revoke", "2021437336863000284", "--data", folder, "--by", by, "--reason", "以虚假材料取得"}, more...)
		status = cli.Main(args, &out, &out)
		return status, out.String()
	}
	base := []string{"--legal-base", "第三十一号令第十条"}
	for _, test := range []struct {
		name, by string
		more     []string
		status   int
		says     string
	}{
		{"without a legal base", "officer", nil, 2, "legal_base_missing"},
		{"by a reviewer", "reviewer", base, 2, "duty_missing"},
		{"by another authority", "officer2", base, 2, "certificate_not_found"},
		{"by nobody", "nobody", base, 2, "staff_unknown"},
		{"by an officer", "officer", base, 0, "/console/proposals/"},
		{"again", "officer", base, 2, "proposal_open"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if status, said := run(test.by, test.more...); status != test.status || !strings.Contains(said, test.says) {
				t.Errorf("status %d, said %q", status, said)
			}
		})
	}
}
