package api_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/apikeys"
	"yinxin.example/yinxin/internal/testenv"
)

// The examples of docs/api.md are run as they stand, line by line, against the
// interface: each reaches an operation, and is answered as it should.
func TestTheExamplesOfTheDocumentation(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(testenv.Root(t), "docs", "api.md"))
	if err != nil {
		t.Fatal(err)
	}
	w, organisation := checker(t)
	organisation = newChecker(t, w, organisation.h, "one", apikeys.OrganisationScopes()...)
	office := newProgram(t, w, organisation.h, authority, apikeys.Scopes()...)
	server := httptest.NewServer(organisation.h)
	defer server.Close()
	held := w.Certificate(t)
	made := w.Apply(t, w.Holder(t, held.Holder), held)
	w.Seal(t)
	file, err := w.Blobs.Get(t.Context(), w.Copy(t, made.Code).Blob)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for name, content := range map[string][]byte{"certificates.csv": sample(t, "certificates.csv"), "decision.pdf": []byte("%PDF-1.7 x"), "copy.pdf": file} {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	delivery := office.delivered("certificates-faulty.csv").ID
	work(t, w)
	names := strings.NewReplacer(
		"/deliveries/ID", "/deliveries/"+delivery, "batch=ID", "batch="+delivery, "/certificates/ID/", "/certificates/"+string(held.ID)+"/",
		"/copies/CODE", "/copies/"+string(made.Code), `"copy":"CODE"`, `"copy":"`+string(made.Code)+`"`, `["…"]`, `[]`, "202611…", held.ManagementNumber, "20260001", held.ManagementNumber,
	)
	ran := 0
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		for line := range strings.Lines(strings.ReplaceAll(block[1], "\\\n", "")) {
			if !strings.HasPrefix(line, "curl ") {
				continue
			}
			key, want := office, http.StatusOK
			if regexp.MustCompile(`/(checks|copies|quota|batches|watches|webhooks)`).MatchString(line) {
				key = organisation
			}
			if strings.Contains(line, "-F file=@") && !strings.Contains(line, "/checks/") || regexp.MustCompile(`/(proposals|watches|webhooks)\s*$`).MatchString(line) {
				want = http.StatusCreated
			}
			if got := curl(t, folder, server.URL, key.token, names.Replace(line)); got != want {
				t.Errorf("%d, want %d: %s", got, want, line)
			}
			ran++
		}
	}
	if ran < 14 {
		t.Errorf("%d examples", ran)
	}
}

// curl runs a line of the documentation and returns the status it was answered.
func curl(t *testing.T, folder, host, key, line string) int {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", "-c", strings.Replace(line, "curl ", `curl --silent --show-error --noproxy '*' --write-out '%{http_code}' `, 1))
	cmd.Dir, cmd.Env, cmd.Stderr = folder, append(os.Environ(), "HOST="+host, "KEY="+key), os.Stderr
	said, err := cmd.Output()
	if err != nil || len(said) < 3 {
		t.Fatalf("%s: %v\n%s", line, err, said)
	}
	code, err := strconv.Atoi(string(said[len(said)-3:])) // behind the answer
	if err != nil {
		t.Fatal(err)
	}
	return code
}
