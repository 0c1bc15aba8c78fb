package journey_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/demo"
)

// Every route, asked for by everyone: what they get, or where they are sent.
func TestRoutesByRole(t *testing.T) {
	d := start(t)
	everyone := d.crowd(t)
	holder := everyone["holder"]
	pdf := holder.endorse(holder.endorsable("建造师"))
	mine := "/certificates/" + string(d.certificateOf(t, "holder", "建造师"))
	exempt := "/certificates/" + string(d.certificateOf(t, "holder", "拍卖师"))
	record := "/certificates/" + string(d.certificateOf(t, "holder", "注册测绘师"))
	delivery, _ := everyone["officer"].deliver("certificates-faulty.csv")

	all := registeredRoutes(t)
	for _, r := range slices.Concat(
		publicRoutes("/v/"+strings.Split(pdf, "/")[2]),
		doorRoutes(),
		accountRoutes(),
		[]route{
			ownRoute("/certificates", "200", "200"),
			ownRoute(mine, "200", "404"),
			ownRoute(mine+"/endorsements", "200", "404"),
			ownRoute(mine+"/query-number", "200", "404"),
			ownRoute(mine+"/certificate.pdf", "303 "+mine+"/endorsements", "404"),
			ownRoute(mine+"/certificate.svg", "303 "+mine+"/endorsements", "404"),
			ownRoute(exempt+"/certificate.pdf", "200", "404"),
			ownRoute(exempt+"/certificate.svg", "200", "404"),
			ownRoute(record, "200", "404"),
			ownRoute(record+"/certificate.pdf", "404", "404"),
			ownRoute(record+"/certificate.svg", "404", "404"),
			ownRoute(record+"/file.pdf", "404", "404"),
			ownRoute("/certificates/none", "404", "404"),
			ownRoute(pdf, "200", "404"),
			ownRoute(pdf+"?download=1", "200", "404"),
			ownRoute(strings.TrimSuffix(pdf, "pdf")+"svg", "200", "404"),
			ownRoute("/endorsements/none/certificate.pdf", "404", "404"),
			ownRoute(strings.TrimSuffix(pdf, "certificate.pdf")+"withdrawal", "200", "404"),
			ownRoute("/endorsements/none/withdrawal", "404", "404"),
		},
		consoleRoutes(delivery, d.accountID(t, "officer"), d.accountID(t, "officer2")),
		changeRoutes(d.proposed(t, d.certificateOf(t, "holder", "建造师")), "/console"+mine, "/console"+exempt),
		checkRoutes(),
		watchRoutes(),
		correctionRoutes(d.requested(t, d.certificateOf(t, "holder", "建造师")), string(d.certificateOf(t, "holder", "建造师")),
			strings.TrimPrefix(d.proposed(t, d.certificateOf(t, "holder", "注册城乡规划师")), "/console/proposals/")),
	) {
		all.ask(t, http.MethodGet, r.path)
		for who, v := range everyone {
			got := v.get(r.path)
			if want := r.wanted(who); want != said(got) {
				t.Errorf("%s as %s: %s, want %s\n%s", r.path, who, said(got), want, plain(got.body))
			}
			if got.status >= 400 && !strings.Contains(got.body, "000-00000000") {
				t.Errorf("%s as %s: an error page without the authority's telephone", r.path, who)
			}
		}
	}
	all.requireAll(t, http.MethodGet)
}

// publicRoutes are the same for everyone; copied is the page of a copy's code.
func publicRoutes(copied string) []route {
	return []route{
		same("/", "200"),
		same("/coverage", "200"),
		same("/coverage?q=%E5%BB%BA%E9%80%A0", "200"),
		same("/announcements", "200"),
		same("/announcements?before=1&id=a", "200"),
		same("/progress", "200"),
		same("/sample", "200"),
		same("/sample/ministry", "200"),
		same("/sample/association", "200"),
		same("/sample/other", "404"),
		same("/help", "200"),
		same("/language?to=zh-CN", "303 /"),
		same("/notice", "200").but(are("verifier"), "303 /check/notice"),
		same("/verify", "200"),
		same("/v", "200"),
		same(copied, "200"),
		same(copied+"/photo", "200"),
		same("/v/0000", "404"),
		same("/verify/records/R-0000-0000-0000-1", "404"),
		same("/register", "200"),
		same("/check/register", "200"),
		same("/check/notice", "200"),
		same("/recover", "200"),
		same("/challenge", "200"),
		same("/api/v1/openapi.json", "200"),
		same("/crl/seals.crl", "200"),
		same("/crl/root.cer", "200"),
		same("/crl/sm2-seals.crl", "200"),
		same("/crl/sm2-root.cer", "200"),
		same("/ocsp/MA==", "200"), // answered as malformed
		same("/static/none.css", "404"),
		same("/nowhere", "404"),
		same("/healthz", "200"),
		same("/readyz", "200"),
		same("/metrics", "200"),
	}
}

// doorRoutes are those by which people come in.
func doorRoutes() []route {
	return []route{
		same("/login", "303 /certificates").but(staff(), "303 /console").but(are("verifier"), "303 /check").
			but(are("anonymous"), "200").but(are("halfway"), "303 /login/totp").but(are("temporary"), "303 /password"),
		same("/login?next=%2Fhelp", "303 /help").
			but(are("anonymous"), "200").but(are("halfway"), "303 /login/totp?next=%2Fhelp").but(are("temporary"), "303 /password?next=%2Fhelp"),
		same("/login/passkey", "303 /certificates").but(staff(), "303 /console").but(are("verifier"), "303 /check").
			but(are("anonymous"), "200").but(are("halfway"), "303 /login/totp").but(are("temporary"), "303 /password"),
		same("/login/totp", "303 /certificates").but(staff(), "303 /console").but(are("verifier"), "303 /check").
			but(are("anonymous"), "303 /login").but(are("halfway"), "200").but(are("temporary"), "303 /password"),
		same("/login/enrol", "303 /certificates").but(staff(), "303 /console").but(are("verifier"), "303 /check").
			but(are("anonymous"), "303 /login").but(are("halfway"), "303 /login/totp").but(are("temporary"), "303 /password"),
		same("/password", "303 /certificates").but(staff(), "303 /console").but(are("verifier"), "303 /check").
			but(are("anonymous"), "303 /login").but(are("halfway"), "303 /login/totp").but(are("temporary"), "200"),
		same("/registered", "303 /claim").but(staff(), "303 /console").but(are("verifier"), "303 /check").but(outside(), "303 /login").but(are("newcomer"), "303 /notice?next=%2Fclaim"),
		same("/claim", "303 /certificates").but(staff(), "403").but(are("verifier"), "403").but(outside(), "303 /login?next=/claim"),
	}
}

// consoleRoutes are the staff's: path, what those with the duty get, and who
// they are. A delivery and a colleague are given, and someone of another
// authority.
func consoleRoutes(delivery, colleague, stranger string) []route {
	seals := []string{"custodian", "reviewer", "auditor", "administrator"}
	deliveries := []string{"officer", "reviewer", "auditor", "administrator", "stranger"}
	return []route{
		desk("/console", "200", staff()...),
		desk("/console/failures", "303 /console", staff()...),
		desk("/console/deliveries", "200", deliveries...),
		desk(delivery, "200", deliveries...).but(are("stranger"), "404"),
		desk(delivery+"/errors", "200", deliveries...).but(are("stranger"), "404"),
		desk(delivery+"/proof.pdf", "200", deliveries...).but(are("stranger"), "404"),
		desk(delivery+"/events", "200", deliveries...).but(are("stranger"), "404"),
		desk(delivery+"/release", "303 "+delivery, deliveries...).but(are("stranger"), "404"),
		desk("/console/deliveries/none", "404", deliveries...),
		desk("/console/confirm", "200", "officer", "stranger"),
		desk("/console/accounts", "200", "administrator"),
		desk("/console/accounts/"+colleague, "200", "administrator"),
		desk("/console/accounts/"+stranger, "404", "administrator"),
		desk("/console/accounts/none", "404", "administrator"),
		desk("/console/catalogue", "200", staff()...),
		desk("/console/catalogue/1/catalogue.csv", "200", staff()...),
		desk("/console/catalogue/99/catalogue.csv", "404", staff()...),
		desk("/console/catalogue/x/catalogue.csv", "404", staff()...),
		desk("/console/keys", "200", "administrator"),
		desk("/console/organisations", "200", "administrator"),
		desk("/console/organisations?q=x", "200", "administrator"),
		desk("/console/organisations/none", "404", "administrator"),
		desk("/console/keys/none", "404", "administrator"),
		desk("/console/seals", "200", seals...),
		desk("/console/seals/new", "200", "custodian"),
		desk("/console/seals/demo-seal-1", "200", seals...),
		desk("/console/seals/demo-seal-2", "404", seals...), // another authority's
		desk("/console/seals/demo-seal-1/picture.svg", "200", seals...),
		desk("/console/seals/demo-seal-2/picture.svg", "404", seals...),
		desk("/console/seals/demo-seal-1/request.pem", "404", "custodian"), // it came with its chain
		desk("/console/seals/demo-seal-1/freeze", "200", "custodian"),
		desk("/console/seals/demo-seal-2/freeze", "404", "custodian"),
		desk("/console/seals/demo-seal-1/melt", "404", "custodian"),
		desk("/console/audit", "200", "auditor", "administrator"),
		desk("/console/audit/export.csv", "200", "auditor", "administrator"),
	}
}

// changeRoutes are those of changes of certificates: an open proposal, a
// certificate, and one of another authority.
func changeRoutes(proposal, own, foreign string) []route {
	readers := []string{"officer", "reviewer", "auditor", "administrator", "stranger"}
	return []route{
		desk("/console/proposals", "200", staff()...),
		desk("/console/proposals?show=decided&kind=certificate", "200", staff()...),
		desk(proposal, "200", staff()...).but(are("stranger"), "404"),
		desk(proposal+"/evidence/0", "200", staff()...).but(are("stranger"), "404"),
		desk(proposal+"/evidence/1", "404", staff()...),
		desk(proposal+"/evidence/x", "404", staff()...),
		desk("/console/certificates", "200", readers...),
		desk("/console/certificates?state=revoked", "200", readers...),
		desk(own, "200", readers...).but(are("stranger"), "404"),
		desk(own+"/photo", "200", readers...).but(are("stranger"), "404"),
		desk(own+"/revoke", "200", "officer").but(are("stranger"), "404"),
		desk(own+"/melt", "404", "officer", "stranger"),
		desk(foreign, "404", readers...).but(are("stranger"), "200"),
		desk(foreign+"/correct", "404", "officer").but(are("stranger"), "200"),
	}
}

// Every form, sent empty by everyone.
func TestFormsByRole(t *testing.T) {
	d := start(t)
	everyone := d.crowd(t)
	mine := "/certificates/" + string(d.certificateOf(t, "holder", "建造师")) + "/endorsements"
	withdrawal := strings.TrimSuffix(everyone["holder"].endorse(mine), "certificate.pdf") + "withdrawal"
	unreadable := everyone["officer"].expect(everyone["officer"].upload("/console/deliveries", "text/html", "notes.csv", []byte("hello\n")), http.StatusSeeOther).location
	everyone["officer"].settled(unreadable)
	all := registeredRoutes(t)
	for _, r := range slices.Concat(
		[]route{
			same("/login", "422"),
			same("/ocsp", "415"), // a form is no request of OCSP
			same("/login/passkey", "422"),
			same("/login/passkey/options", "200"),
			same("/register", "422"),
			same("/recover", "303 /recover?step=reset"),
			same("/verify", "422"),
			same("/verify/records", "422"),
			same("/verify/records/R-0000-0000-0000-1", "404"),
			same("/notice", "422").but(outside(), "303 /login?next=/notice").but(are("verifier"), "303 /check/notice"),
			same("/check/register", "422"),
			same("/claim", "303 /certificates").but(staff(), "403").but(are("verifier"), "403").but(outside(), "303 /login?next=/claim"),
			same("/password", "303 /certificates").but(staff(), "303 /console").but(are("verifier"), "303 /check").
				but(are("anonymous"), "303 /login").but(are("halfway"), "303 /login/totp").but(are("temporary"), "422"),
			same("/login/totp", "303 /certificates").but(staff(), "303 /console").but(are("verifier"), "303 /check").
				but(are("anonymous"), "303 /login").but(are("halfway"), "422").but(are("temporary"), "303 /password"),
			same("/login/enrol", "303 /certificates").but(staff(), "303 /console").but(are("verifier"), "303 /check").
				but(are("anonymous"), "303 /login").but(are("halfway"), "303 /login/totp").but(are("temporary"), "303 /password"),
			ownRoute(mine, "422", "404"),
			ownRoute(withdrawal, "303 "+mine, "404"),
			ownRoute(strings.TrimSuffix(mine, "/endorsements")+"/query-number", "303 "+strings.TrimSuffix(mine, "/endorsements")+"/query-number", "404"),
		},
		consoleForms(d.accountID(t, "officer"), d.accountID(t, "officer2")),
		changeForms(d.proposed(t, d.certificateOf(t, "holder", "建造师")), "/console/certificates/"+string(d.certificateOf(t, "holder", "建造师"))),
		correctionForms(d.requested(t, d.certificateOf(t, "holder", "建造师")), string(d.certificateOf(t, "holder", "建造师")),
			strings.TrimPrefix(d.proposed(t, d.certificateOf(t, "holder", "注册城乡规划师")), "/console/proposals/")),
		deliveryForms(unreadable),
		accountForms(),
		checkForms(),
		watchForms(),
		[]route{same("/logout", "303 /")}, // last: it ends every session
	) {
		all.ask(t, http.MethodPost, r.path)
		for who, v := range everyone {
			if strings.HasPrefix(r.path, "/console") || strings.HasPrefix(r.path, "/account") || slices.ContainsFunc(checkForms(), func(one route) bool { return one.path == r.path }) {
				if got := v.post(r.path, "token", "not-the-session's"); got.status < 300 || got.status == http.StatusUnprocessableEntity {
					t.Errorf("%s as %s: %s with another session's token", r.path, who, said(got))
				}
			}
			if got := v.post(r.path, "username", who); r.wanted(who) != said(got) {
				t.Errorf("%s as %s: %s, want %s\n%s", r.path, who, said(got), r.wanted(who), plain(got.body))
			}
		}
	}
	all.requireAll(t, http.MethodPost)
}

// consoleForms are the staff's, as consoleRoutes are.
func consoleForms(colleague, stranger string) []route {
	return []route{
		desk("/console/deliveries", "422", "officer", "stranger"),
		desk("/console/failures", "303 /console", "officer", "stranger"),
		desk("/console/confirm", "422", "officer", "stranger"),
		desk("/console/catalogue", "422", "administrator"),
		desk("/console/catalogue/compare", "422", "administrator"),
		desk("/console/seals", "422", "custodian"),
		desk("/console/seals/demo-seal-1/freeze", "422", "custodian"),
		desk("/console/seals/demo-seal-2/freeze", "404", "custodian"),
		desk("/console/accounts", "422", "administrator"),
		desk("/console/accounts/"+colleague, "422", "administrator"),
		desk("/console/accounts/"+stranger, "404", "administrator"),
		desk("/console/keys", "422", "administrator"),
		desk("/console/keys/none", "404", "administrator"),
		desk("/console/organisations/none", "404", "administrator"),
	}
}

func changeForms(proposal, own string) []route {
	return []route{
		desk(proposal, "422", staff()...).but(are("stranger"), "404"),
		desk("/console/certificates", "422", "officer", "reviewer", "auditor", "administrator", "stranger"),
		desk(own+"/revoke", "422", "officer").but(are("stranger"), "404"),
	}
}

// deliveryForms are the steps of a delivery that cannot be read: it can only be
// thrown away, after which nothing more can be done with it.
func deliveryForms(unreadable string) []route {
	var all []route
	for _, step := range []string{"/answer", "/release", "/stop", "/resumption", "/undo"} {
		all = append(all, desk(unreadable+step, "422", "reviewer"))
	}
	for _, step := range []string{"/submission", "/corrections"} {
		all = append(all, desk(unreadable+step, "422", "officer").but(are("stranger"), "404"))
	}
	return append(all,
		desk(unreadable+"/discard", "303 "+unreadable, "officer").but(are("stranger"), "404"),
		desk(unreadable+"/check", "422", "officer").but(are("stranger"), "404"))
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
