package journey_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/demo"
)

// Every route, asked for by everyone: what they get, or where they are sent.
func TestRoutesByRole(t *testing.T) {
	d := start(t)
	holder := d.signedIn(t, "holder")
	pdf := holder.endorse(holder.endorsable("建造师"))
	picture := strings.TrimSuffix(pdf, "pdf") + "svg"
	mine := "/certificates/" + string(d.certificateOf(t, "holder", "建造师"))
	exempt := "/certificates/" + string(d.certificateOf(t, "holder", "拍卖师"))
	record := "/certificates/" + string(d.certificateOf(t, "holder", "注册测绘师"))

	// Signing in first, and agreeing first, with the way back.
	login := func(path string) string { return "303 /login?next=" + url.QueryEscape(path) }
	notice := func(path string) string { return "303 /notice?next=" + url.QueryEscape(path) }
	own := func(path, agreed, other string) route {
		return route{path, login(path), notice(path), agreed, other, "403"}
	}
	everyone := func(path, want string) route { return route{path, want, want, want, want, want} }

	newcomer := d.visitor(t)
	newcomer.signIn("empty", demo.Password)
	visitors := []*visitor{d.visitor(t), newcomer, holder, d.signedIn(t, "history"), d.signedIn(t, "officer")}
	for _, r := range []route{
		everyone("/", "200"),
		everyone("/coverage", "200"),
		everyone("/coverage?q=%E5%BB%BA%E9%80%A0", "200"),
		everyone("/sample", "200"),
		everyone("/sample/ministry", "200"),
		everyone("/sample/association", "200"),
		everyone("/sample/other", "404"),
		everyone("/help", "200"),
		everyone("/notice", "200"),
		everyone("/verify", "200"),
		everyone("/v", "200"),
		everyone("/v/"+strings.Split(pdf, "/")[2], "200"),
		everyone("/v/0000", "404"),
		everyone("/register", "200"),
		everyone("/recover", "200"),
		everyone("/static/none.css", "404"),
		everyone("/nowhere", "404"),
		everyone("/healthz", "200"),
		everyone("/readyz", "200"),
		{"/login", "200", "303 /certificates", "303 /certificates", "303 /certificates", "303 /console"},
		{"/login?next=%2Fhelp", "200", "303 /help", "303 /help", "303 /help", "303 /help"},
		{"/registered", "303 /login", "303 /notice?next=%2Fclaim", "303 /claim", "303 /claim", "303 /console"},
		{"/claim", "303 /login?next=/claim", "303 /certificates", "303 /certificates", "303 /certificates", "403"},
		own("/certificates", "200", "200"),
		own(mine, "200", "404"),
		own(mine+"/endorsements", "200", "404"),
		own(mine+"/certificate.pdf", "303 "+mine+"/endorsements", "404"),
		own(mine+"/certificate.svg", "303 "+mine+"/endorsements", "404"),
		own(exempt+"/certificate.pdf", "200", "404"),
		own(exempt+"/certificate.svg", "200", "404"),
		own(record, "200", "404"),
		own(record+"/certificate.pdf", "404", "404"),
		own(record+"/certificate.svg", "404", "404"),
		own("/certificates/none", "404", "404"),
		own(pdf, "200", "404"),
		own(pdf+"?download=1", "200", "404"),
		own(picture, "200", "404"),
		own("/endorsements/none/certificate.pdf", "404", "404"),
		{"/console", login("/console"), "403", "403", "403", "200"},
		{"/console/confirm", login("/console/confirm"), "403", "403", "403", "200"},
		{"/console/deliveries", login("/console/deliveries"), "403", "403", "403", "200"},
		{"/console/audit", login("/console/audit"), "403", "403", "403", "403"},
		{"/console/audit/export.csv", login("/console/audit/export.csv"), "403", "403", "403", "403"},
		{"/console/deliveries/none", login("/console/deliveries/none"), "403", "403", "403", "404"},
		{"/console/deliveries/none/errors.csv", login("/console/deliveries/none/errors.csv"), "403", "403", "403", "404"},
	} {
		for i, want := range []string{r.anonymous, r.newcomer, r.holder, r.other, r.officer} {
			got := visitors[i].get(r.path)
			said := strings.TrimSpace(fmt.Sprintf("%d %s", got.status, got.location))
			if said != want {
				t.Errorf("%s as visitor %d: %s, want %s\n%s", r.path, i, said, want, plain(got.body))
			}
			if got.status >= 400 && !strings.Contains(got.body, "000-00000000") {
				t.Errorf("%s as visitor %d: an error page without the authority's telephone", r.path, i)
			}
		}
	}
}

// route is what each visitor gets of a path: a status, and where a redirect
// leads.
type route struct {
	path      string
	anonymous string
	newcomer  string // a holder who has not agreed to the notice
	holder    string // whose certificates and copies are in the paths
	other     string // another holder
	officer   string
}

// Forms sent by those who may not: signing in first, and back.
func TestFormsNeedSigningIn(t *testing.T) {
	d := start(t)
	endorsements := "/certificates/" + string(d.certificateOf(t, "holder", "建造师")) + "/endorsements"
	for _, path := range []string{"/notice", "/claim", endorsements, "/console/deliveries", "/console/confirm"} {
		v := d.visitor(t)
		got := v.post(path)
		to, err := url.Parse(got.location)
		if err != nil || got.status != http.StatusSeeOther || to.Path != "/login" || to.Query().Get("next") != path {
			t.Errorf("%s: %d %s, want to sign in and back", path, got.status, got.location)
		}
	}
	other := d.signedIn(t, "history")
	if got := other.post(endorsements, "scenario", "本人调用", "valid_until", "2026-12-01"); got.status != http.StatusNotFound {
		t.Errorf("endorsing someone else's certificate: %d", got.status)
	}
	for _, path := range []string{"/console/deliveries", "/console/confirm"} {
		if got := other.post(path); got.status != http.StatusForbidden {
			t.Errorf("a holder's %s: %d", path, got.status)
		}
	}
}

func TestSigningInLeadsBackHereAndNowhereElse(t *testing.T) {
	d := start(t)
	officer := func(next string) string {
		v := d.visitor(t)
		return v.post("/login", "username", "officer", "password", demo.Password, "next", next).location
	}
	for next, want := range map[string]string{
		"":                          "/console",
		"/console/deliveries?x=y":   "/console/deliveries?x=y",
		"https://elsewhere.example": "/console",
		"//elsewhere.example":       "/console",
		`/\elsewhere.example`:       "/console",
		"/\t/elsewhere.example":     "/console",
	} {
		if got := officer(next); got != want {
			t.Errorf("next=%q leads to %q, want %q", next, got, want)
		}
	}
	v := d.visitor(t)
	v.signIn("holder", demo.Password)
	for next, want := range map[string]string{"//elsewhere.example": "/certificates", "/help": "/help"} {
		if got := v.post("/notice", "agree", "yes", "next", next); got.location != want {
			t.Errorf("agreed with next=%q: %q, want %q", next, got.location, want)
		}
		if got := v.get("/language?to=en&back=" + url.QueryEscape(next)); got.location != map[string]string{"/help": "/help"}[next] && got.location != "/" {
			t.Errorf("language with back=%q: %q", next, got.location)
		}
	}
}
