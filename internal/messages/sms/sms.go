// Package sms is the Sender that hands messages to an operator's gateway over
// HTTPS; the gateway speaks to a carrier in whatever way that asks for.
//
// A message is a POST of a JSON object:
//
//	{"id":"…","to":"19900007963","kind":"claim_code","subject":"…","text":"…","code":"123456"}
//
// with three headers. Yinxin-Timestamp is the time of sending, in seconds since
// 1970. Yinxin-Signature is "v1=" and, in hexadecimal, the HMAC-SHA256 (RFC
// 2104) under the shared secret of the timestamp, a full stop and the body as it
// was sent. Idempotency-Key is the id, the same at every attempt: a gateway that
// has it already answers as before and sends nothing. It refuses what is
// signed wrongly or with a time more than Window from its own.
package sms

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
)

const (
	// Window is how far a timestamp may be from the gateway's clock.
	Window = 5 * time.Minute

	// LeastSecret is how many bytes the shared secret has at least.
	LeastSecret = 32

	timeout   = 10 * time.Second
	maxAnswer = 4 << 10 // bytes of an answer that are read
)

// Options are where the gateway is and what it shares with us.
type Options struct {
	URL       string // https; http to this machine only
	Secret    []byte // LeastSecret bytes or more
	Now       func() time.Time
	Transport http.RoundTripper // nil for the standard one without proxies
}

// Gateway is the operator's gateway. It is safe for concurrent use.
type Gateway struct {
	o      Options
	client *http.Client
}

var _ messages.Sender = (*Gateway)(nil)

// New checks the options; it does not connect.
func New(o Options) (*Gateway, error) {
	const op = "sms.New"
	if err := CheckURL(o.URL); err != nil {
		return nil, fault.Wrap(op, err)
	}
	if len(o.Secret) < LeastSecret {
		return nil, fault.Wrap(op, fmt.Errorf("the shared secret has %d bytes; at least %d", len(o.Secret), LeastSecret))
	}
	if o.Transport == nil {
		o.Transport = &http.Transport{
			DialContext: (&net.Dialer{Timeout: timeout}).DialContext, ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 4,
			IdleConnTimeout: time.Minute, TLSHandshakeTimeout: timeout, MaxResponseHeaderBytes: 16 << 10,
		}
	}
	return &Gateway{o: o, client: &http.Client{
		Transport: o.Transport, Timeout: timeout,
		// A gateway that moves is configured anew: numbers go nowhere else.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// CheckURL refuses an address that numbers and codes must not go to in the clear.
func CheckURL(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.Fragment != "" || u.Scheme != "https" && u.Scheme != "http":
		return errors.New("not https://HOST/PATH")
	case u.Scheme == "http" && u.Hostname() != "localhost" && !net.ParseIP(u.Hostname()).IsLoopback():
		return errors.New("not https; only a gateway on this machine may do without")
	}
	return nil
}

// Close closes idle connections.
func (g *Gateway) Close() error {
	g.client.CloseIdleConnections()
	return nil
}

type body struct {
	ID      string        `json:"id"`
	To      string        `json:"to"`
	Kind    messages.Kind `json:"kind"`
	Subject string        `json:"subject"`
	Text    string        `json:"text"`
	Code    string        `json:"code,omitempty"`
}

// Send hands the message to the gateway, which says 2xx once it has taken it. It
// fails with Invalid message_refused for 400, 404, 410, 413 and 422: that
// message will never be taken. Anything else may pass.
func (g *Gateway) Send(ctx context.Context, m messages.Message) error {
	const op = "sms.Send"
	id := m.ID
	if id == "" {
		id = strings.ToLower(rand.Text())
	}
	content, err := json.Marshal(body{ID: id, To: m.To, Kind: m.Kind, Subject: m.Subject, Text: m.Body, Code: m.Code})
	if err != nil {
		return fault.Wrap(op, err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, g.o.URL, bytes.NewReader(content))
	if err != nil {
		return fault.Wrap(op, err)
	}
	at := strconv.FormatInt(g.o.Now().Unix(), 10)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "yinxin")
	r.Header.Set("Idempotency-Key", id)
	r.Header.Set("Yinxin-Timestamp", at)
	r.Header.Set("Yinxin-Signature", "v1="+signature(g.o.Secret, at, content))
	answer, err := g.client.Do(r)
	if err != nil {
		return &fault.Error{Op: op, Kind: fault.Unavailable, Reason: "message_not_sent", Err: err}
	}
	defer answer.Body.Close()
	// Read, so that the connection can be used again; what it says is not ours to log.
	_, _ = io.CopyN(io.Discard, answer.Body, maxAnswer)
	return outcome(op, answer.StatusCode)
}

func outcome(op string, status int) error {
	said := fmt.Errorf("the gateway answered %d", status)
	switch {
	case status >= 200 && status < 300:
		return nil
	case status == http.StatusBadRequest, status == http.StatusNotFound, status == http.StatusGone,
		status == http.StatusRequestEntityTooLarge, status == http.StatusUnprocessableEntity:
		return &fault.Error{Op: op, Kind: fault.Invalid, Reason: "message_refused", Err: said}
	}
	return &fault.Error{Op: op, Kind: fault.Unavailable, Reason: "message_not_sent", Err: said}
}

func signature(secret []byte, at string, content []byte) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(at + "."))
	mac.Write(content)
	return hex.EncodeToString(mac.Sum(nil))
}
