package app

import (
	"context"
	"crypto/x509"
	"errors"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/overview"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/tsp"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/tsa"
)

// TSA is where the installation's own timestamp authority is kept.
func (a *App) TSA() tsa.Office {
	return tsa.Office{
		Folder: a.Folder.Keys(), Vault: a.Vault, Device: a.Device, DeviceKey: a.Config.Timestamps.Own.DeviceKey, Now: a.Now,
	}
}

// CreateTSA makes a key for the authority and the request for its certificate
// (tsa.Office.Create), and puts it on record.
func (a *App) CreateTSA(ctx context.Context, algorithm key.Algorithm, name, organization string) ([]byte, error) {
	const op = "app.CreateTSA"
	request, err := a.TSA().Create(ctx, algorithm, name, organization)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	return request, fault.Wrap(op, a.recordTSA(ctx, "clock.create", name, nil))
}

// ActivateTSA puts the authority's chain into use (tsa.Office.Activate), and
// puts it on record.
func (a *App) ActivateTSA(ctx context.Context, chain []byte) (*x509.Certificate, error) {
	const op = "app.ActivateTSA"
	c, err := a.TSA().Activate(ctx, chain)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	return c, fault.Wrap(op, a.recordTSA(ctx, "clock.activate", c.Subject.CommonName, audit.Facts{"serial": c.SerialNumber.Text(16)}))
}

func (a *App) recordTSA(ctx context.Context, action, subject string, facts audit.Facts) error {
	return a.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		return tx.Record(ctx, audit.Entry{At: a.Now(), Actor: audit.CLI, Action: action, Subject: subject, After: facts.JSON()})
	})
}

// ownTSA tells the overview how the authority stands.
func (a *App) ownTSA(ctx context.Context) overview.TSA {
	stands := overview.TSA{Name: a.Config.Timestamps.Own.Policy}
	chain, err := a.TSA().Chain()
	if err == nil {
		stands.Name = chain[0].Subject.CommonName
		err = a.Pipeline.Stamps.Able(ctx)
	}
	switch {
	case err == nil:
	case errors.Is(err, tsp.ErrNotValid):
		stands.Reason, stands.Since = "tsa_expired", chain[0].NotAfter
	default:
		stands.Reason = "tsa_missing"
	}
	return stands
}
