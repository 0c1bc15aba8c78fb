// Package app is where adapters meet use cases: it opens a data folder, builds
// the services over it, and serves them.
package app

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"strings"
	"time"

	"yinxin.example/yinxin/internal/apikeys"
	"yinxin.example/yinxin/internal/approval"
	"yinxin.example/yinxin/internal/auditing"
	"yinxin.example/yinxin/internal/batches"
	"yinxin.example/yinxin/internal/blob"
	"yinxin.example/yinxin/internal/blob/dir"
	"yinxin.example/yinxin/internal/captcha"
	"yinxin.example/yinxin/internal/catalogue"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/checking"
	"yinxin.example/yinxin/internal/config"
	"yinxin.example/yinxin/internal/document"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/holding"
	"yinxin.example/yinxin/internal/identity"
	"yinxin.example/yinxin/internal/intake"
	"yinxin.example/yinxin/internal/issuing"
	"yinxin.example/yinxin/internal/organisations"
	"yinxin.example/yinxin/internal/overview"
	"yinxin.example/yinxin/internal/queue"
	"yinxin.example/yinxin/internal/requests"
	"yinxin.example/yinxin/internal/revocation"
	"yinxin.example/yinxin/internal/sealing"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/telemetry"
	"yinxin.example/yinxin/internal/telling"
	"yinxin.example/yinxin/internal/timestamps"
	"yinxin.example/yinxin/internal/vault"
	"yinxin.example/yinxin/internal/watching"
)

// App is an open installation: its adapters, and the use cases over them.
// What only serving needs (fonts, workers) is opened by Serve and Pipeline.
type App struct {
	Config  config.Config
	Folder  Folder
	Now     func() time.Time
	Log     *slog.Logger
	Metrics *telemetry.Metrics

	Vault  *vault.Vault
	Device key.Device // keeps keys of seals; nil for none
	Store  store.Store
	Blobs  blob.Store
	Fonts  *document.Coverage

	SignIn        *signin.Service
	Holding       *holding.Service
	Lookup        *checking.Lookup  // by data, for organisations
	History       *checking.History // of copies, for their holders
	Batches       *batches.Service
	Records       *checking.Records // of checks, for those who asked for them
	Intake        *intake.Service
	Approval      *approval.Service
	Issuing       *issuing.Service
	Identity      *identity.Service
	Requests      *requests.Service
	Catalogue     *catalogue.Register
	Custody       *seals.Custody
	Pipeline      *sealing.Pipeline
	Keys          *apikeys.Service
	Organisations *organisations.Service
	Captcha       *captcha.Service
	Trail         *auditing.Service
	Overview      *overview.Service
	Desk          *telling.Desk
	Carrier       *telling.Carrier
	Choices       *telling.Preferences
	Watching      *watching.Service
	Stamps        *timestamps.Client  // nil where no timestamp authority is configured
	Revocation    *revocation.Service // of what an issuer of this installation issued; nil without one
	SM2Revocation *revocation.Service // of what one with a key of SM2 issued; nil without one

	press     *document.Press
	queue     queue.Queue
	reencrypt func(ctx context.Context, limit int) (int, error)
	publicURL string
	closers   []func() error
}

// Options are what an App is opened with.
type Options struct {
	Now     func() time.Time
	Log     *slog.Logger
	Demo    bool   // the folder is a demonstration's; else such a folder is refused
	Press   bool   // open the fonts too: something will be drawn
	Version string // of the program, for its metrics
}

// Open opens the installation that the configuration names, making what is
// not there yet. The caller closes it.
func Open(ctx context.Context, c config.Config, o Options) (_ *App, err error) {
	a := &App{Config: c, Folder: Folder(c.Data), Now: o.Now, Log: o.Log, Metrics: telemetry.NewMetrics(o.Version)}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Close())
		}
	}()
	fresh, err := a.checkFolder(o)
	if err != nil {
		return nil, err
	}
	if err := a.openVault(ctx, fresh); err != nil {
		return nil, err
	}
	for _, open := range []func(context.Context) error{
		a.openDevice, a.openStore, a.openTrail, a.openBlobs, a.fixPublicURL, a.openServices,
	} {
		if err := open(ctx); err != nil {
			return nil, err
		}
	}
	if o.Press {
		return a, a.openPress(ctx)
	}
	return a, nil
}

// checkFolder refuses a folder of the wrong kind, makes what is missing, and
// reports whether nothing was kept in it before.
func (a *App) checkFolder(o Options) (fresh bool, err error) {
	const op = "app.Open"
	demo, err := a.Folder.IsDemo()
	switch {
	case err != nil:
		return false, fault.Wrap(op, err)
	case demo && !o.Demo:
		return false, fault.New(op, fault.Denied, "demo_folder").With("folder", string(a.Folder))
	}
	fresh, err = a.Folder.isFresh()
	if err != nil {
		return false, fault.Wrap(op, err)
	}
	return fresh, fault.Wrap(op, a.Folder.make())
}

// Close releases everything, last opened first.
func (a *App) Close() error {
	var all error
	for i := len(a.closers) - 1; i >= 0; i-- {
		all = errors.Join(all, a.closers[i]())
	}
	a.closers = nil
	return all
}

func (a *App) openBlobs(ctx context.Context) error {
	b, err := dir.Open(ctx, a.Folder.Blobs())
	if err != nil {
		return fault.Wrap("app.openBlobs", err)
	}
	a.Blobs = b
	a.closers = append(a.closers, b.Close)
	return nil
}

// openPress opens the fonts and completes what draws with them.
func (a *App) openPress(ctx context.Context) error {
	press, err := document.OpenPress(ctx, a.Folder.Glyphs(), a.Folder.fonts(a.Config.Fonts))
	if err != nil {
		return fault.Wrap("app.openPress", err)
	}
	a.press = press
	a.Pipeline = &sealing.Pipeline{
		Store: a.Store, Blobs: a.Blobs, Press: press, Policy: a.Policy(),
		Seals:   seals.NewKeeper(opener{a.Vault, a.Device}),
		Now:     a.Now,
		Owner:   strings.ToLower(rand.Text()),
		Address: a.Address,
		Desk:    a.Desk,
		Log:     a.Log,
		Sealed:  a.countSealed,
		AtOnce:  a.sessions(),
	}
	if err := a.openTimestamps(); err != nil {
		return fault.Wrap("app.openPress", err)
	}
	a.Holding.Preview, a.Holding.Obstacle = a.Pipeline, a.Pipeline.Obstacle
	a.Intake.Prover = a.Pipeline
	a.Batches.Reporter = press
	a.Batches.Sealing = batches.Sealing{Keeper: a.Pipeline.Seals, Address: a.publicURL + "/verify", Demo: a.Custody.Demo}
	a.Overview = &overview.Service{Store: a.Store, Policy: a.Policy(), Obstacle: a.Pipeline.Obstacle, TSAs: a.timestampAuthorities, Now: a.Now}
	return nil
}

// countSealed counts a copy that ended: sealed, or failed for good.
func (a *App) countSealed(took time.Duration, err error) {
	if err == nil {
		a.Metrics.CopySealed(took)
		return
	}
	a.Metrics.CopyFailed(string(fault.ReasonOf(err)))
}

// Policy is the values of the rules in force.
func (a *App) Policy() cert.Policy { return a.Config.Policy.Rules() }

// PublicURL is where the public reaches this installation, without a slash at
// the end. It is printed and signed, so it is fixed when the folder is made.
func (a *App) PublicURL() string { return a.publicURL }

// Address is where a copy is checked.
func (a *App) Address(code cert.Code) string { return a.publicURL + "/v/" + string(code) }
