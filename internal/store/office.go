package store

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/cert"
)

// Seal (电子印章) is an authority's seal as it is kept: its wrapped key, its
// chain, and what it may seal.
type Seal struct {
	ID             string
	Authority      string   // 印章 bears this authority's name
	Algorithm      string   // of the key, as in signature/key
	WrappedKey     []byte   // PKCS#8 under the vault
	Chain          [][]byte // DER, signing certificate first, root last
	Qualifications []string // what it may seal; it refuses the rest
	CreatedAt      time.Time
}

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
	// Catalogue returns every offering, in the order it was loaded.
	Catalogue(ctx context.Context) ([]cert.Offering, error)
	// Seals returns every seal, oldest first.
	Seals(ctx context.Context) ([]Seal, error)
	// Delivery returns the delivery with that ID.
	Delivery(ctx context.Context, id string) (Delivery, error)
	// Setting returns a value fixed for this installation; NotFound if never set.
	Setting(ctx context.Context, name string) (string, error)
}

// OfficeWriter writes what an office keeps.
type OfficeWriter interface {
	// ReplaceCatalogue makes the offerings the whole catalogue.
	ReplaceCatalogue(ctx context.Context, offerings []cert.Offering) error
	// AddSeal adds a seal; an ID in use is a Conflict.
	AddSeal(ctx context.Context, s Seal) error
	// AddDelivery adds a delivery; an ID in use is a Conflict.
	AddDelivery(ctx context.Context, d Delivery) error
	// PutSetting fixes a value, in place of an earlier one.
	PutSetting(ctx context.Context, name, value string) error
}
