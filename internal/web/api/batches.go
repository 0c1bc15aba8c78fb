package api

import (
	"context"
	"net/http"
	"time"

	"yinxin.example/yinxin/internal/apikeys"
	"yinxin.example/yinxin/internal/batches"
	"yinxin.example/yinxin/internal/store"
)

// Batch (批量核验) is many checks that were asked for at once.
type Batch struct {
	ID         string        `json:"id"`
	Number     string        `json:"number" doc:"Of its report"`
	Kind       string        `json:"kind" enum:"files,people"`
	State      string        `json:"state" enum:"receiving,checking,reporting,done,cancelled"`
	Name       string        `json:"name" doc:"Of the first file"`
	Files      int           `json:"files" doc:"Handed in, an archive as one"`
	Digest     string        `json:"digest" doc:"SHA-256 (hexadecimal) of the file, or of the list of all files' digests"`
	Rows       int           `json:"rows"`
	Done       int           `json:"done" doc:"Rows that are checked"`
	Counts     OutcomeCounts `json:"counts"`
	CreatedAt  time.Time     `json:"created_at"`
	FinishedAt *time.Time    `json:"finished_at,omitempty"`
	Report     bool          `json:"report" doc:"There is a report"`
	Unsealed   string        `json:"unsealed,omitempty" doc:"The reason code where the report bears no seal"`
}

// OutcomeCounts counts checked rows.
type OutcomeCounts struct {
	Valid         int `json:"valid"`
	Indeterminate int `json:"indeterminate"`
	Invalid       int `json:"invalid"`
	NotFound      int `json:"not_found"`
	Unreadable    int `json:"unreadable" doc:"There was nothing to check"`
}

// Batches is a page of them.
type Batches struct {
	Batches []Batch `json:"batches" nullable:"false"`
	Page
}

type batchInput struct {
	ID string `path:"id" maxLength:"64"`
}

type batchOutput struct{ Body Batch }

type batchesOutput struct{ Body Batches }

func (r *routes) batches() {
	r.batchUploads()
	add(r, operation{
		method: http.MethodGet, path: "/batches", id: "listBatches", tag: "batches", summary: "List the organisation's batches, newest first", rule: reads(apikeys.Check),
	}, r.listBatches)
	add(r, operation{
		method: http.MethodGet, path: "/batches/{id}", id: "getBatch", tag: "batches", summary: "One batch, and how far it is", rule: reads(apikeys.Check),
	}, func(ctx context.Context, c apikeys.Caller, in *batchInput) (*batchOutput, error) {
		return r.batch(ctx, c, in.ID)
	})
	add(r, operation{
		method: http.MethodPost, path: "/batches/{id}/cancellation", id: "cancelBatch", tag: "batches", summary: "Stop a batch that is being checked",
		about: "What was checked stays in it, and in the holders' histories.", rule: reads(apikeys.Check),
	}, func(ctx context.Context, c apikeys.Caller, in *batchInput) (*batchOutput, error) {
		if err := r.Batches.Cancel(ctx, batchAsker(c), in.ID); err != nil {
			return nil, err
		}
		return r.batch(ctx, c, in.ID)
	})
	r.batchResults()
}

func (a *API) listBatches(ctx context.Context, c apikeys.Caller, in *listInput) (*batchesOutput, error) {
	const list = "batches"
	after := ""
	if err := a.cursor(list, c.Key.Organisation, in.Cursor, &after); err != nil {
		return nil, err
	}
	found, more, err := a.Batches.List(ctx, c.Key.Organisation, after)
	if err != nil {
		return nil, err
	}
	out := Batches{Batches: make([]Batch, len(found))}
	for i, b := range found {
		out.Batches[i] = batchOf(b)
	}
	if more {
		after = found[len(found)-1].ID
	}
	out.Page, err = a.next(list, c.Key.Organisation, more, after)
	return &batchesOutput{out}, err
}

func (a *API) batch(ctx context.Context, c apikeys.Caller, id string) (*batchOutput, error) {
	b, err := a.Batches.Find(ctx, c.Key.Organisation, id)
	return &batchOutput{batchOf(b)}, err
}

func batchAsker(c apikeys.Caller) batches.Asker {
	return batches.Asker{Organisation: c.Key.Organisation, Account: c.ID()}
}

func batchOf(b store.Batch) Batch {
	return Batch{
		ID: b.ID, Number: b.Number, Kind: string(b.Kind), State: string(b.State), Name: b.Source.Name, Files: b.Source.Files, Digest: b.Source.Digest,
		Rows: b.Rows, Done: b.Done,
		Counts: OutcomeCounts{
			b.Counts[batches.Valid], b.Counts[batches.Indeterminate], b.Counts[batches.Invalid], b.Counts[batches.NotFound], b.Counts[batches.Unreadable],
		},
		CreatedAt: b.At, FinishedAt: instant(b.FinishedAt), Report: b.Report != "", Unsealed: string(b.Unsealed),
	}
}
