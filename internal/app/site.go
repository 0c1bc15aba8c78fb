package app

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"sync"

	"yinxin.example/yinxin/internal/catalogue"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/document"
	"yinxin.example/yinxin/internal/locale"
	"yinxin.example/yinxin/internal/owndata"
	"yinxin.example/yinxin/internal/passkeys"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/web"
	"yinxin.example/yinxin/internal/web/access"
	"yinxin.example/yinxin/internal/web/account"
	"yinxin.example/yinxin/internal/web/api"
	"yinxin.example/yinxin/internal/web/certificates"
	"yinxin.example/yinxin/internal/web/check"
	"yinxin.example/yinxin/internal/web/console"
	"yinxin.example/yinxin/internal/web/corrections"
	"yinxin.example/yinxin/internal/web/home"
	"yinxin.example/yinxin/internal/web/operate"
	"yinxin.example/yinxin/internal/web/respond"
	"yinxin.example/yinxin/internal/web/status"
	"yinxin.example/yinxin/internal/web/verifying"
	"yinxin.example/yinxin/internal/web/view"
)

// site builds the pages over the open services, for a server that listens at
// the address.
func (a *App) site(address net.Addr, routes map[string]http.Handler) (http.Handler, error) {
	texts, err := locale.Load()
	if err != nil {
		return nil, err
	}
	answers, err := a.responder(texts)
	if err != nil {
		return nil, err
	}
	checks, err := a.Checks()
	if err != nil {
		return nil, err
	}
	keys, err := a.openPasskeys(address)
	if err != nil {
		return nil, err
	}
	a.Batches.Checks = checks
	if err := errors.Join(a.Metrics.Pending(a.pending), a.Metrics.Raising(a.raising)); err != nil {
		return nil, err
	}
	megabytes := a.Config.Limits.Upload >> 20
	office := &check.Office{Responder: answers}
	site := &web.Site{
		Respond:      answers,
		Home:         &home.Pages{Responder: answers, Store: a.Store, Intake: a.Intake, Policy: a.Policy(), Samples: samples{a.press, new(sync.Map)}, MaxUploadMB: megabytes},
		Access:       &access.Pages{Responder: answers, SignIn: a.SignIn, Passkeys: keys, Policy: a.Policy(), Metrics: a.Metrics},
		Account:      a.rooms(&account.House{Responder: answers, SignIn: a.SignIn}, keys),
		Certificates: &certificates.Pages{Responder: answers, Holding: a.Holding, CheckAddress: a.publicURL + "/check"},
		Corrections: &corrections.Pages{
			Responder: answers, Requests: a.Requests, Holding: a.Holding, Approval: a.Approval, SignIn: a.SignIn,
		},
		Verifying:    &verifying.Pages{Responder: answers, Checking: checks, Holding: a.Holding, History: a.History, Records: a.Records, PublicURL: a.publicURL, MaxUpload: int64(a.Config.Limits.Upload), Metrics: a.Metrics},
		Console:      a.desks(&console.Office{Responder: answers, Waiting: a.Approval.CountOpen}),
		Check:        a.checkDesks(office),
		Door:         &check.Door{Office: office, SignIn: a.SignIn, Organisations: a.Organisations},
		Organisation: a.Organisations.Of,
		Status:       &status.Pages{Revocation: a.Revocation, SM2: a.SM2Revocation, Now: a.Now},
		Operate:      &operate.Pages{Checks: a.checks(), Notices: a.notices(), Metrics: a.Metrics.Handler()},
		API: &api.API{
			Responder: answers, Texts: texts, Keys: a.Keys, Intake: a.Intake, Issuing: a.Issuing, Approval: a.Approval,
			Custody: a.Custody, Catalogue: a.Catalogue, Trail: a.Trail, Watching: a.Watching, Cipher: a.Vault,
			Checking: checks, Lookup: a.Lookup, History: a.History, MaxUpload: int64(a.Config.Limits.Upload), Batches: a.Batches,
		},
		Metrics: a.Metrics,
		Extra:   routes,
	}
	return site.Handler(), nil
}

// rooms are those under /account, in the order in which they are listed.
func (a *App) rooms(house *account.House, keys *passkeys.Service) []account.Room {
	data := &owndata.Service{Store: a.Store, Blobs: a.Blobs, SignIn: a.SignIn, Holding: a.Holding, Desk: a.Desk, Now: a.Now}
	return house.Furnish(
		&account.Overview{House: house},
		&account.Confirm{House: house, Passkeys: keys},
		&account.Sessions{House: house},
		&account.Password{House: house},
		&account.Security{House: house, Passkeys: keys},
		&account.Contact{House: house, Of: store.PhoneContact},
		&account.Contact{House: house, Of: store.EmailContact},
		&account.Messages{House: house, Choices: a.Choices},
		&account.Recovery{House: house},
		&account.Export{House: house, Data: data},
		&account.Close{House: house, Data: data},
	)
}

// desks are the console's, in the order of its navigation.
func (a *App) desks(office *console.Office) []console.Desk {
	return office.Seat(
		&console.Overview{Office: office, Figures: a.Overview},
		&console.Deliveries{Office: office, Intake: a.Intake},
		&console.Certificates{Office: office, Issuing: a.Issuing, Identity: a.Identity, Approval: a.Approval, Blobs: a.Blobs},
		&console.Requests{Office: office, Requests: a.Requests, Issuing: a.Issuing},
		&console.Identity{Office: office, Identity: a.Identity, Requests: a.Requests, Issuing: a.Issuing, Approval: a.Approval},
		&console.Proposals{Office: office, Approval: a.Approval, Issuing: a.Issuing},
		&console.Seals{Office: office, Custody: a.Custody, Picture: a.sealPicture, Qualifications: a.qualificationsOf},
		&console.Catalogue{Office: office, Register: a.Catalogue, Approval: a.Approval},
		&console.Counter{Office: office, SignIn: a.SignIn},
		&console.Accounts{Office: office, SignIn: a.SignIn},
		&console.Keys{Office: office, Keys: a.Keys, SignIn: a.SignIn},
		&console.Organisations{Office: office, Organisations: a.Organisations},
		&console.Audit{Office: office, Trail: a.Trail, Keep: a.Config.Audit.KeepDays},
	)
}

// checkDesks are those of organisations, in the order of their navigation.
func (a *App) checkDesks(office *check.Office) []check.Desk {
	return office.Seat(
		&check.Query{Office: office, Lookup: a.Lookup, SignIn: a.SignIn, Left: a.Organisations.Left},
		&check.Batches{Office: office, Batches: a.Batches},
		&check.Watches{Office: office, Watching: a.Watching},
		&check.Keys{Office: office, Keys: a.Keys},
		&check.People{Office: office, SignIn: a.SignIn, Organisations: a.Organisations},
	)
}

// sealPicture draws a seal of this installation.
func (a *App) sealPicture(authority string) ([]byte, error) {
	return a.press.Seal(document.Seal{Authority: authority, Demo: a.Custody.Demo})
}

// SealPNG draws a seal of this installation for its electronic seal.
func (a *App) SealPNG(authority string) ([]byte, error) {
	return a.press.SealPNG(document.Seal{Authority: authority, Demo: a.Custody.Demo}, sealPixels)
}

// sealPixels is how wide an electronic seal's picture is: 133 dots an inch, and
// some 5 KB in every file.
const sealPixels = 200

// qualificationsOf lists what an authority certifies today.
func (a *App) qualificationsOf(r *http.Request, authority string) ([]string, error) {
	part, err := a.Catalogue.Part(r.Context(), authority, civil.Of(a.Now()))
	return catalogue.New(part).Qualifications(), err
}

// responder is how every page answers.
func (a *App) responder(texts *locale.Catalog) (*respond.Responder, error) {
	pages, err := view.New(texts)
	if err != nil {
		return nil, err
	}
	demo, err := a.Folder.IsDemo()
	if err != nil {
		return nil, err
	}
	answers := &respond.Responder{
		View: pages, Demo: demo, Secure: strings.HasPrefix(a.publicURL, "https://"),
		Proxies: a.Config.TrustedProxies, Log: a.Log, Now: a.Now, Captcha: a.Captcha,
	}
	for _, t := range a.Config.Telephones {
		answers.Phones = append(answers.Phones, view.Telephone(t))
	}
	return answers, nil
}

// checks are the parts that must be ready before requests are sent here.
func (a *App) checks() map[string]operate.Check {
	return map[string]operate.Check{
		"database": a.Store.Ping,
		"sealing":  a.Pipeline.Ready,
	}
}

// notices are what operators should hear of though requests can be sent here.
func (a *App) notices() map[string]operate.Check {
	return map[string]operate.Check{"raising": a.Pipeline.Raised}
}

// pending counts the copies that wait to be sealed.
func (a *App) pending() float64 {
	return a.counted(store.Reader.CountPending)
}

// raising counts the copies that wait for their timestamps.
func (a *App) raising() float64 {
	return a.counted(func(r store.Reader, ctx context.Context) (int, error) {
		waiting, err := r.Raising(ctx, "", raisingCountedTo)
		return waiting.Copies, err
	})
}

// raisingCountedTo is up to where copies that wait for timestamps are counted.
const raisingCountedTo = 1_000_000

// counted is a count for the metrics, -1 where the store does not answer.
// Whoever reads them gives no context.
func (a *App) counted(count func(store.Reader, context.Context) (int, error)) float64 {
	n := 0
	err := a.Store.View(context.Background(), func(ctx context.Context, r store.Reader) (err error) {
		n, err = count(r, ctx)
		return err
	})
	if err != nil {
		return -1
	}
	return float64(n)
}
