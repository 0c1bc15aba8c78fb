package hsm

import (
	"context"
	"time"
)

// Config says where the token is. It is one token of one module; a process
// opens a module once.
type Config struct {
	Module string // path of the PKCS #11 library
	Token  string // label of the token; "" where Slot names it
	Slot   int    // number of the slot; counts where Token is ""
	// PIN reads the user's PIN, anew for each login.
	PIN      func(ctx context.Context) (string, error)
	Sessions int              // open at once at most, and so signatures at once
	Now      func() time.Time // when to look for a lost device again
	// Patience is how long one call may take before it is given up; 0 for eight
	// seconds, less than the lease under which copies are sealed.
	Patience time.Duration
}
