package demo

import (
	"context"
	"crypto/x509"
	"slices"
	"time"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/statement"
	"yinxin.example/yinxin/internal/store"
)

// makeSeals makes a seal for every authority of the catalogue, good for the
// qualifications the catalogue names it for, and writes the list for checkers.
func makeSeals(ctx context.Context, a *app.App, root *pki.Issuer, offerings []cert.Offering) error {
	var all []store.Seal
	for _, o := range offerings {
		i := slices.IndexFunc(all, func(s store.Seal) bool { return s.Authority == o.Seal })
		if i < 0 {
			i = len(all)
			all = append(all, store.Seal{ID: "demo-seal-" + string(rune('1'+i)), Authority: o.Seal, State: store.SealActive, CreatedAt: a.Now()})
		}
		if _, listed := all[i].Scope.Find(o.Qualification); !listed {
			all[i].Scope = append(all[i].Scope, cert.SealItem{Qualification: o.Qualification})
		}
	}
	all = append(all, reportSeal(a.Now()))
	for i := range all {
		if err := certify(ctx, a, root, &all[i]); err != nil {
			return err
		}
	}
	if err := keepSeals(ctx, a, all...); err != nil {
		return err
	}
	return writeTrust(a, all, root.Certificate)
}

// keepSeals stores seals, and says so in the trail.
func keepSeals(ctx context.Context, a *app.App, all ...store.Seal) error {
	return a.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		for _, s := range all {
			if err := tx.AddSeal(ctx, s); err != nil {
				return err
			}
			err := tx.Record(ctx, audit.Entry{
				At: a.Now(), Actor: audit.System, Authority: s.Authority, Action: "seal.add", Subject: s.ID,
				After: audit.Facts{"algorithm": s.Algorithm}.JSON(),
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// reportSeal seals reports of checks and nothing else: a key of its own, for it
// is used without anybody's looking on.
func reportSeal(at time.Time) store.Seal {
	return store.Seal{
		ID: "demo-seal-reports", Authority: mainAuthority, State: store.SealActive, CreatedAt: at,
		Scope: cert.SealScope{{Qualification: statement.ReportScope}},
	}
}

func certify(ctx context.Context, a *app.App, root *pki.Issuer, s *store.Seal) error {
	private, err := key.Generate(cms.P256)
	if err != nil {
		return err
	}
	from := a.Now().AddDate(-yearsBack, 0, 0).Add(time.Minute)
	crl, ocsp, issuer := a.IssuerAddresses(root.Key.Algorithm())
	signing, err := pki.IssueSeal(ctx, root, private.Public(), pki.SealParams{
		Authority: s.Authority, Demo: true, CRLURL: crl, OCSPURL: ocsp, IssuerURL: issuer,
		From: from, Until: from.AddDate(sealYears, 0, 0),
	})
	if err != nil {
		return err
	}
	s.Algorithm = private.Algorithm().String()
	s.Chain = chain(signing, root.Certificate)
	s.WrappedKey, err = key.Wrap(a.Vault, s.ID, private)
	return err
}

func chain(certificates ...*x509.Certificate) [][]byte {
	var ders [][]byte
	for _, c := range certificates {
		ders = append(ders, c.Raw)
	}
	return ders
}
