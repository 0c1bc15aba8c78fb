package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience bounds every wait of these tests; nothing comes near it.
const patience = 60 * time.Second

// process is the program, running.
type process struct {
	cmd    *exec.Cmd
	base   string // http://HOST:PORT
	ended  chan struct{}
	mu     sync.Mutex
	output strings.Builder
}

// start runs the program and waits until it is ready.
func start(t testing.TB, args ...string) *process {
	t.Helper()
	p := &process{cmd: exec.Command("yinxin", args...), ended: make(chan struct{})}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.cmd.Stderr = writer(p.say)
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill() // where the test has not ended it
		<-p.ended
	})
	address := make(chan string, 1)
	go p.read(out, address)
	select {
	case host := <-address:
		p.base = "http://" + host
	case <-p.ended:
		t.Fatalf("the program ended:\n%s", p.said())
	case <-time.After(patience):
		t.Fatalf("the program does not listen:\n%s", p.said())
	}
	eventually(t, "the program is ready", func() bool {
		select {
		case <-p.ended:
			t.Fatalf("the program ended:\n%s", p.said())
		default:
		}
		return p.status(t, "/readyz") == http.StatusOK
	})
	return p
}

// read follows the output to its end, and finds the address listened on.
func (p *process) read(out io.Reader, address chan<- string) {
	listening := regexp.MustCompile(`^(?:  http://| *yinxin serves .* on )(127\.0\.0\.1:\d+)$`)
	for lines := bufio.NewScanner(out); lines.Scan(); {
		p.say(append(lines.Bytes(), '\n'))
		if m := listening.FindStringSubmatch(lines.Text()); m != nil {
			address <- m[1]
		}
	}
	_ = p.cmd.Wait()
	close(p.ended)
}

type writer func([]byte)

func (w writer) Write(b []byte) (int, error) {
	w(b)
	return len(b), nil
}

func (p *process) say(b []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.output.Write(b)
}

func (p *process) said() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.output.String()
}

// kill ends the program as a power cut would.
func (p *process) kill(t testing.TB) {
	t.Helper()
	if err := p.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-p.ended
}

// stop asks the program to end, and returns its exit status and how long it took.
func (p *process) stop(t testing.TB, signal syscall.Signal) (status int, took time.Duration) {
	t.Helper()
	began := time.Now()
	if err := p.cmd.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
	select {
	case <-p.ended:
	case <-time.After(patience):
		t.Fatalf("the program does not end:\n%s", p.said())
	}
	return p.cmd.ProcessState.ExitCode(), time.Since(began)
}

func (p *process) status(t testing.TB, path string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.base+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := (&http.Client{Timeout: patience}).Do(request)
	if err != nil {
		return 0
	}
	_ = response.Body.Close()
	return response.StatusCode
}

// eventually waits until something is so.
func eventually(t testing.TB, what string, so func() bool) {
	t.Helper()
	limit := time.After(patience)
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	for !so() {
		select {
		case <-limit:
			t.Fatalf("never: %s", what)
		case <-look.C:
		}
	}
}

// visitor is a signed-in browser.
type visitor struct {
	client *http.Client
	base   string
}

// signIn signs in and agrees to the notice.
func signIn(t testing.TB, p *process, username, password string) visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	v := visitor{base: p.base, client: &http.Client{
		Timeout:       patience,
		Jar:           jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	for _, form := range []struct {
		path   string
		values url.Values
	}{
		{"/login", url.Values{"username": {username}, "password": {password}}},
		{"/notice", url.Values{"agree": {"yes"}}},
	} {
		if status, err := v.post(t.Context(), form.path, form.values); err != nil || status != http.StatusSeeOther {
			t.Fatalf("%s: status %d, %v", form.path, status, err)
		}
	}
	return v
}

func (v visitor) post(ctx context.Context, path string, form url.Values) (status int, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, v.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := v.client.Do(request)
	if err != nil {
		return 0, err
	}
	return response.StatusCode, response.Body.Close()
}

func (v visitor) get(t testing.TB, path string) []byte {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, v.base+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := v.client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s: status %d, %v", path, response.StatusCode, err)
	}
	return body
}
