package console

import (
	"context"
	"net/http"

	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/respond"
)

// happening is one event: how far the work is.
type happening struct {
	State   store.DeliveryState `json:"state"`
	Percent int                 `json:"percent"`
	Rows    int                 `json:"rows"`
	Refused int                 `json:"refused"`
}

// events streams the progress of a delivery until the background is through
// with it.
func (d *Deliveries) events(w http.ResponseWriter, r *http.Request) error {
	return respond.Progress(w, r, func(ctx context.Context) (happening, bool, error) {
		one, err := d.Intake.Find(ctx, Staff(r).Authority, r.PathValue("id"))
		now := happening{State: one.State, Rows: one.Rows, Refused: one.Refused}
		if one.Size > 0 {
			now.Percent = int(min(100, one.Done*100/one.Size))
		}
		return now, !working(one.State), err
	})
}
