// Package timestamps is time stamping over HTTP (RFC 3161, 3.4): the client
// that asks an operator's authorities, and the handler that serves one of ours.
//
// Authorities are asked in the order in which they are given; the next is asked
// where one gives no token that is right. One that failed is left alone for a
// while, twice as long each time, and then tried with a single query. A token
// counts when it is of our digest, with our nonce, under the policy asked for,
// made by a certificate that is for timestamps alone and leads to one of the
// roots, and when its time is our clock's.
package timestamps

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/tsp"
)

// Defaults of Options.
const (
	DefaultTolerance = time.Minute
	DefaultTimeout   = 3 * time.Second
	DefaultAtOnce    = 16
)

// Authority is one timestamp authority as the operator names it.
type Authority struct {
	URL           string // http or https
	Policy        string // dotted OID to ask for; "" for the authority's own
	Authorization string // the header's value, "" for none: never printed
}

// Options are whom a Client asks, and whom it believes.
type Options struct {
	Authorities []Authority // at least one, the first to ask first
	Roots       []*x509.Certificate
	Tolerance   time.Duration // by which a token's time may differ from our clock's; 0 for DefaultTolerance
	Timeout     time.Duration // of one query; 0 for DefaultTimeout
	AtOnce      int           // queries under way with each authority; 0 for DefaultAtOnce
	Now         func() time.Time
	Log         *slog.Logger
	// Asked is told of each query: the authority's name, "ok" or a reason code,
	// and how long it took. May be nil.
	Asked     func(name, outcome string, took time.Duration)
	Transport http.RoundTripper // nil for one that keeps connections and asks no proxy
}

// Client asks authorities. It is safe for concurrent use.
type Client struct {
	o       Options
	servers []*server

	mu    sync.Mutex
	clock clock
}

var _ tsp.Stamper = (*Client)(nil)

// New makes a client; it does not connect.
func New(o Options) (*Client, error) {
	const op = "timestamps.New"
	if len(o.Authorities) == 0 || len(o.Roots) == 0 {
		return nil, fault.Wrap(op, errors.New("no authority, or no root to believe one by"))
	}
	if o.Tolerance == 0 {
		o.Tolerance = DefaultTolerance
	}
	if o.Timeout == 0 {
		o.Timeout = DefaultTimeout
	}
	if o.AtOnce == 0 {
		o.AtOnce = DefaultAtOnce
	}
	if o.Transport == nil {
		o.Transport = newTransport(o)
	}
	c := &Client{o: o}
	for _, a := range o.Authorities {
		s, err := newServer(a, &c.o)
		if err != nil {
			return nil, fault.Wrap(op, err)
		}
		c.servers = append(c.servers, s)
	}
	return c, nil
}

// Close closes idle connections.
func (c *Client) Close() error {
	for _, s := range c.servers {
		s.http.CloseIdleConnections()
	}
	return nil
}

// Stamp implements tsp.Stamper.
func (c *Client) Stamp(ctx context.Context, digest []byte) (tsp.Token, error) {
	const op = "timestamps.Stamp"
	if err := tsp.CheckDigest(op, digest); err != nil {
		return tsp.Token{}, err
	}
	var causes []error
	var apart []*server // whose tokens are right but for the time
	for _, s := range c.servers {
		token, err := s.stamp(ctx, digest)
		switch {
		case err == nil:
			c.agreeAgainst(apart)
			return token, nil
		case ctx.Err() != nil:
			return tsp.Token{}, fault.Wrap(op, ctx.Err())
		case errors.Is(err, errApart):
			apart = append(apart, s)
		}
		causes = append(causes, err)
	}
	if len(apart) > 0 {
		c.differ(apart[0].last().Difference)
		return tsp.Token{}, fault.Wrap(op, c.Clock())
	}
	return tsp.Token{}, &fault.Error{Op: op, Kind: fault.Unavailable, Reason: "tsa_unavailable", Err: errors.Join(causes...)}
}

// freshFor is how long a token of any query says enough of an authority.
const freshFor = time.Minute

// Probe asks each authority for a token of nothing that it did not give one for
// a minute, so that an authority that is down, or a clock that is wrong, is
// known before a copy needs it. Its error is why no token could be had now.
func (c *Client) Probe(ctx context.Context) error {
	const op = "timestamps.Probe"
	digest := make([]byte, tsp.DigestLen)
	if _, err := rand.Read(digest); err != nil {
		return fault.Wrap(op, err)
	}
	agreed := false
	var apart []*server
	for _, s := range c.servers {
		if last := s.last(); last.Reason == "" && !last.At.IsZero() {
			if age := c.o.Now().Sub(last.At); age >= 0 && age < freshFor {
				agreed = true
				continue
			}
		}
		_, err := s.stamp(ctx, digest)
		switch {
		case err == nil:
			agreed = true
		case ctx.Err() != nil:
			return fault.Wrap(op, ctx.Err())
		case errors.Is(err, errApart):
			apart = append(apart, s)
		}
	}
	switch {
	case agreed:
		c.agreeAgainst(apart)
	case len(apart) > 0:
		c.differ(apart[0].last().Difference)
	}
	return c.Ready()
}
