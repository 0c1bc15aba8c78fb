// Package telemetry is how the program is watched: logs by log/slog, and
// metrics in a registry of its own. Neither holds personal data.
package telemetry

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// NewLogger logs to w from a level up, as "text" or "json". Every line logged
// with a request's context carries its request_id. Domain values hide their
// personal data themselves (slog.LogValuer); what slips through in an error's
// text is caught by its looks, see hideNumbers.
func NewLogger(w io.Writer, level slog.Level, format string) (*slog.Logger, error) {
	options := &slog.HandlerOptions{Level: level, ReplaceAttr: hide}
	switch format {
	case "text":
		return slog.New(withRequest{slog.NewTextHandler(w, options)}), nil
	case "json":
		return slog.New(withRequest{slog.NewJSONHandler(w, options)}), nil
	}
	return nil, fmt.Errorf("telemetry: log format %q is neither text nor json", format)
}

type requestKey struct{}

// WithRequestID returns a context whose log lines carry the request's ID.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestKey{}, id)
}

// RequestID returns the request's ID, "" outside one.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}

// NewRequestID draws an ID: 16 lower-case base-32 characters.
func NewRequestID() string { return strings.ToLower(rand.Text()[:16]) }

// withRequest adds the request's ID to each record.
type withRequest struct{ slog.Handler }

// Handle implements slog.Handler.
func (h withRequest) Handle(ctx context.Context, r slog.Record) error {
	if id := RequestID(ctx); id != "" {
		r = r.Clone()
		r.AddAttrs(slog.String("request_id", id))
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (h withRequest) WithAttrs(attrs []slog.Attr) slog.Handler {
	return withRequest{h.Handler.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (h withRequest) WithGroup(name string) slog.Handler {
	return withRequest{h.Handler.WithGroup(name)}
}
