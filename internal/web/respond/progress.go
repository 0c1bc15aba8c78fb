package respond

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"yinxin.example/yinxin/internal/fault"
)

const (
	// lookEvery is how often a stream of progress looks.
	lookEvery = 500 * time.Millisecond
	// streamFor is how long one lasts: the browser opens the next by itself,
	// and a server that stops waits for none.
	streamFor = 20 * time.Second
)

// Progress streams how far work has come (server-sent events, WHATWG HTML
// section 9.2), as JSON: an event "progress" each time that what look returns
// has changed, and a last one, "done", once look says so. It fails as the first
// look does; later the stream has begun and just ends, and the browser asks
// again.
func Progress[E comparable](w http.ResponseWriter, r *http.Request, look func(ctx context.Context) (now E, done bool, err error)) error {
	const op = "respond.Progress"
	now, done, err := look(r.Context())
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // nginx passes events on at once
	out := http.NewResponseController(w)
	tick, end := time.NewTicker(lookEvery), time.NewTimer(streamFor)
	defer tick.Stop()
	defer end.Stop()
	for told, first := now, true; ; first = false {
		if first || done || now != told {
			told = now
			data, err := json.Marshal(now)
			if err != nil {
				return fault.Wrap(op, err)
			}
			name := "progress"
			if done {
				name = "done"
			}
			if _, err := fmt.Fprintf(w, "event: %s\ndata: %s\n\n", name, data); err != nil || out.Flush() != nil {
				return nil // the reader went away
			}
		}
		if done {
			return nil
		}
		select {
		case <-r.Context().Done():
			return nil
		case <-end.C:
			return nil
		case <-tick.C:
		}
		if now, done, err = look(r.Context()); err != nil {
			return nil
		}
	}
}
