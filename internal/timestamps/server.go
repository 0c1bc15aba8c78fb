package timestamps

import (
	"bytes"
	"context"
	"crypto"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/tsp"
	"yinxin.example/yinxin/internal/signature/tspread"
)

// Media types of RFC 3161, 3.4.
const (
	typeQuery = "application/timestamp-query"
	typeReply = "application/timestamp-reply"
)

const maxHeader = 16 << 10 // bytes of an answer's header

// errApart is a token that is right but for its time.
var errApart = errors.New("timestamps: the token's time is not our clock's")

// newTransport keeps connections: one where queries follow one another or where
// both sides speak HTTP/2, at most as many as queries are under way.
func newTransport(o Options) *http.Transport {
	return &http.Transport{
		DialContext: (&net.Dialer{Timeout: o.Timeout}).DialContext, TLSHandshakeTimeout: o.Timeout,
		ForceAttemptHTTP2: true, MaxConnsPerHost: o.AtOnce, MaxIdleConnsPerHost: o.AtOnce, IdleConnTimeout: 2 * time.Minute,
		MaxResponseHeaderBytes: maxHeader, DisableCompression: true,
	}
}

// server is one authority and what is known of it.
type server struct {
	Authority

	o     *Options
	name  string // host and port: what may be told of its address
	http  *http.Client
	roots *tspread.Roots
	slots chan struct{}

	mu    sync.Mutex
	state State
	rest  rest
}

func newServer(a Authority, o *Options) (*server, error) {
	u, err := url.Parse(a.URL)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https" {
		return nil, errors.New("an authority's address is not http:// or https://HOST/PATH")
	}
	return &server{
		Authority: a, o: o, name: u.Host, state: State{Name: u.Host}, slots: make(chan struct{}, o.AtOnce), roots: tspread.NewRoots(o.Roots),
		http: &http.Client{Transport: o.Transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}, nil
}

// errResting is an authority that failed a moment ago.
var errResting = errors.New("timestamps: it failed a moment ago and is left alone")

// stamp asks the authority once, unless it rests, and notes what came of it.
// It fails with errApart, and as Unavailable with a reason of its own.
func (s *server) stamp(ctx context.Context, digest []byte) (tsp.Token, error) {
	may, trial := s.wake()
	if !may {
		return tsp.Token{}, fmt.Errorf("%s: %w", s.name, errResting)
	}
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-ctx.Done():
		s.undecided(trial)
		return tsp.Token{}, ctx.Err()
	}
	watch := time.Now()
	token, err := s.ask(ctx, digest)
	if err != nil && ctx.Err() != nil { // the caller went away: no fault of the authority's
		s.undecided(trial)
		return tsp.Token{}, ctx.Err()
	}
	s.note(trial, token, err)
	if s.o.Asked != nil {
		s.o.Asked(s.name, outcome(err), time.Since(watch))
	}
	if err != nil {
		return tsp.Token{}, fmt.Errorf("%s: %w", s.name, err)
	}
	return token, nil
}

func (s *server) ask(ctx context.Context, digest []byte) (tsp.Token, error) {
	nonce, err := tsp.NewNonce()
	if err != nil {
		return tsp.Token{}, err
	}
	query, err := tsp.Query(digest, nonce, s.Policy)
	if err != nil {
		return tsp.Token{}, err
	}
	sent := s.o.Now()
	answer, err := s.exchange(ctx, query)
	if err != nil {
		return tsp.Token{}, err
	}
	token, err := s.read(answer, tspread.Wanted{Hash: crypto.SHA256, Digest: digest, Nonce: nonce, Policy: s.Policy})
	if err != nil {
		return tsp.Token{}, err
	}
	return token, s.compare(token.Time, sent, s.o.Now())
}

// exchange sends one query and returns what was answered with 200.
func (s *server) exchange(ctx context.Context, query []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, s.o.Timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL, bytes.NewReader(query))
	if err != nil {
		return nil, unavailable("tsa_unreachable", err)
	}
	request.Header.Set("Content-Type", typeQuery)
	request.Header.Set("Accept", typeReply)
	if s.Authorization != "" {
		request.Header.Set("Authorization", s.Authorization)
	}
	response, err := s.http.Do(request)
	if err != nil {
		return nil, unreached(ctx, err)
	}
	defer response.Body.Close()
	body, err := readAll(response.Body, response.ContentLength)
	media, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type")) // "" is no reply either
	switch {
	case err != nil:
		return nil, unreached(ctx, err)
	case response.StatusCode != http.StatusOK:
		return nil, unavailable("tsa_refused", &statusError{response.StatusCode, retryAfter(response)})
	case media != typeReply || len(body) > tspread.MaxResponse:
		return nil, unavailable("tsa_malformed", fmt.Errorf("%d bytes or more of %q", len(body), media))
	}
	return body, nil
}

// readAll reads at most a byte more than an answer may have. said is how many
// the header announces, -1 where it does not.
func readAll(body io.Reader, said int64) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(int(min(max(said, 0), tspread.MaxResponse)) + bytes.MinRead)
	_, err := b.ReadFrom(io.LimitReader(body, tspread.MaxResponse+1))
	return b.Bytes(), err
}

// read checks an answer but for its token's time.
func (s *server) read(answer []byte, w tspread.Wanted) (tsp.Token, error) {
	der, err := tspread.ParseResponse(answer)
	var refused *tspread.RefusedError
	if errors.As(err, &refused) {
		return tsp.Token{}, unavailable("tsa_refused", refused)
	}
	if err != nil {
		return tsp.Token{}, unavailable("tsa_malformed", err)
	}
	if len(der) > tsp.MaxTokenLen {
		return tsp.Token{}, unavailable("tsa_too_large", fmt.Errorf("a token of %d bytes; at most %d", len(der), tsp.MaxTokenLen))
	}
	token, err := tspread.ParseToken(der)
	if err != nil {
		return tsp.Token{}, unavailable("tsa_malformed", err)
	}
	if err := token.Answers(w); err != nil {
		return tsp.Token{}, unavailable("tsa_malformed", err)
	}
	if _, err := s.roots.Check(token); err != nil {
		return tsp.Token{}, unavailable("tsa_untrusted", err)
	}
	return tsp.Token{DER: der, Time: token.Time, Accuracy: token.Accuracy}, nil
}

// compare holds a token's time against our clock's when it was asked for and
// when it came.
func (s *server) compare(at, sent, got time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.Difference = at.Sub(sent)
	if at.Before(sent.Add(-s.o.Tolerance)) || at.After(got.Add(s.o.Tolerance)) {
		return errApart
	}
	return nil
}

func unavailable(reason fault.Reason, cause error) error {
	return &fault.Error{Op: "timestamps.ask", Kind: fault.Unavailable, Reason: reason, Err: cause}
}

func unreached(ctx context.Context, err error) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return unavailable("tsa_timeout", err)
	}
	return unavailable("tsa_unreachable", err)
}

// outcome is what metrics call the end of a query.
func outcome(err error) string {
	switch {
	case err == nil:
		return "ok"
	case errors.Is(err, errApart):
		return "clock_differs"
	case fault.ReasonOf(err) != "":
		return string(fault.ReasonOf(err))
	default:
		return "failed"
	}
}

// note keeps what came of a query, and says in the log
// when an authority begins or ceases to fail.
func (s *server) note(trial bool, token tsp.Token, err error) {
	now := s.o.Now()
	s.mu.Lock()
	was := s.state.Reason
	if err == nil {
		s.rest.end()
		s.state.Reason, s.state.Since, s.state.At = "", time.Time{}, now
	} else {
		if errors.Is(err, errApart) {
			s.rest.undecided(trial) // whose clock is wrong is not known yet
		} else {
			s.rest.begin(now, trial, askedFor(err))
		}
		if reason := fault.Reason(outcome(err)); was != reason {
			s.state.Reason, s.state.Since = reason, now
		}
	}
	is, until := s.state.Reason, s.rest.until
	s.mu.Unlock()
	switch is {
	case was:
	case "":
		s.o.Log.Info("a timestamp authority gives tokens again", slog.String("tsa", s.name), slog.Time("token", token.Time))
	default:
		s.o.Log.Error("a timestamp authority gives no tokens", slog.String("tsa", s.name), slog.Any("error", err), slog.Time("until", until))
	}
}

// contradicted leaves an authority alone for a while whose time is neither ours
// nor the others'.
func (s *server) contradicted() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rest.begin(s.o.Now(), true, 0)
}

func (s *server) wake() (may, trial bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rest.over(s.o.Now())
}

// awake reports whether the authority could be asked now.
func (s *server) awake() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rest.failures == 0 || !s.rest.trying && !s.rest.goesOn(s.o.Now())
}

func (s *server) undecided(trial bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rest.undecided(trial)
}

func (s *server) last() State {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state
}
