package telling_test

import (
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/http"
	"net/http/httptest"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"

	"yinxin.example/yinxin/internal/messages/channel"
	"yinxin.example/yinxin/internal/messages/mail"
	"yinxin.example/yinxin/internal/messages/sms"
	"yinxin.example/yinxin/internal/testenv/world"
)

// taken is a message as it came out at the other end.
type taken struct{ to, subject, text string }

// post is a mail server and a gateway for short messages, on the loopback.
type post struct {
	mu      sync.Mutex
	took    []taken
	refuses *smtp.SMTPError // nil: takes everything
	down    bool            // of the gateway
}

// connect has a world's messages carried by a new post.
func connect(t *testing.T, w *world.World) *post {
	t.Helper()
	p := &post{}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address, _ := l.Addr().(*net.TCPAddr)
	server := smtp.NewServer(p)
	server.Domain, server.ErrorLog = "mail.example", slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	var running sync.WaitGroup
	running.Go(func() { _ = server.Serve(l) })
	t.Cleanup(func() { _ = l.Close(); _ = server.Close(); running.Wait() })
	by, err := mail.New(mail.Options{
		Host: "127.0.0.1", Port: address.Port, Encryption: mail.PlainLocal, From: "no-reply@yinxin.example", Domain: "yinxin.example", Now: w.Clock.Now,
	})
	must(t, err)
	web := httptest.NewServer(p)
	t.Cleanup(web.Close)
	gateway, err := sms.New(sms.Options{URL: web.URL + "/sms", Secret: []byte(strings.Repeat("s", 32)), Now: w.Clock.Now})
	must(t, err)
	t.Cleanup(func() { must(t, gateway.Close()) })
	w.Carrier.Sender = channel.Sender{Mail: by, SMS: gateway}
	return p
}

func (p *post) set(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f()
}

// ServeHTTP takes short messages.
func (p *post) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var said struct{ To, Subject, Text string }
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.down || json.NewDecoder(r.Body).Decode(&said) != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	p.took = append(p.took, taken{said.To, said.Subject, said.Text})
}

// NewSession implements smtp.Backend.
func (p *post) NewSession(*smtp.Conn) (smtp.Session, error) { return &letterbox{p: p}, nil }

type letterbox struct {
	p  *post
	to string
}

func (x *letterbox) Mail(string, *smtp.MailOptions) error { return nil }
func (x *letterbox) Reset()                               {}
func (x *letterbox) Logout() error                        { return nil }

func (x *letterbox) Rcpt(to string, _ *smtp.RcptOptions) error {
	x.p.mu.Lock()
	defer x.p.mu.Unlock()
	x.to = to
	if x.p.refuses != nil {
		return x.p.refuses
	}
	return nil
}

func (x *letterbox) Data(r io.Reader) error {
	letter, err := netmail.ReadMessage(r)
	if err != nil {
		return err
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(letter.Header.Get("Subject"))
	text, unread := io.ReadAll(quotedprintable.NewReader(letter.Body))
	x.p.mu.Lock()
	defer x.p.mu.Unlock()
	x.p.took = append(x.p.took, taken{x.to, subject, string(text)})
	return errors.Join(err, unread)
}
