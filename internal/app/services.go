package app

import (
	"context"
	"io/fs"

	"yinxin.example/yinxin/internal/apikeys"
	"yinxin.example/yinxin/internal/batches"
	"yinxin.example/yinxin/internal/captcha"
	"yinxin.example/yinxin/internal/catalogue"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/checking"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/document"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/holding"
	"yinxin.example/yinxin/internal/intake"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/organisations"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/telling"
)

// openServices builds the use cases over what is open.
func (a *App) openServices(context.Context) error {
	const op = "app.openServices"
	slow, prompt, err := a.openChannels()
	if err != nil {
		return fault.Wrap(op, err)
	}
	a.Desk = &telling.Desk{Now: a.Now}
	a.Choices = &telling.Preferences{Store: a.Store, Now: a.Now}
	a.Carrier = &telling.Carrier{Store: a.Store, Desk: a.Desk, Sender: slow, Log: a.Log, Now: a.Now, Count: a.countMessage}
	a.openWatching()
	if err := a.openSignIn(prompt); err != nil {
		return fault.Wrap(op, err)
	}
	if a.Fonts, err = document.NewCoverage(a.Folder.fonts(a.Config.Fonts)); err != nil {
		return fault.Wrap(op, err)
	}
	a.Records = &checking.Records{Store: a.Store, Cipher: a.Vault, KeepDays: a.Policy().RecordDays, Now: a.Now}
	a.Holding = &holding.Service{Store: a.Store, Blobs: a.Blobs, Fonts: a.Fonts, Policy: a.Policy(), Watching: a.Watching, Now: a.Now}
	a.Lookup = &checking.Lookup{Store: a.Store, Policy: a.Policy(), Now: a.Now}
	a.History = checking.NewHistory(a.Store, a.Now, a.Policy().HistoryDays, a.Log)
	a.Intake = &intake.Service{
		Store: a.Store, Blobs: a.Blobs, Cipher: a.Vault, Desk: a.Desk, Now: a.Now, Log: a.Log,
		Importer: a.uploads,
	}
	a.Batches = &batches.Service{
		Store: a.Store, Blobs: a.Blobs, Cipher: a.Vault, People: a.Lookup, Lookups: a.Policy().LookupsPerDay,
		KeepDays: a.Policy().BatchDays, Limits: batches.DefaultLimits(), Now: a.Now, Log: a.Log,
	}
	a.Captcha = &captcha.Service{Store: a.Store, Now: a.Now, Key: a.Vault.Index("captcha/key", "1"), Without: captcha.DefaultWithout()}
	a.Organisations = &organisations.Service{Store: a.Store, SignIn: a.SignIn, Now: a.Now, PerDay: a.Policy().LookupsPerDay}
	a.Keys = &apikeys.Service{Store: a.Store, Rate: apikeys.DefaultRate(), Now: a.Now}
	a.Catalogue = &catalogue.Register{Store: a.Store, Templates: document.Templates(), Now: a.Now}
	for _, scenario := range a.Policy().Scenarios {
		a.Catalogue.Scenarios = append(a.Catalogue.Scenarios, scenario.Name)
	}
	demo, err := a.Folder.IsDemo()
	if err != nil {
		return fault.Wrap(op, err)
	}
	a.openApproval(demo)
	return nil
}

func (a *App) openSignIn(sender messages.Sender) error {
	cost, limits := signin.DefaultCost(), signin.DefaultLimits()
	cost.MemoryKiB = uint32(a.Config.Limits.PasswordMemory) << 10
	limits.HolderSession, limits.StaffSession = a.Config.Limits.HolderSession, a.Config.Limits.StaffSession
	hasher, err := signin.NewHasher(cost, a.Config.Limits.PasswordsAtOnce)
	if err != nil {
		return err
	}
	a.SignIn, err = signin.New(signin.Options{
		Store: a.Store, Sender: sender, Desk: a.Desk, Hasher: hasher, Now: a.Now, Log: a.Log,
		Address: a.publicURL, NoticeVersion: a.Policy().NoticeVersion, OrganisationNotice: a.Policy().OrganisationNotice, Limits: limits,
	})
	return err
}

func (a *App) countMessage(kind messages.Kind, o telling.Outcome) {
	a.Metrics.Message(string(kind), string(o))
}

// Register is the stored certificates as deliveries see them.
func (a *App) Register() delivery.Register { return delivery.Register{Store: a.Store, Now: a.Now} }

// uploads makes an importer of what an authority's office uploads: it comes with
// what is in the file, nothing beside it, and with certificates of no issuer
// that the authority does not deliver for.
func (a *App) uploads(ctx context.Context, authority string) (*delivery.Importer, error) {
	importer, err := a.Importer(ctx, nil)
	if err == nil {
		importer.MayHold = func(issuer string) bool { return a.Config.DeliversFor.Allows(authority, issuer) }
	}
	return importer, err
}

// Importer makes an importer over the catalogue and fonts of the moment. beside
// is a folder of photos and e-files for a table that comes alone, nil for none.
func (a *App) Importer(ctx context.Context, beside fs.FS) (*delivery.Importer, error) {
	var offerings []cert.Offering
	err := a.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		offerings, err = r.Catalogue(ctx, civil.Of(a.Now()))
		return err
	})
	if err != nil {
		return nil, fault.Wrap("app.Importer", err)
	}
	return &delivery.Importer{
		Rules: delivery.Rules{
			Catalogue: catalogue.New(offerings), Fonts: a.Fonts, Stored: a.Register(), Now: a.Now,
		},
		Keeper: delivery.Keeper{Blobs: a.Blobs, Photo: document.PreparePhoto, File: document.CheckFile},
		Beside: beside,
	}, nil
}
