package journey_test

import (
	"encoding/csv"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/demo"
	"yinxin.example/yinxin/internal/person"
)

// secrets are every identity number and telephone of the sample delivery.
func secrets(t *testing.T) []string {
	t.Helper()
	file, err := demo.Delivery()
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, row := range rows[1:] {
		for _, value := range []string{row[6], row[14]} {
			if len(value) >= 7 {
				all = append(all, value)
			}
		}
	}
	return all
}

// Filling the demonstration, and everything people do in it, rightly and
// wrongly, logs nobody's number or telephone and shows none in an address or
// on an error page.
func TestNobodysNumberIsLogged(t *testing.T) {
	filling := new(logbook)
	clock := newClock()
	folder := t.TempDir() + "/demo"
	a, err := open(t.Context(), folder, clock, filling)
	if err != nil {
		t.Fatal(err)
	}
	if err := demo.Fill(t.Context(), a, clock); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}

	d := startIn(t, folder)
	var seen []answer
	keep := func(a answer) { seen = append(seen, a) }
	holder := d.signedIn(t, "holder")
	pdf := holder.endorse(holder.endorsable("建造师"))
	keep(holder.get("/certificates"))
	keep(holder.get(strings.TrimSuffix(pdf, "pdf") + "svg"))
	keep(holder.get("/v/" + strings.Split(pdf, "/")[2]))
	v := d.visitor(t)
	keep(v.post("/login", "username", number, "password", number))
	keep(v.get("/v/" + number))
	keep(v.get("/nowhere"))
	keep(v.register("newcomer"))
	keep(v.post("/claim", "code", newcomerNumber))
	keep(v.post("/recover", "step", "ask", "username", newcomerNumber))
	d.visitor(t).registered(newcomerNumber) // for a user name
	officer := d.signedIn(t, "officer")
	_, whole := officer.deliver("certificates.csv")
	keep(whole)
	path, faulty := officer.deliver("certificates-faulty.csv")
	keep(officer.get(path + "/events"))
	keep(faulty)
	keep(officer.get(faulty.links(`/console/deliveries/[^/]+/errors`)[0]))
	keep(officer.post("/console/confirm", "username", newcomerNumber, "id_type", string(person.ResidentCard), "id_number", newcomerNumber, "document_seen", "yes"))
	keep(officer.get("/console/confirm"))

	logged := filling.String() + d.Log.String()
	if !strings.Contains(logged, "/certificates") {
		t.Fatal("nothing is logged, so this test shows nothing")
	}
	links := regexp.MustCompile(`(?:href|src|action)="[^"]*"`)
	for _, secret := range secrets(t) {
		if at := strings.Index(logged, secret); at >= 0 {
			t.Fatalf("logged: …%s…", logged[max(0, at-200):min(len(logged), at+60)])
		}
		for _, a := range seen {
			inAddress := strings.Contains(strings.Join(links.FindAllString(a.body, -1), "\n"), secret)
			onError := a.status >= 400 && a.status != http.StatusUnprocessableEntity && strings.Contains(a.body, secret)
			if strings.Contains(a.location, secret) || inAddress && secret != number || onError && secret != number {
				t.Errorf("%s is in an address or on an error page: %d %s", secret, a.status, a.location)
			}
		}
	}
}
