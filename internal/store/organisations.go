package store

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/civil"
)

// Organisation (查验单位) is who looks certificates up.
type Organisation struct {
	ID     string
	Name   string // as its people registered it; nobody has confirmed it
	Number string // 统一社会信用代码 (GB 32100-2015), 18 characters
	// ConfirmedAt is when the code sent at registration came back; zero: it
	// looks nothing up, and its number is still anybody's.
	ConfirmedAt time.Time
	CreatedAt   time.Time
	DisabledAt  time.Time // when it was locked out; zero: it is not
}

// Confirmed reports whether the organisation may look anything up.
func (o Organisation) Confirmed() bool { return !o.ConfirmedAt.IsZero() }

// Disabled reports whether the organisation is locked out.
func (o Organisation) Disabled() bool { return !o.DisabledAt.IsZero() }

// OrganisationReader reads organisations.
type OrganisationReader interface {
	// Organisation returns the organisation with that ID.
	Organisation(ctx context.Context, id string) (Organisation, error)
	// OrganisationByNumber returns the organisation that is confirmed under a
	// number and not locked out.
	OrganisationByNumber(ctx context.Context, number string) (Organisation, error)
	// Organisations returns the confirmed organisations whose name contains
	// the words or whose number they are, newest first, at most limit; no words
	// are in every name.
	Organisations(ctx context.Context, words string, limit int) ([]Organisation, error)
	// UnconfirmedBefore returns organisations that registered before an instant
	// and have confirmed nothing, oldest first, at most limit.
	UnconfirmedBefore(ctx context.Context, at time.Time, limit int) ([]Organisation, error)
	// AccountsOfOrganisation returns an organisation's accounts, oldest first,
	// at most ListLimit.
	AccountsOfOrganisation(ctx context.Context, id string) ([]Account, error)
	// LookupsTaken returns how many look-ups an organisation took on a day.
	LookupsTaken(ctx context.Context, organisation string, day civil.Date) (int, error)
}

// OrganisationWriter writes organisations.
type OrganisationWriter interface {
	// AddOrganisation adds an organisation. A number that another has confirmed,
	// and is not locked out with, is a Conflict with the reason
	// organisation_registered where this one is confirmed.
	AddOrganisation(ctx context.Context, o Organisation) error
	// UpdateOrganisation stores every field of an organisation that is there; of
	// its number the same is true.
	UpdateOrganisation(ctx context.Context, o Organisation) error
	// DeleteUnconfirmed removes an organisation that has confirmed nothing, once
	// its accounts are gone. One that is confirmed is not found.
	DeleteUnconfirmed(ctx context.Context, id string) error
	// TakeLookups takes n look-ups of those that an organisation has a day, all
	// or none, and returns how many of the limit are left. It fails with
	// Exhausted lookups_used_up where n are not left.
	TakeLookups(ctx context.Context, organisation string, day civil.Date, n, limit int) (left int, err error)
}
