package store

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/cert"
)

// CheckWay is how a certificate or a copy of it was checked.
type CheckWay string

// The ways.
const (
	CheckedByCode  CheckWay = "code"
	CheckedByFile  CheckWay = "file"
	CheckedByData  CheckWay = "data"  // by what an organisation knows of the certificate
	CheckedInBatch CheckWay = "batch" // one of many, by either
	CheckedByAPI   CheckWay = "api"
)

// Check is one time that a copy, or a certificate itself, was checked.
type Check struct {
	// Certificate is what was checked; one that was looked up by data has no Code.
	// A check that is added of a copy may leave it out where it is not known, and
	// is kept sooner where it is.
	Certificate cert.ID
	Code        cert.Code
	At          time.Time // kept to the minute: looks within one minute are one check
	Way         CheckWay
	// Office is the authority whose staff checked, signed in, and Organisation
	// the ID of the organisation; "" for anybody else.
	Office, Organisation string
}

// CheckReader reads checks.
type CheckReader interface {
	// ChecksOf returns the checks of a certificate and of its copies, newest
	// first; at most limit that come after the one given, from the newest where
	// that is zero.
	ChecksOf(ctx context.Context, id cert.ID, after Check, limit int) ([]Check, error)
	// LookedUp reports whether an organisation has looked a certificate itself up,
	// not a copy of it, since an instant.
	LookedUp(ctx context.Context, organisation string, id cert.ID, since time.Time) (bool, error)
}

// CheckWriter writes checks.
type CheckWriter interface {
	// AddCheck keeps a check. One of the same minute, way, office and
	// organisation is there already, and a copy or certificate that is not there
	// has none: neither is an error.
	AddCheck(ctx context.Context, c Check) error
	// AddChecks is AddCheck for many.
	AddChecks(ctx context.Context, all []Check) error
	// ForgetChecks removes the checks before a time.
	ForgetChecks(ctx context.Context, before time.Time) error
}
