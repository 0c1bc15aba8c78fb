package console

import (
	"bytes"
	"net/http"

	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web/view"
)

// Deliveries (数据批次) takes deliveries in and shows what they gave.
type Deliveries struct {
	*Office
	Intake *delivery.Intake
}

// Entry implements Listed.
func (d *Deliveries) Entry() Entry {
	return Entry{"deliveries", "/console/deliveries", signin.SeeDeliveries}
}

// Routes implements Desk.
func (d *Deliveries) Routes(mux *http.ServeMux, guard Guard) {
	routes(mux, guard, map[string]route{
		"GET /console/deliveries":                 {signin.SeeDeliveries, d.list},
		"POST /console/deliveries":                {signin.Deliver, d.upload},
		"GET /console/deliveries/{id}":            {signin.SeeDeliveries, d.show},
		"GET /console/deliveries/{id}/errors.csv": {signin.SeeDeliveries, d.errors},
	})
}

func (d *Deliveries) page(r *http.Request) view.Deliveries {
	return view.Deliveries{Desk: d.desk(r, "deliveries"), MayDeliver: may(r, signin.Deliver)}
}

func (d *Deliveries) list(w http.ResponseWriter, r *http.Request) error {
	return d.Page(w, r, http.StatusOK, d.page(r))
}

// show has the summary of a delivery.
func (d *Deliveries) show(w http.ResponseWriter, r *http.Request) error {
	delivered, report, err := d.Intake.Find(r.Context(), Staff(r).Authority, r.PathValue("id"))
	if err != nil {
		return err
	}
	page := d.page(r)
	if page.Delivery, err = summary(delivered, report); err != nil {
		return err
	}
	return d.Page(w, r, http.StatusOK, page)
}

func summary(d store.Delivery, report []byte) (*view.Delivery, error) {
	s := &view.Delivery{
		FileName: d.FileName, At: d.At, DryRun: d.DryRun,
		Rows: d.Rows, Added: d.Added, Unchanged: d.Unchanged, Refused: d.Refused,
	}
	if d.Report == "" {
		return s, nil
	}
	s.ErrorsURL = "/console/deliveries/" + d.ID + "/errors.csv"
	groups, err := delivery.ReadReport(bytes.NewReader(report))
	for _, g := range groups {
		s.Faults = append(s.Faults, view.FaultGroup{Reason: g.Reason, Field: g.Field, Count: g.Count, Rows: g.Lines})
	}
	return s, err
}

// errors hands out the error file of a delivery.
func (d *Deliveries) errors(w http.ResponseWriter, r *http.Request) error {
	_, report, err := d.Intake.Find(r.Context(), Staff(r).Authority, r.PathValue("id"))
	if err == nil && report == nil {
		err = fault.New("console.errors", fault.NotFound, "delivery_not_found")
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="errors.csv"`)
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(report)
	return err
}
