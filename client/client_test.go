package client_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/client"
)

// server answers the requests of a test in their order, and keeps them.
type server struct {
	*httptest.Server
	answers []answer
	asked   []*http.Request
	bodies  []string
	waited  []time.Duration
}

type answer struct {
	status int
	body   string
	header map[string]string
}

const gone = -1 // a status: the connection ends without an answer

func serve(t *testing.T, answers ...answer) *server {
	t.Helper()
	s := &server{answers: answers}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

// ServeHTTP implements http.Handler.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	s.asked, s.bodies = append(s.asked, r), append(s.bodies, string(body))
	a := s.answers[min(len(s.asked), len(s.answers))-1]
	if a.status == gone {
		panic(http.ErrAbortHandler)
	}
	for name, value := range a.header {
		w.Header().Set(name, value)
	}
	w.WriteHeader(a.status)
	_, _ = io.WriteString(w, a.body)
}

func (s *server) client(t *testing.T, options ...client.Option) *client.Client {
	t.Helper()
	waiting := client.Waiting(func(ctx context.Context, d time.Duration) error {
		s.waited = append(s.waited, d)
		return ctx.Err()
	})
	c, err := client.New(s.URL, append([]client.Option{client.WithKey("yinxin_test"), waiting}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func problem(status int, reason string) answer {
	return answer{
		status, `{"type":"about:blank","title":"T","status":` + strconv.Itoa(status) + `,"reason":"` + reason +
			`","detail":"D","next":"N","field":"F","reference":"R","mistakes":[{"where":"W","detail":"M"}]}`,
		map[string]string{"Content-Type": "application/problem+json; charset=utf-8"},
	}
}

func (a answer) after(value string) answer {
	a.header = map[string]string{"Content-Type": a.header["Content-Type"], "Retry-After": value}
	return a
}

func TestWhatARequestCarries(t *testing.T) {
	s := serve(t, answer{200, `{"id":"k","organisation":"o"}`, nil})
	k, err := s.client(t, client.WithLanguage("en"), client.WithUserAgent("desk/1")).GetKey(t.Context())
	if err != nil || k.ID != "k" || k.Organisation != "o" {
		t.Fatalf("%+v, %v", k, err)
	}
	for name, want := range map[string]string{
		"Authorization": "Bearer yinxin_test", "Accept-Language": "en", "User-Agent": "desk/1",
		"Accept": "application/json, application/problem+json", "Idempotency-Key": "", "Content-Type": "",
	} {
		if got := s.asked[0].Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestWhatIsTriedAgain(t *testing.T) {
	seal := answer{200, `{"id":"s"}`, nil}
	getSeal := func(ctx context.Context, c *client.Client) error { _, err := c.GetSeal(ctx, "s"); return err }
	propose := func(ctx context.Context, c *client.Client) error {
		_, err := c.ProposeChange(ctx, "c", client.ProposedChange{Kind: "suspend"})
		return err
	}
	discard := func(ctx context.Context, c *client.Client) error { _, err := c.DiscardDelivery(ctx, "d"); return err }
	for _, test := range []struct {
		name    string
		do      func(context.Context, *client.Client) error
		answers []answer
		tries   int
		reason  string // of the error; "ok" for none
	}{
		{"reading, after an outage", getSeal, []answer{problem(503, "x"), problem(500, "x"), seal}, 3, "ok"},
		{"reading, cut off", getSeal, []answer{{status: gone}, seal}, 2, "ok"},
		{"reading, for ever in vain", getSeal, []answer{problem(503, "down")}, 4, "down"},
		{"reading what is not there", getSeal, []answer{problem(404, "not_found")}, 1, "not_found"},
		{"creating, after an outage", propose, []answer{{status: gone}, problem(502, "x"), seal}, 3, "ok"},
		{"creating, the first still under way", propose, []answer{{status: gone}, problem(409, "request_under_way"), seal}, 3, "ok"},
		{"creating what is there", propose, []answer{problem(409, "proposal_open")}, 1, "proposal_open"},
		{"a step, after an outage", discard, []answer{problem(503, "down"), seal}, 1, "down"},
		{"a step, cut off", discard, []answer{{status: gone}, seal}, 1, ""},
		{"a step, too fast", discard, []answer{problem(429, "too_many_requests"), seal}, 2, "ok"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := serve(t, test.answers...)
			err := test.do(t.Context(), s.client(t))
			if got := client.ReasonOf(err); (err == nil) != (test.reason == "ok") || err != nil && got != test.reason {
				t.Errorf("%v", err)
			}
			if len(s.asked) != test.tries || len(s.waited) != test.tries-1 {
				t.Errorf("%d tries, waited %v", len(s.asked), s.waited)
			}
			for i, r := range s.asked {
				if name := r.Header.Get("Idempotency-Key"); name != s.asked[0].Header.Get("Idempotency-Key") || s.bodies[i] != s.bodies[0] {
					t.Errorf("try %d is another request: %q %q", i+1, name, s.bodies[i])
				}
			}
			for i, d := range s.waited {
				if longest := 250 * time.Millisecond << i; d < longest/2 || d > longest {
					t.Errorf("waited %s before try %d", d, i+2)
				}
			}
		})
	}
}

func TestTheServerSaysHowLongToWait(t *testing.T) {
	ok := answer{200, `{}`, nil}
	for _, test := range []struct {
		value string
		least time.Duration // -1: the answer is handed on at once
	}{
		{"3", 3 * time.Second}, {"60", time.Minute}, {"61", -1}, {"99999999999999", -1}, {"-5", 0}, {"soon", 0},
		{time.Now().Add(20 * time.Second).UTC().Format(http.TimeFormat), 15 * time.Second}, {time.Unix(0, 0).UTC().Format(http.TimeFormat), 0},
	} {
		s := serve(t, problem(429, "lookups_used_up").after(test.value), ok)
		_, err := s.client(t).GetKey(t.Context())
		if test.least < 0 {
			var refused *client.Error
			if !errors.As(err, &refused) || refused.RetryAfter <= time.Minute || len(s.asked) != 1 {
				t.Errorf("%s: %v", test.value, err)
			}
			continue
		}
		if err != nil || len(s.waited) != 1 || s.waited[0] < test.least || s.waited[0] > test.least+6*time.Second {
			t.Errorf("%s: waited %v, %v", test.value, s.waited, err)
		}
	}
}

func TestAContextEndsTheTries(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := serve(t, problem(503, "down"))
	c, err := client.New(s.URL, client.Waiting(func(ctx context.Context, _ time.Duration) error { cancel(); return ctx.Err() }))
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.GetKey(ctx)
	if !errors.Is(err, context.Canceled) || client.ReasonOf(err) != "down" || len(s.asked) != 1 {
		t.Errorf("%d tries, %v", len(s.asked), err)
	}
	if _, err := s.client(t, client.WithTries(1)).GetKey(t.Context()); client.ReasonOf(err) != "down" || len(s.asked) != 2 {
		t.Errorf("%d tries, %v", len(s.asked), err)
	}
}

func TestARefusalIsTold(t *testing.T) {
	s := serve(t, problem(422, "request_wrong"), answer{404, "<html>", map[string]string{"Content-Type": "text/html"}},
		answer{418, `{"reason":`, map[string]string{"Content-Type": "application/problem+json"}}, answer{200, "<html>", nil},
		answer{307, "", map[string]string{"Location": "/elsewhere"}})
	c := s.client(t)
	_, err := c.GetKey(t.Context())
	var refused *client.Error
	if !errors.As(err, &refused) || refused.Status != 422 || refused.Detail != "D" || refused.Next != "N" || refused.Field != "F" ||
		refused.Reference != "R" || len(refused.Mistakes) != 1 || refused.Error() != "yinxin: 422 T: request_wrong: D (R)" {
		t.Errorf("%+v", err)
	}
	for _, status := range []int{404, 418} {
		if _, err := c.GetKey(t.Context()); !errors.As(err, &refused) || refused.Status != status || refused.Title != http.StatusText(status) || refused.Reason != "" {
			t.Errorf("%d: %+v", status, err)
		}
	}
	if _, err := c.GetKey(t.Context()); err == nil || client.ReasonOf(err) != "" {
		t.Errorf("a page for an answer: %v", err)
	}
	if _, err := c.GetKey(t.Context()); !errors.As(err, &refused) || refused.Status != 307 || len(s.asked) != 5 {
		t.Errorf("a redirect: %v", err)
	}
}

func TestAFileIsSentWholeEachTime(t *testing.T) {
	s := serve(t, answer{status: gone}, problem(503, "x"), answer{201, `{"id":"d"}`, nil})
	content := bytes.NewReader([]byte("before it|name,number\n"))
	if _, err := content.Seek(10, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	d, err := s.client(t).CreateDelivery(t.Context(), client.File{Name: "证书 \"1\".csv", Content: content}, "b 1", client.Named("case-1"))
	if err != nil || d.ID != "d" || len(s.asked) != 3 {
		t.Fatalf("%+v, %v", d, err)
	}
	r := s.asked[2]
	if r.URL.RequestURI() != "/api/v1/deliveries?batch=b+1" || r.Header.Get("Idempotency-Key") != "case-1" || r.ContentLength != int64(len(s.bodies[2])) {
		t.Errorf("%s %v", r.URL, r.Header)
	}
	r.Body = io.NopCloser(strings.NewReader(s.bodies[2]))
	file, header, err := r.FormFile("file")
	if err != nil || header.Filename != "证书 \"1\".csv" {
		t.Fatalf("%+v, %v", header, err)
	}
	if got, err := io.ReadAll(file); err != nil || string(got) != "name,number\n" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestListsAreReadPageByPage(t *testing.T) {
	pages := []answer{
		{200, `{"proposals":[{"id":"1"},{"id":"2"}],"next_cursor":"a&b"}`, nil},
		{200, `{"proposals":[{"id":"3"}]}`, nil},
	}
	s := serve(t, pages...)
	var seen string
	list := s.client(t).ListProposals(t.Context(), client.ProposalFilter{State: "open", Own: true})
	for range 2 {
		for p, err := range list {
			if err != nil {
				t.Fatal(err)
			}
			seen += p.ID
		}
		s.answers = append(s.answers, pages...)
	}
	if seen != "123123" || s.asked[2].URL.RawQuery != "own=true&state=open" || s.asked[1].URL.RawQuery != "cursor=a%26b&own=true&state=open" {
		t.Errorf("%s by %s", seen, s.asked[1].URL.RawQuery)
	}
	s = serve(t, pages...)
	for _, err := range s.client(t).ListProposals(t.Context(), client.ProposalFilter{}) {
		if err != nil {
			t.Error(err)
		}
		break
	}
	if len(s.asked) != 1 {
		t.Errorf("%d pages for one item", len(s.asked))
	}
	s = serve(t, pages[0], problem(422, "cursor_malformed"))
	var failed []error
	for _, err := range s.client(t).ListProposals(t.Context(), client.ProposalFilter{}) {
		failed = append(failed, err)
	}
	if len(failed) != 3 || failed[1] != nil || client.ReasonOf(failed[2]) != "cursor_malformed" {
		t.Errorf("%v", failed)
	}
	s = serve(t, answer{200, `{"certificates":[{"id":"1"}],"next_cursor":"c"}`, nil}, answer{200, `{"certificates":[]}`, nil})
	for _, err := range s.client(t).SearchCertificates(t.Context(), client.Search{State: "revoked"}) {
		if err != nil {
			t.Fatal(err)
		}
	}
	if s.bodies[1] != `{"state":"revoked","cursor":"c"}` || s.asked[1].URL.RawQuery != "" {
		t.Errorf("%q", s.bodies)
	}
}

func TestIDsStayInTheirPlace(t *testing.T) {
	s := serve(t, problem(404, "not_found"))
	if _, err := s.client(t).GetCertificateHistory(t.Context(), "a/../b?x=%41"); client.ReasonOf(err) != "not_found" {
		t.Error(err)
	}
	if got := s.asked[0].URL.EscapedPath(); got != "/api/v1/certificates/a%2F..%2Fb%3Fx=%2541/history" {
		t.Error(got)
	}
}

func TestAddresses(t *testing.T) {
	for address, good := range map[string]bool{
		"https://yinxin.example": true, "https://yinxin.example/": true, "https://yinxin.example:8443/office": true, "http://127.0.0.1:8080": true,
		"http://[::1]:8080": true, "http://localhost": true, "http://yinxin.example": false, "yinxin.example": false, "": false, "https://": false,
		"ftp://yinxin.example": false, "https://user:password@yinxin.example": false, "https://yinxin.example/?x": false, "https://yinxin.example/#x": false, ":": false,
	} {
		if _, err := client.New(address); (err == nil) != good {
			t.Errorf("%q: %v", address, err)
		}
	}
}
