package app

import (
	"context"
	"strings"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// publicURLSetting fixes the address that copies made here carry.
const publicURLSetting = "public_url"

// setting returns a value fixed for this installation, false if never set.
func (a *App) setting(ctx context.Context, name string) (value string, ok bool, err error) {
	err = a.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		value, err = r.Setting(ctx, name)
		return err
	})
	if fault.Is(err, fault.NotFound) {
		return "", false, nil
	}
	return value, err == nil, err
}

// fixPublicURL keeps the configured public_url in a new folder; an old one
// keeps the address its copies already carry.
func (a *App) fixPublicURL(ctx context.Context) error {
	const op = "app.fixPublicURL"
	kept, ok, err := a.setting(ctx, publicURLSetting)
	if err != nil {
		return fault.Wrap(op, err)
	}
	if ok {
		a.publicURL = kept
		return nil
	}
	a.publicURL = strings.TrimRight(a.Config.PublicURL, "/")
	return fault.Wrap(op, a.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := tx.PutSetting(ctx, publicURLSetting, a.publicURL); err != nil {
			return err
		}
		return tx.Record(ctx, audit.Entry{
			At: a.Now(), Actor: audit.System, Action: "installation.make", Subject: publicURLSetting,
			After: audit.Facts{publicURLSetting: a.publicURL}.JSON(),
		})
	}))
}
