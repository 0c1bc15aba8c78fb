package app

import (
	"context"
	"os"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/vault"
)

// openVault opens the ring of data keys under the master key. Only a fresh
// folder gets a new ring: beside data that is there already, it would make
// that data unreadable. A demonstration makes its master key too.
func (a *App) openVault(ctx context.Context, fresh bool) error {
	const op = "app.openVault"
	master, err := a.masterKey(ctx)
	if err != nil {
		return fault.Wrap(op, err)
	}
	if fresh {
		a.Vault, err = vault.Create(ctx, a.Folder.Keys(), a.Now, master)
		if err == nil || !fault.Is(err, fault.Conflict) {
			return fault.Wrap(op, err)
		}
	}
	a.Vault, err = vault.Open(ctx, a.Folder.Keys(), a.Now, master)
	return fault.Wrap(op, err)
}

func (a *App) masterKey(ctx context.Context) (*vault.MasterKey, error) {
	demo, err := a.Folder.IsDemo()
	if err != nil {
		return nil, err
	}
	if demo {
		master, err := vault.ReadMasterKey(ctx, a.Folder.MasterKey())
		if fault.ReasonOf(err) == "master_key_missing" {
			return vault.CreateMasterKey(ctx, a.Folder.MasterKey())
		}
		return master, err
	}
	if path := a.Config.MasterKeyFile; path != "" {
		return vault.ReadMasterKey(ctx, path)
	}
	if dir := os.Getenv("CREDENTIALS_DIRECTORY"); dir != "" {
		return vault.ReadCredential(ctx, dir, "yinxin-master-key")
	}
	return nil, fault.New("app.masterKey", fault.Invalid, "master_key_missing").At("master_key_file")
}
