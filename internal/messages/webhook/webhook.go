// Package webhook is the Caller that hands events to organisations' own
// addresses over HTTPS, signed as Standard Webhooks 1.0.0 asks
// (https://www.standardwebhooks.com).
//
// An event is a POST of JSON with three headers. Webhook-Id is the event's, the
// same at every attempt, by which a receiver knows what it has already.
// Webhook-Timestamp is the time of this attempt in seconds since 1970.
// Webhook-Signature has one or more signatures, divided by spaces: "v1," and in
// base 64 the HMAC-SHA256 (RFC 2104), under a secret of the address, of ID, full
// stop, timestamp, full stop and the body as it was sent.
//
// Who registers an address could make this program speak to places that only it
// reaches. So the address that is dialled, not its name, must be public or of a
// network that the operator allows; nothing is redirected, no proxy of the
// environment is asked, and of an answer no more than the status is told.
package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
)

const (
	// defaultTimeout is how long a receiver has, from the name to the answer.
	defaultTimeout = 10 * time.Second

	maxHeader = 16 << 10 // bytes of an answer's header
	maxAnswer = 4 << 10  // bytes of an answer that are read, to keep the connection
)

// Options are what a Caller may reach.
type Options struct {
	Ports    []int          // that addresses may name; 0 among them for any
	Networks []netip.Prefix // reached though they are not public
	Resolver *net.Resolver  // nil for the machine's
	Roots    *x509.CertPool // that receivers' certificates lead to; nil for the machine's
	Timeout  time.Duration  // of one call; 0 for 10 s
}

// Poster makes the calls. It is safe for concurrent use.
type Poster struct {
	reach  reach
	client *http.Client
}

var _ messages.Caller = (*Poster)(nil)

// New makes a Poster.
func New(o Options) *Poster {
	if o.Timeout == 0 {
		o.Timeout = defaultTimeout
	}
	may := reach{ports: o.Ports, networks: o.Networks}
	dialer := &net.Dialer{Timeout: o.Timeout, Resolver: o.Resolver, ControlContext: may.control}
	return &Poster{may, &http.Client{
		Transport: &http.Transport{
			Proxy:       nil, // the environment's would dial whatever it is asked to
			DialContext: dialer.DialContext, TLSHandshakeTimeout: o.Timeout, TLSClientConfig: &tls.Config{RootCAs: o.Roots, MinVersion: tls.VersionTLS12},
			ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 2, IdleConnTimeout: 30 * time.Second, MaxResponseHeaderBytes: maxHeader,
			DisableCompression: true, // an answer is not unpacked
		},
		Timeout:       o.Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Close closes idle connections.
func (p *Poster) Close() error {
	p.client.CloseIdleConnections()
	return nil
}

// Check implements messages.Caller.
func (p *Poster) Check(address string) error { return p.reach.check(address) }

// Call implements messages.Caller.
func (p *Poster) Call(ctx context.Context, c messages.Call) (status int, err error) {
	const op = "webhook.Call"
	if err := p.reach.check(c.URL); err != nil {
		return 0, fault.Wrap(op, err) // what may be reached was narrowed since
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.URL, bytes.NewReader(c.Body))
	if err != nil {
		return 0, fault.New(op, fault.Invalid, "webhook_url_malformed").At("url")
	}
	at := strconv.FormatInt(c.At.Unix(), 10)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "yinxin")
	r.Header.Set("Webhook-Id", c.ID)
	r.Header.Set("Webhook-Timestamp", at)
	r.Header.Set("Webhook-Signature", signatures(c, at))
	answer, err := p.client.Do(r)
	if err != nil {
		return 0, failure(op, err)
	}
	defer answer.Body.Close()
	_, _ = io.CopyN(io.Discard, answer.Body, maxAnswer) // what it says is shown to nobody
	switch {
	case answer.StatusCode >= 200 && answer.StatusCode < 300:
		return answer.StatusCode, nil
	case answer.StatusCode == http.StatusGone:
		return answer.StatusCode, fault.New(op, fault.Unavailable, "webhook_gone")
	}
	return answer.StatusCode, fault.New(op, fault.Unavailable, "webhook_refused")
}

func signatures(c messages.Call, at string) string {
	var all []byte
	for _, secret := range c.Secrets {
		mac := hmac.New(sha256.New, secret)
		mac.Write([]byte(c.ID + "." + at + "."))
		mac.Write(c.Body)
		if len(all) > 0 {
			all = append(all, ' ')
		}
		all = base64.StdEncoding.AppendEncode(append(all, "v1,"...), mac.Sum(nil))
	}
	return string(all)
}

// failure says why there was no answer. The cause is left out: it tells what a
// name means inside, and whoever reads of the call may have chosen the name.
func failure(op string, err error) error {
	var denied *deniedError
	var timeout net.Error
	var untrusted *tls.CertificateVerificationError
	var plain tls.RecordHeaderError
	switch {
	case errors.As(err, &denied):
		return fault.New(op, fault.Invalid, "webhook_address_denied").At("url")
	case errors.As(err, &timeout) && timeout.Timeout(), errors.Is(err, context.DeadlineExceeded):
		return fault.New(op, fault.Unavailable, "webhook_timeout")
	case errors.As(err, &untrusted), errors.As(err, &plain):
		return fault.New(op, fault.Unavailable, "webhook_untrusted")
	}
	return fault.New(op, fault.Unavailable, "webhook_unreachable")
}
