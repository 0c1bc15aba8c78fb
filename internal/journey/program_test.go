package journey_test

import (
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/apikeys"
	"yinxin.example/yinxin/internal/testenv"
)

// curl asks the API as docs/api.md shows it, and returns the answer's status
// and its fields.
func (d *demonstration) curl(t *testing.T, token, path string, args ...string) (string, map[string]any) {
	t.Helper()
	body := filepath.Join(t.TempDir(), "body")
	all := append([]string{"-sS", "--noproxy", "*", "-o", body, "-w", "%{http_code}", "-H", "Authorization: Bearer " + token}, args...)
	command := exec.CommandContext(t.Context(), testenv.Tool(t, "curl"), append(all, d.URL+"/api/v1"+path)...)
	status, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(body)
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]any
	if err := json.Unmarshal(text, &fields); err != nil {
		t.Fatalf("%s: %s %s", path, status, text)
	}
	return string(status), fields
}

// A province's program delivers a file without a person, and a person releases
// it.
func TestAProgramDeliversWithCurl(t *testing.T) {
	d := start(t)
	admin := d.signedIn(t, "administrator")
	page, token := admin.makeKey(apikeys.WriteDeliveries, apikeys.ReadDeliveries)
	file := filepath.Join(t.TempDir(), "certificates.csv")
	if err := os.WriteFile(file, sampleFile(t, "certificates-faulty.csv"), 0o600); err != nil {
		t.Fatal(err)
	}
	upload := []string{"-H", "Idempotency-Key: 2026-spring-1", "-F", "file=@" + file}
	status, taken := d.curl(t, token, "/deliveries", upload...)
	if status != "201" {
		t.Fatalf("%s %v", status, taken)
	}
	if status, again := d.curl(t, token, "/deliveries", upload...); status != "201" || again["id"] != taken["id"] {
		t.Errorf("sent again: %s %v", status, again)
	}
	path := "/deliveries/" + taken["id"].(string)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		status, now := d.curl(t, token, path)
		if status != "200" {
			t.Fatalf("%s %v", status, now)
		}
		if now["state"] == "checked" {
			break
		}
		<-tick.C
	}
	if status, now := d.curl(t, token, path+"/submission", "-X", "POST"); status != "200" || now["state"] != "submitted" {
		t.Errorf("%s %v", status, now)
	}
	reviewer := d.signedIn(t, "reviewer")
	reviewer.expect(reviewer.post("/console"+path+"/release"), http.StatusSeeOther)

	if status, refused := d.curl(t, token, "/certificates/search", "--json", `{"state":"revoked"}`); status != "403" || refused["reason"] != "scope_needed" {
		t.Errorf("beyond its scopes: %s %v", status, refused)
	}
	admin.expect(admin.post(page), http.StatusSeeOther)
	if status, refused := d.curl(t, token, path); status != "401" || refused["reason"] != "key_revoked" {
		t.Errorf("once revoked: %s %v", status, refused)
	}
}
