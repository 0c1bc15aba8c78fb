package journey_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

func TestOperatorsAreAnswered(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "holder")
	v.endorse(v.endorsable("建造师"))
	v.expect(v.get("/nowhere"), http.StatusNotFound)
	d.visitor(t).post("/login", "username", "holder", "password", "not that one")

	if got := v.get("/healthz"); got.status != http.StatusOK {
		t.Errorf("/healthz: %d", got.status)
	}
	var parts map[string]string
	ready := v.get("/readyz")
	if err := json.Unmarshal([]byte(ready.body), &parts); err != nil || ready.status != http.StatusOK || parts["database"] != "ok" || parts["sealing"] != "ok" {
		t.Errorf("/readyz: %d %s %v", ready.status, ready.body, err)
	}
	metrics := v.expect(v.get("/metrics"), http.StatusOK)
	for _, line := range []string{`route="GET /certificates"`, `status="404"`, `logins_total{result="ok"}`, `logins_total{result="login_failed"}`, "go_goroutines"} {
		if !strings.Contains(metrics.body, line) {
			t.Errorf("/metrics lacks %s", line)
		}
	}
	for _, forbidden := range []string{"林若溪", number} {
		if strings.Contains(metrics.body, forbidden) {
			t.Errorf("/metrics has %s", forbidden)
		}
	}
	if got := v.get("/metrics", "X-Forwarded-For", "192.0.2.1"); got.status != http.StatusNotFound {
		t.Errorf("/metrics through a proxy: %d", got.status)
	}
}

// A clock set back stops sealing, and says so; set right again, it goes on.
func TestSealingPausesWhileTheClockIsBehind(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "holder")
	page := v.endorsable("建造师")
	v.endorse(page)
	right := d.Clock.Now()
	d.Clock.Set(right.AddDate(0, 0, -1))
	ready := v.get("/readyz")
	if ready.status != http.StatusServiceUnavailable || !strings.Contains(ready.body, "clock_behind") {
		t.Errorf("/readyz: %d %s", ready.status, ready.body)
	}
	d.Clock.Set(right)
	v.expect(v.get("/readyz"), http.StatusOK)
}

func TestTheDemonstrationServesItsRevocationList(t *testing.T) {
	d := start(t)
	v := d.visitor(t)
	first := v.expect(v.get("/crl/seals.crl"), http.StatusOK)
	if first.header.Get("Content-Type") != "application/pkix-crl" || first.body == "" {
		t.Errorf("%v", first.header)
	}
	d.Clock.Set(d.Clock.Now().AddDate(0, 0, 30))
	if renewed := v.get("/crl/seals.crl"); renewed.body == first.body {
		t.Error("a month later the list is still the same")
	}
}
