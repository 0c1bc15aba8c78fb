package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"time"
)

// maxProblem bounds what is read of a refusal, in bytes.
const maxProblem = 1 << 20

// Error is what the server refused, as RFC 9457 has it. Programs go by Reason;
// Detail and Next are for people, in the language of [WithLanguage].
type Error struct {
	Status     int           `json:"status"`              // of HTTP
	Reason     string        `json:"reason"`              // a stable code; "" where the answer is none of the API's
	Title      string        `json:"title"`               // the words of the status
	Detail     string        `json:"detail"`              // what is wrong
	Next       string        `json:"next,omitempty"`      // what to do next
	Field      string        `json:"field,omitempty"`     // the field at fault, where there is one
	Reference  string        `json:"reference,omitempty"` // the request's number in the server's log
	Mistakes   []Mistake     `json:"mistakes,omitempty"`  // each thing wrong, where there are several
	RetryAfter time.Duration `json:"-"`                   // how long the server asks to wait; 0 where it does not say
}

// Mistake is one thing wrong with a request.
type Mistake struct {
	Where  string `json:"where"` // the field or parameter
	Detail string `json:"detail"`
}

// Error implements error. It holds nothing of what was asked.
func (e *Error) Error() string {
	text := fmt.Sprintf("yinxin: %d %s", e.Status, e.Title)
	if e.Reason != "" {
		text += ": " + e.Reason
	}
	if e.Detail != "" {
		text += ": " + e.Detail
	}
	if e.Reference != "" {
		text += " (" + e.Reference + ")"
	}
	return text
}

// ReasonOf is the reason code of a refusal, "" for every other error.
func ReasonOf(err error) string {
	var refused *Error
	if errors.As(err, &refused) {
		return refused.Reason
	}
	return ""
}

// refusal reads what the server refused.
func (c *Client) refusal(r *http.Response) *Error {
	e := &Error{}
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err == nil && media == "application/problem+json" {
		text, err := io.ReadAll(io.LimitReader(r.Body, maxProblem))
		if err != nil || json.Unmarshal(text, e) != nil {
			*e = Error{} // cut short: the status still tells something
		}
	}
	e.Status, e.RetryAfter = r.StatusCode, c.retryAfter(r.Header.Get("Retry-After"))
	if e.Title == "" {
		e.Title = http.StatusText(r.StatusCode)
	}
	return e
}

// retryAfter reads seconds or a date (RFC 9110, 10.2.3); 0 for anything else.
func (c *Client) retryAfter(text string) time.Duration {
	if seconds, err := strconv.Atoi(text); err == nil {
		return max(time.Duration(min(seconds, int(longestWait/time.Second)+1))*time.Second, 0)
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(at.Sub(c.now()), 0)
	}
	return 0
}
