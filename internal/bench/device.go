package bench

import "time"

// DeviceOptions say how to measure signing in a device. The zero DeviceOptions
// measure SoftHSM for about a minute.
type DeviceOptions struct {
	Module string        // SoftHSM's PKCS #11 library; "" for where Debian has it
	Slice  time.Duration // of one side's turn; 0 means half a second
	Rounds int           // of every figure; 0 means 31
	Tell   func(name string)
}
