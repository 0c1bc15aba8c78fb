package store

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/cert"
)

// CheckWay is how a copy was checked.
type CheckWay string

// The ways.
const (
	CheckedByCode CheckWay = "code"
	CheckedByFile CheckWay = "file"
)

// Check is one time that a copy was checked.
type Check struct {
	Code   cert.Code
	At     time.Time // kept to the minute: looks within one minute are one check
	Way    CheckWay
	Office string // the authority whose staff checked, signed in; "" for anybody else
}

// CheckReader reads checks.
type CheckReader interface {
	// ChecksOf returns the checks of a certificate's copies, newest first, at
	// most limit.
	ChecksOf(ctx context.Context, id cert.ID, limit int) ([]Check, error)
}

// CheckWriter writes checks.
type CheckWriter interface {
	// AddCheck keeps a check. One of the same minute, way and office is there
	// already, and a copy that is not there has none: neither is an error.
	AddCheck(ctx context.Context, c Check) error
	// ForgetChecks removes the checks before a time.
	ForgetChecks(ctx context.Context, before time.Time) error
}
