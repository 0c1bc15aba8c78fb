package respond

import (
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/telemetry"
	"yinxin.example/yinxin/internal/web/view"
)

// Fail answers with the page of a failure. The reader sees its reason; only
// the log has its cause, under the request's reference number.
func (p *Responder) Fail(w http.ResponseWriter, r *http.Request, err error) {
	status := Status(err)
	if status >= http.StatusInternalServerError {
		p.Log.ErrorContext(r.Context(), "request failed",
			slog.String("method", r.Method), slog.String("route", r.Pattern), slog.Any("error", err))
	}
	page := view.Failure{
		Chrome: p.Chrome(r), Status: status, Reason: fault.ReasonOf(err), Reference: telemetry.RequestID(r.Context()),
	}
	page.NoIndex = true
	var f *fault.Error
	if errors.As(err, &f) {
		page.Args = f.Args
	}
	if status == http.StatusTooManyRequests {
		page.RetryAfter = retryAfter(err)
		w.Header().Set("Retry-After", seconds(page.RetryAfter))
	}
	if err := p.Page(w, r, status, page); err != nil {
		p.Log.ErrorContext(r.Context(), "failure page", slog.Any("error", err))
		http.Error(w, http.StatusText(status), status)
	}
}

// retryAfter is when a throttled request may be repeated: after the minutes
// that its reason tells the reader, else after one.
func retryAfter(err error) time.Duration {
	var f *fault.Error
	if errors.As(err, &f) {
		if minutes, ok := f.Args["minutes"].(int); ok {
			return time.Duration(minutes) * time.Minute
		}
	}
	return time.Minute
}

// seconds is a delay as Retry-After gives it (RFC 9110, 10.2.3).
func seconds(d time.Duration) string { return strconv.Itoa(int(d / time.Second)) }

// Status is the HTTP status of a failure.
func Status(err error) int {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return http.StatusRequestEntityTooLarge
	}
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Exhausted, fault.Conflict:
		return http.StatusUnprocessableEntity
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Denied:
		return http.StatusForbidden
	case fault.Throttled:
		return http.StatusTooManyRequests
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	default:
		return http.StatusInternalServerError
	}
}
