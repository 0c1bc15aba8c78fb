package store

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
)

// SealState is where a seal stands in its life. Proposed is none of these:
// until it is approved there is no seal, only the proposal.
type SealState string

// The states of a seal.
const (
	SealAwaitingChain SealState = "awaiting_chain" // 待证书: its key is made, its chain not there yet
	SealActive        SealState = "active"         // 启用
	SealFrozen        SealState = "frozen"         // 冻结: seals nothing, may go on
	SealRetired       SealState = "retired"        // 停用, for good
)

// Seal (电子印章) is an authority's seal as it is kept: its wrapped key, its
// chain, and what it may seal.
type Seal struct {
	ID         string
	Authority  string   // 印章 bears this authority's name
	Algorithm  string   // of the key, as in signature/key
	WrappedKey []byte   // PKCS#8 under the vault; empty where the key is in a device
	DeviceKey  string   // names the key in a device (pkcs11: URI, RFC 7512); "" where it is wrapped
	Request    []byte   // PKCS#10, DER, for the authority's CA; empty for a demonstration's own
	Chain      [][]byte // DER, signing certificate first, root last
	Scope      cert.SealScope
	Budget     int    // signatures for the certificates of one release; 0 for no limit
	Level      string // of what it seals, as in signature/pades: "b-lta"; "" is "b-b"
	Form       string // in which it seals, as in internal/seals: "sm2seal"; "" is "cades"
	Electronic []byte // SESeal (GB/T 38540), DER; empty for other forms, and while it has no chain
	State      SealState
	CreatedAt  time.Time
	// From is the first day it seals on; zero for any, as of seals made before
	// there were such days. Until then it is the authority's next seal, and the one
	// before goes on.
	From civil.Date
	// CompromisedAt is since when its key may have been in other hands (the
	// invalidityDate of RFC 5280, 5.3.2, for the reason keyCompromise); zero where
	// that is not known of. A seal that has it is retired.
	CompromisedAt time.Time
}

// SealUse is how often a seal's key was used.
type SealUse struct {
	Seal     string
	Delivery string // that released the certificates; "" where none did
	Day      civil.Date
	Copy     cert.Code // spreads the counting; "" where there is no copy
	Times    int
}

// SealCount is how often a seal's key was used, on a day and in all.
type SealCount struct{ OnDay, Total int }

// SealReader reads seals.
type SealReader interface {
	// Seals returns every seal, oldest first.
	Seals(ctx context.Context) ([]Seal, error)
	// Seal returns the seal with that ID.
	Seal(ctx context.Context, id string) (Seal, error)
	// SealCounts returns how often each seal was used, by its ID; one never used
	// is left out.
	SealCounts(ctx context.Context, day civil.Date) (map[string]SealCount, error)
	// SealUsesFor returns how often a seal was used for the certificates of a
	// delivery.
	SealUsesFor(ctx context.Context, id, delivery string) (int, error)
}

// SealWriter writes seals.
type SealWriter interface {
	// AddSeal adds a seal; an ID in use is a Conflict.
	AddSeal(ctx context.Context, s Seal) error
	// LockSeal returns the seal and holds off every other transaction that locks
	// or holds it until this one ends.
	LockSeal(ctx context.Context, id string) (Seal, error)
	// HoldSeal returns the seal and holds off every transaction that would change
	// it until this one ends; others may hold it at the same time.
	HoldSeal(ctx context.Context, id string) (Seal, error)
	// UpdateSeal stores Chain, Electronic, Scope, Budget, Level, State, From and
	// CompromisedAt of a seal that is there.
	UpdateSeal(ctx context.Context, s Seal) error
	// CountSealUse adds to the count of a seal's uses.
	CountSealUse(ctx context.Context, u SealUse) error
}
