//go:build !pkcs11

package hsm

import (
	"context"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/key"
)

// Built reports whether this program can open devices.
const Built = false

type absent struct{}

// Open gives a device that is not there: every use of it is Unavailable,
// hsm_not_built, so that what waits for it is taken up by a program that can.
func Open(Config) key.Device { return absent{} }

func (absent) Signer(context.Context, string) (key.Signer, error) {
	return nil, fault.New("hsm.Signer", fault.Unavailable, "hsm_not_built")
}

func (absent) Generate(context.Context, string, key.Algorithm) (string, key.Signer, error) {
	return "", nil, fault.New("hsm.Generate", fault.Unavailable, "hsm_not_built")
}

func (absent) Close() error { return nil }
