package bench

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"math/rand/v2"
	"os"
	"time"

	"golang.org/x/crypto/ocsp"

	"yinxin.example/yinxin/internal/revocation"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/store"
)

// RevokedOptions say how many certificates are revoked. Zeros are 1,000 and
// 1,000,000, and 1,000 questions of each kind.
type RevokedOptions struct {
	Small, Large, Questions int
	Tell                    func(name string)
}

// revoked is a CA with many certificates revoked, and its responder.
type revoked struct {
	store   store.Store
	service *revocation.Service
	root    *pki.Issuer
	rows    int
	random  *rand.Rand
	close   func() error
}

// Revoked compares a CA that has few certificates revoked with one that has
// many: an OCSP answer about one of them, signed anew each time, and one
// certificate more being revoked, until it is durable and answered for.
func Revoked(ctx context.Context, o RevokedOptions) (_ []LookupResult, err error) {
	o.Small, o.Large, o.Questions = cmp.Or(o.Small, 1_000), cmp.Or(o.Large, 1_000_000), cmp.Or(o.Questions, 1_000)
	var both [2]*revoked
	for i, rows := range []int{o.Small, o.Large} {
		if o.Tell != nil {
			o.Tell(fmt.Sprintf("%d revoked", rows))
		}
		if both[i], err = fillRevoked(ctx, rows, o.Questions); err != nil {
			return nil, fmt.Errorf("bench: %w", err)
		}
		defer func() { err = errors.Join(err, both[i].close()) }()
	}
	questions := []struct {
		name string
		ask  func(r *revoked, i int) error
	}{
		{"ocsp-answer", func(r *revoked, _ int) error { return r.answer(ctx, r.random.IntN(r.rows), ocsp.Revoked) }},
		{"ocsp-revoke", func(r *revoked, i int) error { return r.revoke(ctx, r.rows+i) }},
	}
	var results []LookupResult
	for _, q := range questions {
		if o.Tell != nil {
			o.Tell(q.name)
		}
		var took [2][]float64
		for i := range o.Questions {
			for which, r := range both {
				began := time.Now()
				if err := q.ask(r, i); err != nil {
					return nil, fmt.Errorf("bench: %s: %w", q.name, err)
				}
				took[which] = append(took[which], float64(time.Since(began).Nanoseconds())/1000)
			}
		}
		small, large := middle(took[0]), middle(took[1])
		results = append(results, LookupResult{Name: q.name, Small: small, Large: large, Ratio: large / small})
	}
	return results, nil
}

// fillRevoked makes a CA with so many certificates revoked, and some good ones
// behind them.
func fillRevoked(ctx context.Context, rows, good int) (_ *revoked, err error) {
	folder, err := os.MkdirTemp("", "yinxin-bench-")
	if err != nil {
		return nil, err
	}
	s, err := openStore(ctx, folder)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	r := &revoked{
		store: s, rows: rows, random: rand.New(rand.NewPCG(1, 2)), //nolint:gosec // which rows are asked for, no secret
		close: func() error { return errors.Join(s.Close(), os.RemoveAll(folder)) },
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, r.close())
		}
	}()
	now := time.Now().Truncate(time.Second)
	if r.root, err = makeRoot(ctx, now); err != nil {
		return nil, err
	}
	r.service, err = revocation.Open(ctx, revocation.Options{Store: s, Issuer: r.root, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, err
	}
	const batch = 5_000
	for first := 0; first < rows+good; first += batch {
		var all []store.IssuedCertificate
		for i := first; i < min(first+batch, rows+good); i++ {
			c := store.IssuedCertificate{Issuer: pki.IssuerID(r.root.Certificate), Serial: pki.SerialText(serialOf(i)), EndsAt: now.AddDate(1, 0, 0)}
			if i < rows {
				c.RevokedAt, c.Reason = now, ocsp.Superseded
			}
			all = append(all, c)
		}
		if err := s.Update(ctx, func(ctx context.Context, tx store.Tx) error { return tx.AddIssued(ctx, all) }); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// serialOf is the serial number of a made-up certificate.
func serialOf(i int) *big.Int {
	const step = 4_000_000_007
	return new(big.Int).Add(new(big.Int).Lsh(big.NewInt(1), 120), new(big.Int).Mul(big.NewInt(int64(i)), big.NewInt(step)))
}

// answer asks about a certificate. Answers that are kept are about those asked
// before; the questions are about others.
func (r *revoked) answer(ctx context.Context, i, want int) error {
	of := &x509.Certificate{SerialNumber: serialOf(i)}
	request, err := ocsp.CreateRequest(of, r.root.Certificate, nil)
	if err != nil {
		return err
	}
	said, err := ocsp.ParseResponseForCert(r.service.Answer(ctx, request).DER, of, r.root.Certificate)
	if err == nil && said.Status != want {
		err = fmt.Errorf("answered %d", said.Status)
	}
	return err
}

// revoke revokes a certificate and asks about it.
func (r *revoked) revoke(ctx context.Context, i int) error {
	err := r.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		return tx.RevokeIssued(ctx, store.IssuedCertificate{
			Issuer: pki.IssuerID(r.root.Certificate), Serial: pki.SerialText(serialOf(i)), RevokedAt: time.Now(), Reason: ocsp.Superseded,
		})
	})
	if err != nil {
		return err
	}
	return r.answer(ctx, i, ocsp.Revoked)
}
