//go:build unix

package bench

import (
	"runtime"
	"syscall"
	"time"
)

// processorTime is what this process has used of the processors, zero where
// the system does not say.
func processorTime() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// peakMemory is the most memory this process has had so far, in bytes, 0 where
// the system does not say.
func peakMemory() int64 {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	peak := int64(used.Maxrss) //nolint:unconvert // narrower on other systems
	if runtime.GOOS != "darwin" {
		peak <<= 10 // in kilobytes but there
	}
	return peak
}
