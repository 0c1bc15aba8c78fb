package journey_test

import (
	"net/http"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/demo"
)

func TestOnlyOtherSitesAreRefused(t *testing.T) {
	d := start(t)
	form := "username=officer&password=" + demo.Password
	for _, c := range []struct {
		name   string
		header []string
		status int
	}{
		{"a program", nil, http.StatusSeeOther},
		{"this site", []string{"Sec-Fetch-Site", "same-origin", "Origin", d.URL}, http.StatusSeeOther},
		{"typed by the reader", []string{"Sec-Fetch-Site", "none"}, http.StatusSeeOther},
		{"an old browser on this site", []string{"Origin", d.URL}, http.StatusSeeOther},
		{"another site", []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://elsewhere.example"}, http.StatusForbidden},
		{"an old browser on another site", []string{"Origin", "https://elsewhere.example"}, http.StatusForbidden},
		{"a neighbour", []string{"Sec-Fetch-Site", "same-site", "Origin", "http://127.0.0.1:1"}, http.StatusForbidden},
	} {
		header := append([]string{"Content-Type", "application/x-www-form-urlencoded"}, c.header...)
		v := d.visitor(t)
		got := v.do(http.MethodPost, "/login", strings.NewReader(form), header...)
		if got.status != c.status {
			t.Errorf("%s: %d, want %d", c.name, got.status, c.status)
		}
		if c.status == http.StatusForbidden && got.header.Get("Set-Cookie") != "" {
			t.Errorf("%s: signed in all the same", c.name)
		}
	}
}

func TestCookiesAreSecureOverHTTPSOnly(t *testing.T) {
	behindTLS := clone(t)
	setting(t, behindTLS, "public_url", "https://yinxin.example")
	for _, c := range []struct {
		name   string
		d      *demonstration
		secure bool
	}{
		{"http", start(t), false},
		{"https", startIn(t, behindTLS), true},
	} {
		v := c.d.visitor(t)
		entered := v.post("/login", "username", "officer", "password", demo.Password)
		kept := answer{header: http.Header{"Set-Cookie": entered.header.Values("Set-Cookie")[1:]}}
		answers := map[string]answer{
			"yinxin_session":       entered,
			"yinxin_device":        kept,
			"yinxin_lang":          v.get("/language?to=en"),
			"yinxin_once_username": v.post("/recover", "step", "ask", "username", "officer"),
		}
		for name, a := range answers {
			cookie, err := http.ParseSetCookie(a.header.Get("Set-Cookie"))
			switch {
			case err != nil:
				t.Errorf("%s: %s: %v", c.name, name, err)
			case cookie.Name != name || !cookie.HttpOnly || cookie.Secure != c.secure:
				t.Errorf("%s: %s", c.name, a.header.Get("Set-Cookie"))
			case cookie.SameSite != http.SameSiteLaxMode && cookie.SameSite != http.SameSiteStrictMode:
				t.Errorf("%s: %s goes to other sites' pages", c.name, name)
			}
		}
	}
}

func TestSigningOutEndsTheSession(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "holder")
	v.expect(v.get("/certificates"), http.StatusOK)
	kept := v.cookie("yinxin_session")
	v.expect(v.post("/logout"), http.StatusSeeOther)
	got := d.visitor(t).get("/certificates", "Cookie", "yinxin_session="+kept)
	if got.status != http.StatusSeeOther || !strings.HasPrefix(got.location, "/login") {
		t.Errorf("a token kept from before signing out: %d %s", got.status, got.location)
	}
}

func TestEveryPageHasItsHeaders(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "holder")
	for _, path := range []string{"/", "/certificates", "/nowhere", "/verify", "/v/0000", "/healthz"} {
		h := v.get(path).header
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff",
			"X-Frame-Options":        "DENY",
			"Referrer-Policy":        "same-origin",
		} {
			if h.Get(name) != want {
				t.Errorf("%s: %s: %q, want %q", path, name, h.Get(name), want)
			}
		}
		policy := h.Get("Content-Security-Policy")
		for _, rule := range []string{"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"} {
			if !strings.Contains(policy, rule) {
				t.Errorf("%s: the content policy lacks %s: %s", path, rule, policy)
			}
		}
		if cache := h.Get("Cache-Control"); !strings.Contains(cache, "no-store") {
			t.Errorf("%s: Cache-Control %q", path, cache)
		}
	}
	style := v.expect(v.get("/"), http.StatusOK).links(`/static/.*\.css`)
	if len(style) != 1 || !strings.Contains(v.get(style[0]).header.Get("Cache-Control"), "immutable") {
		t.Errorf("the style sheet %v is not kept by browsers", style)
	}
}

func TestLanguageIsTheLinksThenTheCookiesThenTheBrowsers(t *testing.T) {
	d := start(t)
	v := d.visitor(t)
	ask := func(want string) {
		t.Helper()
		if got := v.get("/help").header.Get("Content-Language"); got != want {
			t.Errorf("Accept-Language %q: %q, want %q", v.lang, got, want)
		}
	}
	ask("zh-CN")
	v.lang = "de-DE, en;q=0.8"
	ask("en")
	v.lang = "zh-TW"
	ask("zh-CN")
	v.lang = "en"
	ask("en")
	if got := v.get("/language?to=zh-CN&back=%2Fhelp%3Fa%3Db"); got.status != http.StatusSeeOther || got.location != "/help?a=b" {
		t.Errorf("choosing Chinese: %d %s", got.status, got.location)
	}
	ask("zh-CN")
}
