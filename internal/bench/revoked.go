package bench

import (
	"cmp"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
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
	order   []int         // in which those revoked are asked about, each once
	ahead   time.Duration // how much the service's clock is
	close   func() error
}

// Revoked compares a CA that has few certificates revoked with one that has
// many: an OCSP answer about one of them that nobody asked for before, so that
// it is signed, and one certificate more being revoked, until it is durable and
// answered for. No more questions are asked than the smaller one has certificates.
// At last each makes a revocation list of them all, once.
func Revoked(ctx context.Context, o RevokedOptions) (_ []LookupResult, err error) {
	o.Small, o.Large, o.Questions = cmp.Or(o.Small, 1_000), cmp.Or(o.Large, 1_000_000), cmp.Or(o.Questions, 1_000)
	o.Questions = min(o.Questions, o.Small, o.Large)
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
		{"ocsp-answer", func(r *revoked, i int) error { return r.answer(ctx, r.order[i], ocsp.Revoked) }},
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
	if o.Tell != nil {
		o.Tell("crl")
	}
	var took [2]float64
	for which, r := range both {
		if took[which], err = r.list(ctx); err != nil {
			return nil, fmt.Errorf("bench: crl: %w", err)
		}
	}
	return append(results, LookupResult{Name: "crl", Small: took[0], Large: took[1], Ratio: took[1] / took[0]}), nil
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
		store: s, rows: rows, order: rand.New(rand.NewPCG(1, 2)).Perm(rows), //nolint:gosec // which rows are asked for, no secret
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
	clock := func() time.Time { return time.Now().Add(r.ahead) }
	r.service, err = revocation.Open(ctx, revocation.Options{Store: s, Issuer: r.root, Now: clock, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, err
	}
	all := make([]store.IssuedCertificate, rows+good)
	for i := range all {
		all[i] = store.IssuedCertificate{Issuer: pki.IssuerID(r.root.Certificate), Serial: pki.SerialText(serialOf(i)), EndsAt: now.AddDate(1, 0, 0)}
		if i < rows {
			all[i].RevokedAt, all[i].Reason = now, ocsp.Superseded
		}
	}
	// In the order of the store's pages each of them is written once.
	slices.SortFunc(all, func(a, b store.IssuedCertificate) int { return strings.Compare(a.Serial, b.Serial) })
	for some := range slices.Chunk(all, 5_000) {
		if err := s.Update(ctx, func(ctx context.Context, tx store.Tx) error { return tx.AddIssued(ctx, some) }); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// serialOf is the serial number of a made-up certificate: it looks drawn, as
// real ones are (RFC 5280, 4.1.2.2), so that neighbours in time are none in the
// store.
func serialOf(i int) *big.Int {
	sum := sha256.Sum256(strconv.AppendInt(nil, int64(i), 10))
	return new(big.Int).SetBytes(sum[:16])
}

// answer asks about a certificate and holds the answer to what is wanted.
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

// list makes a revocation list, when half of the last one's time is over, and
// gives how long that took, in microseconds.
func (r *revoked) list(ctx context.Context) (float64, error) {
	r.ahead = 4 * 24 * time.Hour
	began := time.Now()
	_, err := r.service.List(ctx)
	return float64(time.Since(began).Nanoseconds()) / 1000, err
}
