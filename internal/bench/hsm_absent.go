//go:build !pkcs11

package bench

import (
	"context"

	"yinxin.example/yinxin/internal/fault"
)

// Device measures signing in a device: Unavailable, hsm_not_built, in a program
// built without.
func Device(context.Context, DeviceOptions) ([]Result, error) {
	return nil, fault.New("bench.Device", fault.Unavailable, "hsm_not_built")
}
