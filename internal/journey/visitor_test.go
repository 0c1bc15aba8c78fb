package journey_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"yinxin.example/yinxin/internal/demo"
)

// visitor is a program that keeps its cookies and follows no redirect.
type visitor struct {
	t      *testing.T
	d      *demonstration
	client *http.Client
	lang   string // Accept-Language; may be ""
}

// answer is what came back.
type answer struct {
	status   int
	location string // path and query of a redirect
	header   http.Header
	body     string
}

func (d *demonstration) visitor(t *testing.T) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{DisableKeepAlives: true}
	return &visitor{t: t, d: d, client: &http.Client{
		Jar: jar, Transport: transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// signedIn is a visitor who has signed in to one of the demo's accounts and,
// where it is a holder's, agreed to the notice.
func (d *demonstration) signedIn(t *testing.T, username string) *visitor {
	t.Helper()
	v := d.visitor(t)
	in := v.signIn(username, demo.Password)
	for _, notice := range []string{"/notice", "/check/notice"} {
		if strings.HasPrefix(in.location, notice) {
			v.expect(v.post(notice, "agree", "yes"), http.StatusSeeOther)
		}
	}
	return v
}

// signIn goes through the door, with the demo's second factor where one is
// asked for.
func (v *visitor) signIn(username, password string) answer {
	v.t.Helper()
	got := v.expect(v.post("/login", "username", username, "password", password), http.StatusSeeOther)
	if !strings.HasPrefix(got.location, "/login/totp") {
		return got
	}
	for _, ahead := range []time.Duration{0, 30 * time.Second} { // a code is good once, and one step early
		got = v.post("/login/totp", "code", v.d.digits(v.t, username, ahead))
		if got.status == http.StatusSeeOther {
			return got
		}
	}
	v.t.Fatalf("%s does not come in: %d\n%s", username, got.status, plain(got.body))
	return got
}

// digits is what the authenticator of one of the demo's accounts shows.
func (d *demonstration) digits(t *testing.T, username string, ahead time.Duration) string {
	t.Helper()
	for _, account := range demo.Accounts() {
		if account.Username == username {
			return digitsOf(t, account.TOTPSecret(), d.Clock.Now().Add(ahead))
		}
	}
	t.Fatalf("the demo has no account %s", username)
	return ""
}

// digitsOf is what an authenticator with a secret shows at a moment.
func digitsOf(t *testing.T, secret string, at time.Time) string {
	t.Helper()
	code, err := totp.GenerateCodeCustom(secret, at, totp.ValidateOpts{Period: 30, Digits: otp.DigitsSix})
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func (v *visitor) get(path string, header ...string) answer {
	v.t.Helper()
	return v.do(http.MethodGet, path, nil, header...)
}

// post sends a form; fields are pairs of a name and a value. Where a form
// has one it adds the session's form token.
func (v *visitor) post(path string, fields ...string) answer {
	v.t.Helper()
	if !slices.Contains(fields, "token") {
		fields = append(v.formToken(path), fields...)
	}
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return v.do(http.MethodPost, path, strings.NewReader(form.Encode()), "Content-Type", "application/x-www-form-urlencoded")
}

// upload sends a file in the form's field "file", with other fields as pairs
// before it, asking for the type accept.
func (v *visitor) upload(path, accept, name string, content []byte, fields ...string) answer {
	v.t.Helper()
	fields = append(v.formToken(path), fields...)
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i+1 < len(fields); i += 2 {
		if err := form.WriteField(fields[i], fields[i+1]); err != nil {
			v.t.Fatal(err)
		}
	}
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		v.t.Fatal(err)
	}
	if _, err := part.Write(content); err != nil {
		v.t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		v.t.Fatal(err)
	}
	return v.do(http.MethodPost, path, &body, "Content-Type", form.FormDataContentType(), "Accept", accept)
}

// formToken is the field that pages of a session put into their forms; none for
// other paths and for those who see no such page.
func (v *visitor) formToken(path string) []string {
	v.t.Helper()
	page := path
	switch {
	case strings.HasPrefix(path, "/check/"):
		page = "/check/notice"
		if v.get("/check").status == http.StatusOK {
			page = "/check"
		} else if v.get("/check/confirm").status == http.StatusOK {
			page = "/check/confirm"
		}
	case strings.HasPrefix(path, "/console"):
		page = "/console"
	case strings.HasPrefix(path, "/check"):
		page = "/check"
	case strings.HasPrefix(path, "/account"):
		page = "/account/password"
	case path != "/password" && path != "/login/totp":
		return nil
	}
	token := v.get(page).value("token")
	if token == "" {
		return nil
	}
	return []string{"token", token}
}

func (v *visitor) do(method, path string, body io.Reader, header ...string) answer {
	v.t.Helper()
	request, err := http.NewRequestWithContext(v.t.Context(), method, v.d.URL+path, body)
	if err != nil {
		v.t.Fatal(err)
	}
	if v.lang != "" {
		request.Header.Set("Accept-Language", v.lang)
	}
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := v.client.Do(request)
	if err != nil {
		v.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		v.t.Fatalf("%s %s: %v", method, path, err)
	}
	return answer{response.StatusCode, response.Header.Get("Location"), response.Header, string(content)}
}

// cookie is the value of one of the visitor's cookies.
func (v *visitor) cookie(name string) string {
	v.t.Helper()
	site, err := url.Parse(v.d.URL)
	if err != nil {
		v.t.Fatal(err)
	}
	for _, c := range v.client.Jar.Cookies(site) {
		if c.Name == name {
			return c.Value
		}
	}
	v.t.Fatalf("no cookie %s", name)
	return ""
}

// expect fails the test when the answer's status is another.
func (v *visitor) expect(a answer, status int) answer {
	v.t.Helper()
	if a.status != status {
		v.t.Fatalf("status %d, want %d\n%s", a.status, status, plain(a.body))
	}
	return a
}

// links are the page's addresses that match, in order, each once.
func (a answer) links(pattern string) []string {
	whole := regexp.MustCompile("^(?:" + pattern + ")$")
	var found []string
	for _, m := range regexp.MustCompile(`(?:href|src)="([^"]*)"`).FindAllStringSubmatch(a.body, -1) {
		if link := strings.ReplaceAll(m[1], "&amp;", "&"); whole.MatchString(link) && !slices.Contains(found, link) {
			found = append(found, link)
		}
	}
	return found
}

// value is the value of the page's field of a name, "" where it has none.
func (a answer) value(name string) string {
	m := regexp.MustCompile(`name="` + name + `"[^>]* value="([^"]*)"`).FindStringSubmatch(a.body)
	if m == nil {
		return ""
	}
	return m[1]
}

// plain is a page's text without its markup, for messages.
func plain(body string) string {
	text := regexp.MustCompile(`(?s)<[^>]*>`).ReplaceAllString(body, " ")
	text = strings.Join(strings.Fields(text), " ")
	return text[:min(len(text), 1200)]
}
