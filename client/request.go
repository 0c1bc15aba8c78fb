package client

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

const (
	// maxAnswer bounds an answer of JSON, in bytes.
	maxAnswer = 64 << 20

	jsonType    = "application/json"
	problemType = "application/problem+json"
)

// request is one operation as it is asked for.
type request struct {
	method, path string
	query        url.Values
	body         any      // sent as JSON; nil for none
	file         *payload // sent as it is; nil for none
	name         string   // Idempotency-Key; "" for none
	accept       string   // "" for JSON
	repeatable   bool     // it changes nothing, or bears an Idempotency-Key; others go again after 429 alone
}

// CallOption says something about one request that creates something.
type CallOption func(*request)

// Named gives a request a name of the caller's choosing (Idempotency-Key): at
// most 64 visible ASCII characters. Within 24 hours the same request under the
// same name is done once and answered the same. Without it every call has a name
// of its own.
func Named(name string) CallOption { return func(r *request) { r.name = name } }

// get is a request that reads.
func get(path string, parts ...any) request {
	return request{method: http.MethodGet, path: fill(path, parts...), repeatable: true}
}

// search is a request that reads, its question in the body.
func search(path string, body any) request {
	return request{method: http.MethodPost, path: path, body: body, repeatable: true}
}

// create is a request that creates something, once.
func create(path string, body any, options []CallOption) request {
	r := request{method: http.MethodPost, path: path, body: body, name: rand.Text(), repeatable: true}
	for _, set := range options {
		set(&r)
	}
	return r
}

// step is a request that moves something on.
func step(path string, body any, parts ...any) request {
	return request{method: http.MethodPost, path: fill(path, parts...), body: body}
}

// fill puts values into a path, texts escaped.
func fill(path string, parts ...any) string {
	for i, part := range parts {
		if text, ok := part.(string); ok {
			parts[i] = url.PathEscape(text)
		}
	}
	return fmt.Sprintf(path, parts...)
}

// ask sends a request and reads its JSON answer.
func ask[T any](ctx context.Context, c *Client, r request) (answer T, err error) {
	response, err := c.do(ctx, r)
	if err != nil {
		return answer, err
	}
	defer func() { err = errors.Join(err, response.Body.Close()) }()
	text, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	switch {
	case err != nil:
		return answer, fmt.Errorf("client: %w", err)
	case len(text) > maxAnswer:
		return answer, errors.New("client: the answer is too large")
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		return answer, fmt.Errorf("client: the answer is not what the API gives: %w", err)
	}
	return answer, nil
}

// download sends a request and copies its answer.
func (c *Client) download(ctx context.Context, r request, to io.Writer) (err error) {
	response, err := c.do(ctx, r)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, response.Body.Close()) }()
	if _, err := io.Copy(to, response.Body); err != nil {
		return fmt.Errorf("client: %w", err)
	}
	return nil
}

// build makes the HTTP request of one try.
func (c *Client) build(ctx context.Context, r request) (*http.Request, error) {
	address := c.base + prefix + r.path
	if len(r.query) > 0 {
		address += "?" + r.query.Encode()
	}
	var body io.Reader
	contentType, length := "", int64(0)
	switch {
	case r.file != nil:
		var err error
		if body, length, err = r.file.open(); err != nil {
			return nil, fmt.Errorf("client: the file: %w", err)
		}
		contentType = r.file.contentType
	case r.body != nil:
		text, err := json.Marshal(r.body)
		if err != nil {
			return nil, fmt.Errorf("client: %w", err)
		}
		body, contentType, length = bytes.NewReader(text), jsonType, int64(len(text))
	}
	q, err := http.NewRequestWithContext(ctx, r.method, address, body)
	if err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	q.ContentLength = length
	for name, value := range map[string]string{
		"Authorization": "Bearer " + c.key, "Content-Type": contentType, "User-Agent": c.agent,
		"Accept-Language": c.language, "Idempotency-Key": r.name,
	} {
		if value != "" {
			q.Header.Set(name, value)
		}
	}
	accept := r.accept
	if accept == "" {
		accept = jsonType
	}
	q.Header.Set("Accept", accept+", "+problemType)
	return q, nil
}
