package store

import (
	"context"
)

// OfficeReader reads what an office keeps: catalogue, seals, settings.
type OfficeReader interface {
	CatalogueReader
	SealReader
	// Setting returns a value fixed for this installation; NotFound if never set.
	Setting(ctx context.Context, name string) (string, error)
}

// OfficeWriter writes what an office keeps.
type OfficeWriter interface {
	CatalogueWriter
	SealWriter
	// PutSetting fixes a value, in place of an earlier one.
	PutSetting(ctx context.Context, name, value string) error
}
