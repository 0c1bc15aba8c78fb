//go:build !unix

package bench

import "time"

// processorTime is not told here: the wall's time counts.
func processorTime() time.Duration { return 0 }
