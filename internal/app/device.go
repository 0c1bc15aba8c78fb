package app

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/key/hsm"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/vault"
)

// openDevice opens the device that the configuration names; without one,
// a.Device stays nil. That the device is away keeps nothing from opening.
func (a *App) openDevice(ctx context.Context) error {
	set := a.Config.HSM
	if set.Module == "" {
		return nil
	}
	if !hsm.Built {
		a.Log.WarnContext(ctx, "this program cannot reach the device that hsm names: it was built without the tag pkcs11", slog.String("module", set.Module))
	}
	a.Device = hsm.Open(hsm.Config{
		Module: set.Module, Token: set.Token, Slot: set.Slot, Sessions: set.Sessions, Now: a.Now,
		PIN: func(context.Context) (string, error) { return readPIN(set.PINFile) },
	})
	a.closers = append(a.closers, a.Device.Close)
	return nil
}

// readPIN reads the PIN from its file, or from the service manager.
func readPIN(path string) (string, error) {
	if path == "" {
		folder := os.Getenv("CREDENTIALS_DIRECTORY")
		if folder == "" {
			return "", fault.New("app.readPIN", fault.Invalid, "hsm_pin_refused").At("hsm.pin_file")
		}
		text, err := readCredential(filepath.Join(folder, "yinxin-hsm-pin"))
		return string(text), err
	}
	text, err := readSecret(path)
	return string(text), err
}

// opener opens signing keys: with the vault, or in the device.
type opener struct {
	vault  *vault.Vault
	device key.Device // nil for none
}

// OpenKey opens the seal's key.
func (o opener) OpenKey(ctx context.Context, s store.Seal) (key.Signer, error) {
	if s.DeviceKey == "" {
		return key.Unwrap(o.vault, s.ID, s.WrappedKey)
	}
	if o.device == nil {
		return nil, fault.New("app.OpenKey", fault.Unavailable, "hsm_not_configured")
	}
	return o.device.Signer(ctx, s.DeviceKey)
}

// sessions is how many signatures the device makes at once; 0 without one.
func (a *App) sessions() int {
	if a.Device == nil {
		return 0
	}
	return a.Config.HSM.Sessions
}
