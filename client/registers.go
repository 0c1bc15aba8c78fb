package client

import (
	"context"
	"io"
	"time"
)

// CatalogueVersion is a version of the authority's part of the catalogue.
type CatalogueVersion struct {
	Number      int        `json:"number"`
	State       string     `json:"state"` // in_force, coming, replaced
	EffectiveOn string     `json:"effective_on"`
	Entries     int        `json:"entries"`
	AddedAt     *time.Time `json:"added_at,omitempty"`
}

// CatalogueVersions are an authority's, newest first.
type CatalogueVersions struct {
	Versions []CatalogueVersion `json:"versions"`
}

// ProposedCatalogue is a version as it is proposed.
type ProposedCatalogue struct {
	File        string `json:"file"`                   // the whole of the authority's part, as GetCatalogueVersion gives one
	EffectiveOn string `json:"effective_on,omitempty"` // "": today
	Reason      string `json:"reason"`
}

// Seal (电子印章) is one of the authority's seals.
type Seal struct {
	ID        string      `json:"id"`
	State     string      `json:"state"` // awaiting_chain, active, frozen, retired
	Algorithm string      `json:"algorithm"`
	Level     string      `json:"level"`  // b-b, b-t, b-lt, b-lta: of PAdES, that it seals at
	Form      string      `json:"form"`   // cades, sm2seal, sm2seal-second
	Scope     []SealScope `json:"scope"`  // what it may seal; it refuses the rest
	Budget    int         `json:"budget"` // signatures for the certificates of one release; 0 for no limit
	UsesToday int         `json:"uses_today"`
	Uses      int         `json:"uses"`

	Turn          string     `json:"turn,omitempty"`           // next, current, previous, among the authority's today; "": none
	From          string     `json:"from,omitempty"`           // first day it seals on, in Beijing; "": any day
	CompromisedAt *time.Time `json:"compromised_at,omitempty"` // since when its key may have been in other hands; nil: not known of
}

// SealScope is something that a seal may seal.
type SealScope struct {
	Qualification string `json:"qualification"`
	From          string `json:"from,omitempty"` // first day; "": any day
}

// Seals are an authority's, newest first.
type Seals struct {
	Seals []Seal `json:"seals"`
}

// ListCatalogueVersions returns the versions of the authority's catalogue.
func (c *Client) ListCatalogueVersions(ctx context.Context) (CatalogueVersions, error) {
	return ask[CatalogueVersions](ctx, c, get("/catalogue/versions"))
}

// GetCatalogueVersion writes one version as a CSV file.
func (c *Client) GetCatalogueVersion(ctx context.Context, number int, to io.Writer) error {
	r := get("/catalogue/versions/%d", number)
	r.accept = "text/csv"
	return c.download(ctx, r, to)
}

// ProposeCatalogue proposes another version; a reviewer approves it at the
// console, or sends it back.
func (c *Client) ProposeCatalogue(ctx context.Context, p ProposedCatalogue, options ...CallOption) (Proposal, error) {
	return ask[Proposal](ctx, c, create("/catalogue/proposals", p, options))
}

// ListSeals returns the authority's seals.
func (c *Client) ListSeals(ctx context.Context) (Seals, error) {
	return ask[Seals](ctx, c, get("/seals"))
}

// GetSeal returns one seal.
func (c *Client) GetSeal(ctx context.Context, id string) (Seal, error) {
	return ask[Seal](ctx, c, get("/seals/%s", id))
}
