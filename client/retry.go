package client

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

const (
	// shortestWait doubles with each try.
	shortestWait = 250 * time.Millisecond
	// longestWait is as long as is ever waited before a try; a server that asks
	// for more has its answer handed on.
	longestWait = time.Minute
)

// do sends a request until it is answered with what was asked for, or with what
// no other try would change. The caller closes the body.
func (c *Client) do(ctx context.Context, r request) (*http.Response, error) {
	for tried := 1; ; tried++ {
		response, err := c.once(ctx, r)
		if err == nil {
			return response, nil
		}
		wait, useful := r.waitAfter(err, tried)
		if !useful || tried >= c.tries || ctx.Err() != nil {
			return nil, err
		}
		if stopped := c.wait(ctx, wait); stopped != nil {
			return nil, errors.Join(err, stopped)
		}
	}
}

// once is one try.
func (c *Client) once(ctx context.Context, r request) (*http.Response, error) {
	q, err := c.build(ctx, r)
	if err != nil {
		return nil, err
	}
	response, err := c.http.Do(q)
	if err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	if response.StatusCode < http.StatusMultipleChoices {
		return response, nil
	}
	refused := c.refusal(response)
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, maxProblem)) // so that the connection serves again
	_ = response.Body.Close()                                             // nothing more is read
	return nil, refused
}

// waitAfter is how long to wait before the next try, if one may help.
func (r request) waitAfter(err error, tried int) (time.Duration, bool) {
	wait := shortestWait << min(tried-1, 8)
	wait = wait/2 + share(wait/2)
	var refused *Error
	if !errors.As(err, &refused) {
		var network *url.Error
		return wait, r.repeatable && errors.As(err, &network)
	}
	useful := refused.Status == http.StatusTooManyRequests
	if r.repeatable {
		useful = useful || refused.Status >= http.StatusInternalServerError || refused.Reason == "request_under_way"
	}
	wait = max(wait, refused.RetryAfter)
	return wait, useful && wait <= longestWait
}

// share is some part of a time, so that clients that failed together do not come
// back together.
func share(of time.Duration) time.Duration {
	var drawn [1]byte
	_, _ = rand.Read(drawn[:]) // never fails (crypto/rand)
	return of * time.Duration(drawn[0]) / 256
}
