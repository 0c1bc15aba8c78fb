package archtest

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// modernc.org/sqlite is C translated against one version of its libc, and
// breaks with any other, in ways no compiler sees.
func TestSQLiteHasTheLibcItWasMadeFor(t *testing.T) {
	wants, err := os.ReadFile(goList(t, "-m", "-f", "{{.GoMod}}", "modernc.org/sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`modernc\.org/libc (v\S+)`).FindSubmatch(wants)
	if found == nil {
		t.Fatal("sqlite's go.mod names no libc")
	}
	if got := goList(t, "-m", "-f", "{{.Version}}", "modernc.org/libc"); got != string(found[1]) {
		t.Errorf("modernc.org/libc is %s; sqlite was made for %s: pin that in go.mod", got, found[1])
	}
}

// A replaced module would build here and nowhere else.
func TestNoModuleIsReplaced(t *testing.T) {
	if replaced := goList(t, "-m", "-f", "{{if .Replace}}{{.Path}}{{end}}", "all"); replaced != "" {
		t.Errorf("replaced: %s", replaced)
	}
}

// goList returns what the go command lists, without the blank space around it.
func goList(t *testing.T, args ...string) string {
	t.Helper()
	list := exec.CommandContext(t.Context(), "go", append([]string{"list"}, args...)...)
	list.Dir = root
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list %s: %v", strings.Join(args, " "), err)
	}
	return strings.TrimSpace(string(out))
}
