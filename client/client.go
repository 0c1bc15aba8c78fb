package client

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	prefix       = "/api/v1"
	usualAgent   = "yinxin-go-client"
	usualTries   = 4
	usualTimeout = 2 * time.Minute // of one try, answer included
)

// Client asks one server with one key. It is safe for concurrent use.
type Client struct {
	base     string // scheme://host[:port][/path], no slash at its end
	key      string
	language string
	agent    string
	tries    int
	http     *http.Client
	wait     func(ctx context.Context, d time.Duration) error
	now      func() time.Time
}

// Option sets something of a [Client].
type Option func(*Client)

// WithKey gives the API key, "yinxin_…".
func WithKey(key string) Option { return func(c *Client) { c.key = key } }

// WithHTTPClient sends requests through h, as where a proxy, a root of one's
// own or another time limit is needed; the usual one gives up after two minutes.
func WithHTTPClient(h *http.Client) Option { return func(c *Client) { c.http = h } }

// WithUserAgent names the program to the server.
func WithUserAgent(name string) Option { return func(c *Client) { c.agent = name } }

// WithLanguage asks for what is written for people in a language: "zh-CN", or
// "en".
func WithLanguage(tag string) Option { return func(c *Client) { c.language = tag } }

// WithTries sets how often a request is sent at most, four times where nobody
// says; 1 tries nothing again.
func WithTries(n int) Option { return func(c *Client) { c.tries = max(n, 1) } }

// New returns a client of the server at an address, such as
// "https://yinxin.example". A key goes over TLS alone: an http address is taken
// for the machine itself (localhost, 127.0.0.1, [::1]) and refused otherwise.
func New(address string, options ...Option) (*Client, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return nil, fmt.Errorf("client: the address: %w", err)
	case u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("client: the address is not that of a server")
	case u.Scheme != "https" && (u.Scheme != "http" || !ownMachine(u.Hostname())):
		return nil, errors.New("client: the address is not https")
	}
	c := &Client{
		base: strings.TrimRight(u.String(), "/"), agent: usualAgent, tries: usualTries,
		http: &http.Client{Timeout: usualTimeout}, wait: pause, now: time.Now,
	}
	for _, set := range options {
		set(c)
	}
	direct := *c.http
	direct.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse } // the key goes nowhere else
	c.http = &direct
	return c, nil
}

func ownMachine(host string) bool {
	return host == "localhost" || host == "127.0.0.1" || host == "::1"
}

// pause waits, unless the context ends first.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
