package archtest

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// confinement keeps a subject in the few packages whose business it is.
type confinement struct {
	subject string
	imports []string // import paths; "x/..." is x and all beneath
	in      []string // packages that may, in the same notation
}

func confinements() []confinement {
	return []confinement{
		{"SQL",
			[]string{"database/sql/...", "github.com/jackc/pgx/v5/...", "modernc.org/sqlite/...", "github.com/pressly/goose/v3/..."},
			[]string{"internal/store/...", "internal/queue/river", "internal/testenv/..."}},
		{"HTTP",
			[]string{"net/http/..."},
			// Timestamps are asked for over HTTP alone (RFC 3161, 3.4).
			[]string{"client/...", "internal/web/...", "internal/blob/s3", "internal/messages/...", "internal/timestamps",
				"internal/telemetry", "internal/app", "internal/bench", "internal/cli/...", "internal/demo", "internal/testenv/...", "conformance/..."}},
		{"River",
			[]string{"github.com/riverqueue/river/..."},
			[]string{"internal/queue/river"}},
		{"HTML",
			[]string{"html/template"},
			[]string{"internal/web/...", "internal/messages/..."}},
		{"configuration files",
			[]string{"github.com/knadh/koanf/v2/..."},
			[]string{"internal/config"}},
		{"command lines",
			[]string{"github.com/alecthomas/kong", "flag"},
			[]string{"internal/cli/...", "conformance/..."}},
		{"metrics",
			[]string{"github.com/prometheus/client_golang/..."},
			[]string{"internal/telemetry"}},
		{"programs beside ours",
			[]string{"os/exec", "plugin", "C"},
			[]string{"internal/testenv/...", "conformance/...", "internal/signature/key/..."}},
		{"key devices",
			[]string{"github.com/miekg/pkcs11"},
			[]string{"internal/signature/key/...", "internal/bench"}},
		{"Web Authentication",
			[]string{"github.com/go-webauthn/webauthn/..."},
			[]string{"internal/passkeys"}},
		{"a browser",
			[]string{"github.com/chromedp/chromedp/...", "github.com/chromedp/cdproto/..."},
			[]string{"internal/testenv/..."}},
		{"SM2, SM3 and SM4",
			[]string{"github.com/emmansun/gmsm/..."},
			[]string{"internal/signature/digest", "internal/signature/sm2key", "internal/signature/key", "internal/signature/pbe", "internal/bench"}},
		{"weak randomness",
			[]string{"math/rand", "math/rand/v2"},
			[]string{"internal/bench"}},
	}
}

// covers reports whether a pattern of this package names the path.
func covers(pattern, path string) bool {
	under, subtree := strings.CutSuffix(pattern, "/...")
	return path == under || subtree && strings.HasPrefix(path, under+"/")
}

func coversAny(patterns []string, path string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool { return covers(pattern, path) })
}

func TestSubjectsStayWhereTheyBelong(t *testing.T) {
	for _, pkg := range readTree(t) {
		for _, imported := range pkg.imports() {
			for _, c := range confinements() {
				if coversAny(c.imports, imported) && !coversAny(c.in, pkg.path) {
					t.Errorf("%s imports %s: only %s may say %s", pkg.path, imported, strings.Join(c.in, ", "), c.subject)
				}
			}
		}
	}
}

func TestOnlyAppJoinsAdaptersAndUseCases(t *testing.T) {
	all := layers()
	joiners := []string{"internal/app", "internal/demo", "internal/bench", "internal/cli/...", "conformance/..."}
	for _, pkg := range readTree(t) {
		met := map[string]string{}
		for _, imported := range pkg.imports() {
			to, ours := strings.CutPrefix(imported, module+"/")
			if l, placed := layerOf(all, to); ours && placed {
				met[l.name] = to
			}
		}
		if met["adapters"] != "" && met["use cases"] != "" && !coversAny(joiners, pkg.path) {
			t.Errorf("%s joins %s and %s: that is internal/app's work", pkg.path, met["adapters"], met["use cases"])
		}
	}
}

// The public packages are small to depend on: their whole graph, the standard
// library's share included, stays away from what an offline check in a
// browser or in someone else's program must not drag in.
func TestPublicPackagesHaveSmallGraphs(t *testing.T) {
	tests := []struct {
		pkg     string
		without []string
	}{
		{"verify", []string{"net/http/...", "database/sql/...", "os/exec", "runtime/cgo", "plugin"}},
		{"client", []string{"database/sql/...", "os/exec", module + "/internal/..."}},
	}
	known := map[string]bool{}
	for _, pkg := range readTree(t) {
		known[pkg.path] = true
	}
	for _, test := range tests {
		if !known[test.pkg] {
			continue // not built yet; TestEveryPackageIsPlaced knows where it goes
		}
		list := exec.CommandContext(t.Context(), "go", "list", "-deps", "./"+test.pkg)
		list.Dir = root
		list.Env = append(list.Environ(), "CGO_ENABLED=0")
		out, err := list.Output()
		if err != nil {
			t.Fatalf("go list -deps ./%s: %v", test.pkg, err)
		}
		for _, imported := range strings.Fields(string(out)) {
			if coversAny(test.without, imported) {
				t.Errorf("%s has %s in its graph", test.pkg, imported)
			}
		}
	}
}

func TestVerifyBuildsForTheBrowser(t *testing.T) {
	if !slices.ContainsFunc(readTree(t), func(p pkg) bool { return p.path == "verify" }) {
		return
	}
	// Not vet: it would read the tests too, which start programs.
	build := exec.CommandContext(t.Context(), "go", "build", "./verify")
	build.Dir = root
	build.Env = append(build.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Errorf("verify does not build for js/wasm: %v\n%s", err, out)
	}
}
