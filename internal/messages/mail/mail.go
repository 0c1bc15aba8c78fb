// Package mail is the Sender that hands messages to a mail server by SMTP
// (RFC 5321), over TLS from the first byte (RFC 8314) or by STARTTLS (RFC 3207).
package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"time"

	"github.com/wneessen/go-mail"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
)

// timeout of connecting and of each answer of the server.
const timeout = 10 * time.Second

// Encryption says how the connection is encrypted.
type Encryption string

// The ways; there is no opportunistic one, which anybody on the way could undo.
const (
	StartTLS   Encryption = "starttls" // required before anything is said
	TLS        Encryption = "tls"      // from the first byte
	PlainLocal Encryption = "none"     // for a server on this machine
)

// Options are where and as whom to hand mail over.
type Options struct {
	Host       string
	Port       int
	Encryption Encryption
	From       string // mail address of the sender
	Username   string // "" for a server that asks for none
	Password   string
	Domain     string         // the right side of message IDs
	Roots      *x509.CertPool // nil for the system's
	Now        func() time.Time
}

// Server is a mail server to hand messages to. It is safe for concurrent use:
// each message has a connection of its own.
type Server struct{ o Options }

var _ messages.Sender = (*Server)(nil)

// New checks the options; it does not connect.
func New(o Options) (*Server, error) {
	if _, err := (&Server{o}).client(); err != nil {
		return nil, fault.Wrap("mail.New", err)
	}
	if err := mail.NewMsg().From(o.From); err != nil {
		return nil, fault.Wrap("mail.New", err)
	}
	return &Server{o}, nil
}

func (s *Server) client() (*mail.Client, error) {
	options := []mail.Option{
		mail.WithPort(s.o.Port), mail.WithTimeout(timeout),
		mail.WithTLSConfig(&tls.Config{ServerName: s.o.Host, RootCAs: s.o.Roots, MinVersion: tls.VersionTLS12}),
	}
	switch s.o.Encryption {
	case StartTLS:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	case TLS:
		options = append(options, mail.WithSSL())
	case PlainLocal:
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	}
	if s.o.Username != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthPlain), mail.WithUsername(s.o.Username), mail.WithPassword(s.o.Password))
	}
	return mail.NewClient(s.o.Host, options...)
}

// Send hands the message to the server. It fails with Invalid message_refused
// where the server refuses it for good (a reply of 5xx, RFC 5321 section
// 4.2.1), but not where it refuses us: that is for the operator to mend.
func (s *Server) Send(ctx context.Context, m messages.Message) error {
	const op = "mail.Send"
	letter := mail.NewMsg()
	if err := letter.From(s.o.From); err != nil {
		return fault.Wrap(op, err)
	}
	if letter.To(m.To) != nil { // the error would repeat the address
		return fault.New(op, fault.Invalid, "message_refused")
	}
	letter.Subject(m.Subject)
	letter.SetDateWithValue(s.o.Now())
	if m.ID == "" {
		letter.SetMessageID()
	} else {
		letter.SetMessageIDWithValue(m.ID + "@" + s.o.Domain)
	}
	// RFC 3834, section 5: nobody is away on our account.
	letter.SetGenHeader("Auto-Submitted", "auto-generated")
	letter.SetBodyString(mail.TypeTextPlain, m.Body)

	client, err := s.client()
	if err != nil {
		return fault.Wrap(op, err)
	}
	err = client.DialAndSendWithContext(ctx, letter)
	if letter.IsDelivered() {
		return nil // whatever became of the farewell
	}
	return refusal(op, err)
}

// refusal tells what trying again cannot mend. What the server said may repeat
// the address, so only its code is kept.
func refusal(op string, err error) error {
	var sent *mail.SendError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &sent):
		return &fault.Error{Op: op, Kind: fault.Unavailable, Reason: "message_not_sent", Err: err}
	}
	reply := errors.New("SMTP reply " + sent.EnhancedStatusCode() + ", " + sent.Reason.String())
	switch {
	case sent.IsTemp() || sent.ErrorCode() < 500 || sent.Reason == mail.ErrSMTPMailFrom:
		return &fault.Error{Op: op, Kind: fault.Unavailable, Reason: "message_not_sent", Err: reply}
	}
	return &fault.Error{Op: op, Kind: fault.Invalid, Reason: "message_refused", Err: reply}
}
