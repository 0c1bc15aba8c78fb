package mail_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/messages/mail"
)

// server is a real mail server on the loopback, which answers as it is told.
type server struct {
	port  int
	roots *x509.CertPool

	rcpt, data, from error // what it refuses with

	mu   sync.Mutex
	took []string // envelope and letter
}

type session struct {
	s    *server
	c    *smtp.Conn
	user string
	to   string
}

func (s *server) NewSession(c *smtp.Conn) (smtp.Session, error) { return &session{s: s, c: c}, nil }

func (x *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (x *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, username, password string) error {
		if password != "right" {
			return smtp.ErrAuthFailed
		}
		x.user = username
		return nil
	}), nil
}

func (x *session) Mail(string, *smtp.MailOptions) error {
	if x.user == "" {
		return smtp.ErrAuthRequired
	}
	return x.s.from
}

func (x *session) Rcpt(to string, _ *smtp.RcptOptions) error { x.to = to; return x.s.rcpt }

func (x *session) Data(r io.Reader) error {
	letter, err := io.ReadAll(r)
	if err == nil {
		err = x.s.data
	}
	if err != nil {
		return err
	}
	x.s.mu.Lock()
	defer x.s.mu.Unlock()
	_, encrypted := x.c.TLSConnectionState()
	if !encrypted {
		return errors.New("in the clear")
	}
	x.s.took = append(x.s.took, x.to+"\n"+string(letter))
	return nil
}

func (x *session) Reset()        {}
func (x *session) Logout() error { return nil }

// serve starts the server; implicit is TLS from the first byte, and without
// tlsToo it has no encryption at all.
func serve(t *testing.T, implicit, tlsToo bool) *server {
	t.Helper()
	certificates := httptest.NewTLSServer(nil) // for its certificate
	t.Cleanup(certificates.Close)
	s := &server{roots: x509.NewCertPool()}
	s.roots.AddCert(certificates.Certificate())
	config := &tls.Config{Certificates: certificates.TLS.Certificates, MinVersion: tls.VersionTLS12}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address, _ := l.Addr().(*net.TCPAddr)
	s.port = address.Port
	server := smtp.NewServer(s)
	server.Domain, server.ErrorLog = "mail.example", slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	if tlsToo {
		server.TLSConfig = config
	}
	if implicit {
		l = tls.NewListener(l, config)
	}
	var running sync.WaitGroup
	running.Go(func() { _ = server.Serve(l) })
	// A server that is closed before it serves does not know its listener yet.
	t.Cleanup(func() { _ = l.Close(); _ = server.Close(); running.Wait() })
	return s
}

func (s *server) options(e mail.Encryption) mail.Options {
	return mail.Options{
		Host: "127.0.0.1", Port: s.port, Encryption: e, From: "no-reply@yinxin.example", Username: "yinxin", Password: "right",
		Domain: "yinxin.example", Roots: s.roots, Now: func() time.Time { return time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC) },
	}
}

func send(t *testing.T, o mail.Options, to string) error {
	t.Helper()
	s, err := mail.New(o)
	if err != nil {
		t.Fatal(err)
	}
	m := messages.Notice(to, messages.CopyReady, messages.BothLanguages, messages.Details{})
	m.ID = "abc"
	return s.Send(t.Context(), m)
}

func TestALetterArrivesEncrypted(t *testing.T) {
	for name, implicit := range map[mail.Encryption]bool{mail.StartTLS: false, mail.TLS: true} {
		s := serve(t, implicit, true)
		if err := send(t, s.options(name), "holder@mail.example"); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, want := range []string{"holder@mail.example\n", "Message-ID: <abc@yinxin.example>", "Auto-Submitted: auto-generated",
			"From: <no-reply@yinxin.example>", "Date: Sun, 22 Nov 2026 04:00:00 +0000", "charset=UTF-8", "Sign in to view or download"} {
			if len(s.took) != 1 || !strings.Contains(strings.ReplaceAll(s.took[0], "=\r\n", ""), want) {
				t.Errorf("%s: no %s in %q", name, want, s.took)
			}
		}
	}
}

func TestFailures(t *testing.T) {
	reply := func(code int) error {
		return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 1, 1}, Message: "no holder@mail.example"}
	}
	for name, test := range map[string]struct {
		edit func(s *server, o *mail.Options)
		to   string
		kind fault.Kind
	}{
		"refused for good":          {edit: func(s *server, _ *mail.Options) { s.rcpt = reply(550) }, kind: fault.Invalid},
		"refused for now":           {edit: func(s *server, _ *mail.Options) { s.rcpt = reply(450) }, kind: fault.Unavailable},
		"refused once read":         {edit: func(s *server, _ *mail.Options) { s.data = reply(554) }, kind: fault.Invalid},
		"full":                      {edit: func(s *server, _ *mail.Options) { s.data = reply(452) }, kind: fault.Unavailable},
		"we are refused":            {edit: func(s *server, _ *mail.Options) { s.from = reply(550) }, kind: fault.Unavailable},
		"wrong password":            {edit: func(_ *server, o *mail.Options) { o.Password = "wrong" }, kind: fault.Unavailable},
		"no password":               {edit: func(_ *server, o *mail.Options) { o.Username = "" }, kind: fault.Unavailable},
		"unknown certificate":       {edit: func(_ *server, o *mail.Options) { o.Roots = x509.NewCertPool() }, kind: fault.Unavailable},
		"certificate of another":    {edit: func(_ *server, o *mail.Options) { o.Host = "localhost" }, kind: fault.Unavailable},
		"nobody there":              {edit: func(_ *server, o *mail.Options) { o.Port = 1 }, kind: fault.Unavailable},
		"an address that is none":   {to: "holder@\r\nBcc: x@mail.example", kind: fault.Invalid},
		"a header in the addresses": {to: "a@mail.example, b@mail.example", kind: fault.Invalid},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, false, true)
			o, to := s.options(mail.StartTLS), "holder@mail.example"
			if test.edit != nil {
				test.edit(s, &o)
			}
			if test.to != "" {
				to = test.to
			}
			err := send(t, o, to)
			if !fault.Is(err, test.kind) {
				t.Errorf("%v, kind %d", err, fault.KindOf(err))
			}
			if len(s.took) != 0 || err != nil && (strings.Contains(err.Error(), to) || strings.Contains(err.Error(), o.Password)) {
				t.Errorf("took %q; the error says %v", s.took, err)
			}
		})
	}
}

// A server, or somebody before it, that offers no encryption is told nothing.
func TestNothingIsSaidInTheClear(t *testing.T) {
	s := serve(t, false, false)
	if err := send(t, s.options(mail.StartTLS), "holder@mail.example"); !fault.Is(err, fault.Unavailable) {
		t.Errorf("%v", err)
	}
	if len(s.took) != 0 {
		t.Errorf("took %q", s.took)
	}
}
