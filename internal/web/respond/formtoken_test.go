package respond_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/web/respond"
)

// ofSession puts a request into the session of a token and returns its form token.
func ofSession(r *http.Request, session string) (*http.Request, string) {
	ctx := respond.WithFormToken(r.Context(), session)
	return r.WithContext(ctx), respond.FormToken(ctx)
}

// multipartForm has the fields in order, pairs of a name and a value, and a
// file at the end.
func multipartForm(t *testing.T, file string, fields ...string) *http.Request {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i+1 < len(fields); i += 2 {
		if err := form.WriteField(fields[i], fields[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	part, err := form.CreateFormFile("file", "a.csv")
	if err == nil {
		_, err = io.WriteString(part, file)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/console/deliveries", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return r
}

func plainForm(fields ...string) *http.Request {
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, "/console/confirm", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

func TestFormsComeFromPagesOfTheirSession(t *testing.T) {
	_, mine := ofSession(plainForm(), "session one")
	_, other := ofSession(plainForm(), "session two")
	if mine == "" || mine == other || strings.Contains(mine, "session") {
		t.Fatalf("tokens %q and %q", mine, other)
	}
	for name, test := range map[string]struct {
		r    *http.Request
		good bool
	}{
		"plain":                  {plainForm("token", mine), true},
		"plain, another's":       {plainForm("token", other), false},
		"plain, none":            {plainForm("username", "x"), false},
		"in the address only":    {httptest.NewRequest(http.MethodPost, "/console?token="+mine, nil), false},
		"multipart":              {multipartForm(t, "a,b", "token", mine, "dry_run", "yes"), true},
		"multipart, another's":   {multipartForm(t, "a,b", "token", other), false},
		"multipart, longer":      {multipartForm(t, "a,b", "token", mine+strings.Repeat("x", 100)), false},
		"multipart, not first":   {multipartForm(t, "a,b", "dry_run", "yes", "token", mine), false},
		"multipart, none":        {multipartForm(t, "a,b"), false},
		"multipart, not its end": {broken(multipartForm(t, "a,b")), false},
	} {
		r, _ := ofSession(test.r, "session one")
		err := respond.CheckFormToken(r)
		if good := err == nil; good != test.good || !good && fault.ReasonOf(err) != "form_token_wrong" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := respond.CheckFormToken(plainForm("token", "")); err == nil {
		t.Error("nobody's form passes with an empty token")
	}
}

func broken(r *http.Request) *http.Request {
	r.Body = io.NopCloser(strings.NewReader("--"))
	return r
}

// The file of a form whose token was looked at is still all there.
func TestLookingAtTheTokenLeavesTheForm(t *testing.T) {
	file := strings.Repeat("管理号,姓名\n", 4000)
	_, mine := ofSession(plainForm(), "s")
	r, _ := ofSession(multipartForm(t, file, "token", mine, "dry_run", "yes"), "s")
	if err := respond.CheckFormToken(r); err != nil {
		t.Fatal(err)
	}
	part, _, err := r.FormFile("file")
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(part)
	if err != nil || string(content) != file || r.PostFormValue("dry_run") != "yes" {
		t.Errorf("%d of %d bytes left (%v)", len(content), len(file), err)
	}
}

func FuzzFormToken(f *testing.F) {
	f.Add("multipart/form-data; boundary=b", []byte("--b\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\nx\r\n--b--\r\n"))
	f.Add("application/x-www-form-urlencoded", []byte("token=x"))
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		r, token := ofSession(httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(body)), "s")
		r.Header.Set("Content-Type", kind)
		if err := respond.CheckFormToken(r); err == nil && !bytes.Contains(body, []byte(token)) {
			t.Errorf("%q passes with %q", kind, body)
		}
	})
}
