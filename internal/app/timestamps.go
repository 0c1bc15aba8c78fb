package app

import (
	"context"
	"encoding/base64"
	"os"

	"yinxin.example/yinxin/internal/config"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/overview"
	"yinxin.example/yinxin/internal/signature/evidence"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/timestamps"
	"yinxin.example/yinxin/internal/tsa"
)

// openTimestamps has the pipeline stamped by the authorities that are
// configured. Without any it seals at B-B, and waits where a seal asks for more.
func (a *App) openTimestamps() error {
	const op = "app.openTimestamps"
	set := a.Config.Timestamps
	a.Pipeline.Evidence = evidence.NewFolder(a.Folder.Trust(), a.Now)
	a.Pipeline.Later = set.WhenDown == config.StampsLater
	if set.Own.Policy != "" {
		a.Pipeline.Stamps = tsa.NewAuthority(a.TSA(), set.Own.Policy)
		return nil
	}
	if len(set.Authorities) == 0 {
		return nil
	}
	o := timestamps.Options{
		Tolerance: set.Tolerance, Timeout: set.Timeout, AtOnce: set.AtOnce, Now: a.Now, Log: a.Log, Asked: a.Metrics.Stamped,
	}
	text, err := os.ReadFile(set.Roots)
	if err != nil {
		return fault.Wrap(op, err)
	}
	if o.Roots, err = pki.ParseCertificates(text); err != nil {
		return fault.Wrap(op, err)
	}
	for _, authority := range set.Authorities {
		header, err := authorization(authority)
		if err != nil {
			return fault.Wrap(op, err)
		}
		o.Authorities = append(o.Authorities, timestamps.Authority{URL: authority.URL, Policy: authority.Policy, Authorization: header})
	}
	if a.Stamps, err = timestamps.New(o); err != nil {
		return fault.Wrap(op, err)
	}
	a.closers = append(a.closers, a.Stamps.Close)
	a.Pipeline.Stamps = a.Stamps
	return fault.Wrap(op, a.countAuthorities())
}

// timestampAuthorities tells the overview how they stand.
func (a *App) timestampAuthorities(ctx context.Context) []overview.TSA {
	if a.Config.Timestamps.Own.Policy != "" {
		return []overview.TSA{a.ownTSA(ctx)}
	}
	if a.Stamps == nil {
		return nil
	}
	var all []overview.TSA
	for _, s := range a.Stamps.States() {
		tsa := overview.TSA{Name: s.Name, Reason: s.Reason, Since: s.Since}
		if tsa.Reason == "clock_differs" {
			tsa.Reason = "tsa_clock"
		}
		all = append(all, tsa)
	}
	return all
}

// authorization is the header that an authority asks for, "" for none (RFC 7617
// and RFC 6750).
func authorization(set config.TimestampAuthority) (string, error) {
	switch {
	case set.PasswordFile != "":
		password, err := readSecret(set.PasswordFile)
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(set.Username+":"+string(password))), err
	case set.TokenFile != "":
		token, err := readSecret(set.TokenFile)
		return "Bearer " + string(token), err
	default:
		return "", nil
	}
}

// countAuthorities has the metrics say of each authority whether it gives tokens
// and how far its time is from ours.
func (a *App) countAuthorities() error {
	for i, s := range a.Stamps.States() {
		state := func() timestamps.State { return a.Stamps.States()[i] }
		up := func() float64 {
			if state().Reason != "" {
				return 0
			}
			return 1
		}
		if err := a.Metrics.TimestampAuthority(s.Name, up, func() float64 { return state().Difference.Seconds() }); err != nil {
			return err
		}
	}
	return nil
}
