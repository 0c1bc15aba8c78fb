//go:build !unix

package bench

import "time"

// processorTime is not told here: the wall's time counts.
func processorTime() time.Duration { return 0 }

// peakMemory is not known here.
func peakMemory() int64 { return 0 }
