package store

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
)

// CatalogueVersion is one version of an authority's part of the catalogue,
// without its rows. A version never changes.
type CatalogueVersion struct {
	cert.CatalogueVersion
	Account string // who proposed it: an account ID, "cli" or "system"
	At      time.Time
	Rows    int
}

// CatalogueReader reads the catalogue.
type CatalogueReader interface {
	// Catalogue returns the offerings in force on a day: of each authority those
	// of its version by cert.VersionOn, authorities in the order they first came,
	// offerings in the order of their file.
	Catalogue(ctx context.Context, day civil.Date) ([]cert.Offering, error)
	// CatalogueVersions returns every version, newest first within an authority.
	CatalogueVersions(ctx context.Context) ([]CatalogueVersion, error)
	// OfferingsOf returns the offerings of one version; none for one that is not
	// there.
	OfferingsOf(ctx context.Context, authority string, number int) ([]cert.Offering, error)
}

// CatalogueWriter writes the catalogue.
type CatalogueWriter interface {
	// AddCatalogueVersion adds an authority's next version and returns its
	// number; v.Number and v.Rows are not read. The offerings are all the
	// authority's own. Two added at once may be a Conflict.
	AddCatalogueVersion(ctx context.Context, v CatalogueVersion, offerings []cert.Offering) (number int, err error)
}
