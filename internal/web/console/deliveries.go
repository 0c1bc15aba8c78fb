package console

import (
	"net/http"

	"yinxin.example/yinxin/internal/intake"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/view"
)

// Deliveries (数据批次) takes deliveries from their upload to publication.
type Deliveries struct {
	*Office
	Intake *intake.Service
}

// Where the desk is, and one delivery.
const (
	deliveriesPath = "/console/deliveries"
	oneDelivery    = deliveriesPath + "/{id}"
)

// Entry implements Listed.
func (d *Deliveries) Entry() Entry { return Entry{"deliveries", deliveriesPath, signin.SeeDeliveries} }

// Routes implements Desk.
func (d *Deliveries) Routes(mux *http.ServeMux, guard Guard) {
	routes(mux, guard, map[string]route{
		"GET " + deliveriesPath:             {signin.SeeDeliveries, d.list},
		"POST " + deliveriesPath:            {signin.Deliver, d.upload},
		"GET " + oneDelivery:                {signin.SeeDeliveries, d.show},
		"GET " + oneDelivery + "/events":    {signin.SeeDeliveries, d.events},
		"GET " + oneDelivery + "/errors":    {signin.SeeDeliveries, d.errors},
		"GET " + oneDelivery + "/proof.pdf": {signin.SeeDeliveries, d.proof},

		// Each form leads back to the delivery's page when it comes too late.
		"GET " + oneDelivery + "/{step}":       {signin.SeeDeliveries, d.toDelivery},
		"POST " + oneDelivery + "/corrections": {signin.Deliver, d.upload},
		"POST " + oneDelivery + "/submission":  {signin.Deliver, d.submit},
		"POST " + oneDelivery + "/check":       {signin.Deliver, d.retry},
		"POST " + oneDelivery + "/discard":     {signin.Deliver, d.step(d.Intake.Discard)},
		"POST " + oneDelivery + "/answer":      {signin.Release, d.sendBack},
		"POST " + oneDelivery + "/release":     {signin.Release, d.step(d.Intake.Release)},
		"POST " + oneDelivery + "/stop":        {signin.Release, d.step(d.Intake.Stop)},
		"POST " + oneDelivery + "/resumption":  {signin.Release, d.step(d.Intake.Resume)},
		"POST " + oneDelivery + "/undo":        {signin.Release, d.step(d.Intake.Undo)},
	})
}

// list has the form and a page of the batches.
func (d *Deliveries) list(w http.ResponseWriter, r *http.Request) error {
	page, err := d.desktop(r)
	if err != nil {
		return err
	}
	return d.Page(w, r, http.StatusOK, page)
}

func (d *Deliveries) desktop(r *http.Request) (view.Deliveries, error) {
	page := view.Deliveries{Desk: d.desk(r, "deliveries"), MayDeliver: may(r, signin.Deliver)}
	all, more, err := d.Intake.List(r.Context(), Staff(r).Authority, r.URL.Query().Get("after"))
	for _, one := range all {
		page.Batches = append(page.Batches, d.delivery(one))
	}
	if more {
		page.Next = deliveriesPath + "?after=" + all[len(all)-1].ID
	}
	return page, err
}

func (o *Office) delivery(one store.Delivery) view.Delivery {
	return view.Delivery{
		ID: one.ID, Number: one.Number, FileName: one.FileName, Size: one.Size, At: one.At, State: one.State,
		Public: one.State == store.DeliveryReleased && one.PublicAt(o.Now()),
		Rows:   one.Rows, Added: one.Added, Unchanged: one.Unchanged, Refused: one.Refused,
	}
}
