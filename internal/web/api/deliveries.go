package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"yinxin.example/yinxin/internal/apikeys"
	"yinxin.example/yinxin/internal/store"
)

// Delivery (数据批次) is a file of certificates on its way to publication.
type Delivery struct {
	ID          string       `json:"id"`
	Number      string       `json:"number" doc:"As people call it, e.g. 2026-117"`
	Batch       string       `json:"batch" doc:"ID of the first delivery of its batch; later ones hold corrected rows"`
	FileName    string       `json:"file_name"`
	State       string       `json:"state" enum:"receiving,checking,unreadable,checked,submitted,releasing,stopped,released,undoing,undone"`
	DeliveredAt time.Time    `json:"delivered_at"`
	Progress    Progress     `json:"progress"`
	Rows        int          `json:"rows"`
	Added       int          `json:"added" doc:"Stored; before its release, what would be"`
	Unchanged   int          `json:"unchanged" doc:"Stored before with the same content"`
	Refused     int          `json:"refused"`
	Faults      []FaultGroup `json:"faults" nullable:"false" doc:"Why rows were refused, most rows first"`
	Unreadable  string       `json:"unreadable,omitempty" doc:"The reason code where the file as a whole was refused"`
	Answer      string       `json:"answer,omitempty" doc:"Why the reviewer sent it back"`
	PublishAt   *time.Time   `json:"publish_at,omitempty" doc:"Asked for; absent: as soon as it is stored"`
	PublicFrom  *time.Time   `json:"public_from,omitempty" doc:"When its certificates are public"`
}

// Progress is how far the work under way is.
type Progress struct {
	Done int64 `json:"done" doc:"Bytes"`
	Of   int64 `json:"of" doc:"Bytes"`
}

// FaultGroup is the refused rows that share a cause.
type FaultGroup struct {
	Reason string `json:"reason"`
	Field  string `json:"field,omitempty" doc:"The column"`
	Count  int    `json:"count"`
	Lines  []int  `json:"lines" nullable:"false" doc:"The first few; the header is line 1"`
}

// Deliveries is a page of them.
type Deliveries struct {
	Deliveries []Delivery `json:"deliveries" nullable:"false"`
	Page
}

type deliveryOutput struct{ Body Delivery }

type deliveriesOutput struct{ Body Deliveries }

type listInput struct {
	Cursor string `query:"cursor" maxLength:"1000" doc:"next_cursor of the page before"`
}

type deliveryInput struct {
	ID string `path:"id" maxLength:"64"`
}

type submitInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body *Submission
}

// Submission hands a delivery to a reviewer.
type Submission struct {
	PublishAt *time.Time `json:"publish_at,omitempty" doc:"When to publish it; absent: as soon as it is stored"`
}

func (r *routes) deliveries() {
	r.uploads()
	add(r, operation{
		method: http.MethodGet, path: "/deliveries", id: "listDeliveries", tag: "deliveries", summary: "List the batches, newest first",
		about: "By the first delivery of each batch.", rule: reads(apikeys.ReadDeliveries),
	}, r.listDeliveries)
	add(r, operation{
		method: http.MethodGet, path: "/deliveries/{id}", id: "getDelivery", tag: "deliveries", summary: "One delivery, how far it is and what was found",
		rule: reads(apikeys.ReadDeliveries),
	}, func(ctx context.Context, c apikeys.Caller, in *deliveryInput) (*deliveryOutput, error) {
		return r.delivery(ctx, c, in.ID)
	})
	r.plain(operation{
		method: http.MethodGet, path: "/deliveries/{id}/errors", id: "getDeliveryErrors", tag: "deliveries", summary: "The refused rows",
		about: "In the format they were delivered in, each with what is wrong: mend them and deliver them with batch.", rule: reads(apikeys.ReadDeliveries),
	}, func(op *huma.Operation) {
		op.Parameters = append(op.Parameters, inPath("id"))
		op.Responses["200"] = file("The refused rows", "text/csv", spreadsheet)
	}, r.deliveryErrors)
	add(r, operation{
		method: http.MethodPost, path: "/deliveries/{id}/submission", id: "submitDelivery", tag: "deliveries", summary: "Submit a checked delivery for release",
		about: "A reviewer releases it at the console.", rule: reads(apikeys.WriteDeliveries),
	}, func(ctx context.Context, c apikeys.Caller, in *submitInput) (*deliveryOutput, error) {
		at := time.Time{}
		if in.Body != nil && in.Body.PublishAt != nil {
			at = *in.Body.PublishAt
		}
		if err := r.Intake.Submit(ctx, c.Acting(store.OfficerRole), in.ID, at); err != nil {
			return nil, err
		}
		return r.delivery(ctx, c, in.ID)
	})
	add(r, operation{
		method: http.MethodPost, path: "/deliveries/{id}/discard", id: "discardDelivery", tag: "deliveries", summary: "Throw away a delivery that nobody released",
		rule: reads(apikeys.WriteDeliveries),
	}, func(ctx context.Context, c apikeys.Caller, in *deliveryInput) (*deliveryOutput, error) {
		if err := r.Intake.Discard(ctx, c.Acting(store.OfficerRole), in.ID); err != nil {
			return nil, err
		}
		return r.delivery(ctx, c, in.ID)
	})
}

func (a *API) listDeliveries(ctx context.Context, c apikeys.Caller, in *listInput) (*deliveriesOutput, error) {
	const list = "deliveries"
	after := ""
	if err := a.cursor(list, c.Key.Authority, in.Cursor, &after); err != nil {
		return nil, err
	}
	found, more, err := a.Intake.List(ctx, c.Key.Authority, after)
	if err != nil {
		return nil, err
	}
	out := Deliveries{Deliveries: make([]Delivery, len(found))}
	for i, d := range found {
		out.Deliveries[i] = deliveryOf(d)
	}
	if more {
		after = found[len(found)-1].ID
	}
	out.Page, err = a.next(list, c.Key.Authority, more, after)
	return &deliveriesOutput{out}, err
}

func (a *API) delivery(ctx context.Context, c apikeys.Caller, id string) (*deliveryOutput, error) {
	d, err := a.Intake.Find(ctx, c.Key.Authority, id)
	return &deliveryOutput{deliveryOf(d)}, err
}

func deliveryOf(d store.Delivery) Delivery {
	out := Delivery{
		ID: d.ID, Number: d.Number, Batch: d.Batch, FileName: d.FileName, State: string(d.State), DeliveredAt: d.At,
		Progress: Progress{d.Done, d.Size}, Rows: d.Rows, Added: d.Added, Unchanged: d.Unchanged, Refused: d.Refused,
		Faults: []FaultGroup{}, Answer: d.Answer, PublishAt: instant(d.PublishAt), PublicFrom: instant(d.VisibleFrom),
	}
	for _, g := range d.Findings.Groups {
		out.Faults = append(out.Faults, FaultGroup{string(g.Reason), g.Field, g.Count, append([]int{}, g.Lines...)})
	}
	if d.Findings.Refusal != nil {
		out.Unreadable = string(d.Findings.Refusal.Reason)
	}
	return out
}
