package messages

import (
	"context"
	"time"
)

// Call is an event as it is handed to an organisation's own address.
type Call struct {
	ID      string    // of the event, the same at every attempt
	URL     string    // as the organisation registered it
	At      time.Time // of this attempt
	Secrets [][]byte  // that it is signed with, each; two while one replaces the other
	Body    []byte    // JSON
}

// Caller hands events to addresses that organisations name. It is safe for
// concurrent use.
type Caller interface {
	// Check refuses an address that no call may go to, whatever its name means:
	// Invalid, webhook_url_malformed, webhook_url_not_https, webhook_port_denied
	// or webhook_address_denied.
	Check(url string) error
	// Call makes one attempt and returns the status of HTTP that it was answered,
	// 0 where there was no answer. It is nil for 2xx alone, and otherwise Invalid
	// webhook_address_denied or Unavailable with webhook_refused (another status),
	// webhook_gone (410), webhook_timeout, webhook_untrusted (TLS) or
	// webhook_unreachable.
	Call(ctx context.Context, c Call) (status int, err error)
}
