package seals

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/ses"
	"yinxin.example/yinxin/internal/store"
)

const (
	vendor      = "Yinxin"
	ofAuthority = 1  // the type of an organisation's seal
	sideInMM    = 38 // of the visible seal
)

// Object is what the maker of electronic seals (制章者) is asked to make one of.
type Object struct {
	Seal  string     // ID
	Chain []byte     // that the authority's CA issued, PEM
	PNG   []byte     // the picture, a square
	Until civil.Date // last day; zero for as long as the certificates of both last
}

// MakeObject makes the SESeal (GB/T 38540-2020) that a seal of an electronic form
// is activated with. Who makes it need not keep the seals: the result is proposed
// and approved like one that came from elsewhere. It fails as ReadChain and
// ses.Maker.Make do, and with eseal_not_asked for a seal of another form.
func (c *Custody) MakeObject(ctx context.Context, maker ses.Maker, o Object) ([]byte, error) {
	const op = "seals.MakeObject"
	var s store.Seal
	err := c.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		s, err = r.Seal(ctx, o.Seal)
		return err
	})
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	if !Electronic(s.Form) {
		return nil, fault.New(op, fault.Invalid, "eseal_not_asked")
	}
	chain, err := ReadChain(o.Chain, s, c.Now(), c.Demo)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	now := c.Now().Truncate(time.Second)
	until := earlier(chain[0].NotAfter, maker.Certificate.NotAfter)
	if !o.Until.IsZero() {
		until = earlier(until, o.Until.AddDays(1).Start().Add(-time.Second))
	}
	made, err := maker.Make(ctx, ses.SealParams{
		ID: "YX-" + s.ID, Vendor: vendor, Type: ofAuthority, Name: s.Authority, Signers: chain[:1],
		CreatedAt: now, From: now, Until: until,
		Picture: ses.Picture{PNG: o.PNG, Width: sideInMM, Height: sideInMM},
	})
	return made.DER, fault.Wrap(op, err)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
