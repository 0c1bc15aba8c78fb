package store

import (
	"context"
	"time"
)

// Delivery (证书数据批次) is one bulk file as it was taken in.
type Delivery struct {
	ID        string
	Authority string
	Account   string // who delivered it, an account ID or "cli"
	FileName  string
	DryRun    bool
	At        time.Time
	Rows      int
	Added     int
	Unchanged int
	Refused   int
	Report    string         // blob key of the error file; "" where nothing was refused
	Faults    map[string]int // refused rows by reason code
}

// OfficeReader reads what an office keeps: catalogue, seals, deliveries,
// settings.
type OfficeReader interface {
	CatalogueReader
	SealReader
	// Delivery returns the delivery with that ID.
	Delivery(ctx context.Context, id string) (Delivery, error)
	// Setting returns a value fixed for this installation; NotFound if never set.
	Setting(ctx context.Context, name string) (string, error)
}

// OfficeWriter writes what an office keeps.
type OfficeWriter interface {
	CatalogueWriter
	SealWriter
	// AddDelivery adds a delivery; an ID in use is a Conflict.
	AddDelivery(ctx context.Context, d Delivery) error
	// PutSetting fixes a value, in place of an earlier one.
	PutSetting(ctx context.Context, name, value string) error
}
