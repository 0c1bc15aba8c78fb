package console

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

const (
	// lookEvery is how often a stream of events looks at the delivery.
	lookEvery = 500 * time.Millisecond
	// streamFor is how long one lasts: the browser opens the next by itself,
	// and a server that stops waits for none.
	streamFor = 20 * time.Second
)

// happening is one event: how far the work is.
type happening struct {
	State   store.DeliveryState `json:"state"`
	Percent int                 `json:"percent"`
	Rows    int                 `json:"rows"`
	Refused int                 `json:"refused"`
}

// events streams the progress of a delivery (server-sent events, WHATWG HTML
// section 9.2): one event each time it changes, and "done" when the background
// is through with it.
func (d *Deliveries) events(w http.ResponseWriter, r *http.Request) error {
	one, err := d.Intake.Find(r.Context(), Staff(r).Authority, r.PathValue("id"))
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
	var told happening
	for {
		now := happening{State: one.State, Rows: one.Rows, Refused: one.Refused}
		if one.Size > 0 {
			now.Percent = int(min(100, one.Done*100/one.Size))
		}
		if now != told {
			told = now
			if err := tell(w, out, now); err != nil {
				return nil // the reader went away
			}
		}
		if !working(one.State) {
			return nil
		}
		select {
		case <-r.Context().Done():
			return nil
		case <-end.C:
			return nil
		case <-tick.C:
		}
		if one, err = d.Intake.Find(r.Context(), Staff(r).Authority, one.ID); err != nil {
			return nil // the stream has begun; the browser asks again
		}
	}
}

func tell(w http.ResponseWriter, out *http.ResponseController, now happening) error {
	name := "progress"
	if !working(now.State) {
		name = "done"
	}
	data, err := json.Marshal(now)
	if err != nil {
		return fault.Wrap("console.tell", err)
	}
	if _, err := fmt.Fprintf(w, "event: %s\ndata: %s\n\n", name, data); err != nil {
		return err
	}
	return out.Flush()
}
