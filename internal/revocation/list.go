package revocation

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"time"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/store"
)

// ahead is how much another process's clock may be ahead of ours.
const ahead = 5 * time.Minute

// longest is how long a revocation may be missing from the list: so long caches
// go on giving out the last one, too.
const longest = 10 * time.Minute

// pause is how long a list of so many entries is good for whatever is revoked
// meanwhile: a long one takes seconds of work and tens of megabytes, and the
// OCSP responder tells at once.
func pause(entries int64) time.Duration {
	return min(time.Duration(entries/1000)*time.Second, longest)
}

// List is the issuer's revocation list.
type List struct {
	Number       int64
	DER          []byte
	Sum          [sha256.Size]byte // of DER
	MadeAt, Next time.Time
}

// List returns the list in force: made anew when half of its time is over or a
// certificate has been revoked, by whichever process sees it first; a list of n
// thousand entries no sooner than n seconds after the last, 10 minutes at most.
func (s *Service) List(ctx context.Context) (List, error) {
	const op = "revocation.List"
	s.making.Lock()
	defer s.making.Unlock()
	for {
		l, err := s.latest(ctx)
		if fault.ReasonOf(err) == "moved_on" { // another process published one
			continue
		}
		return l, fault.Wrap(op, err)
	}
}

func (s *Service) latest(ctx context.Context) (List, error) {
	var of store.Issuer
	err := s.Store.Look(ctx, func(ctx context.Context, r store.Reader) (err error) {
		of, err = r.Issuer(ctx, s.id)
		return err
	})
	if err != nil {
		return List{}, err
	}
	p, now := of.Published, s.Now()
	age := now.Sub(p.MadeAt)
	lacks := p.Revocations != of.Revocations && age.Abs() >= pause(p.Revocations)
	if p.Number == 0 || lacks || age < -ahead || age >= p.NextAt.Sub(p.MadeAt)/2 {
		return s.publish(ctx, p.Number+1, now)
	}
	if s.list.Number == p.Number {
		return s.list, nil
	}
	var der []byte
	err = s.Store.Look(ctx, func(ctx context.Context, r store.Reader) (err error) {
		der, err = r.PublishedCRL(ctx, s.id, p.Number)
		return err
	})
	if fault.Is(err, fault.NotFound) {
		return List{}, fault.New("revocation.latest", fault.Conflict, "moved_on")
	}
	if err != nil {
		return List{}, err
	}
	return s.hold(List{Number: p.Number, DER: der, MadeAt: p.MadeAt, Next: p.NextAt})
}

// publish signs the next list outside any writing transaction: a long one takes
// seconds.
func (s *Service) publish(ctx context.Context, number int64, now time.Time) (List, error) {
	revoked, of, err := s.revoked(ctx)
	if err != nil {
		return List{}, err
	}
	l := List{Number: number, Next: now.Add(listLife)}
	l.MadeAt = latest(now, revoked.Latest()) // by a process whose clock is a little ahead
	l.DER, err = pki.CRL(ctx, s.Issuer, pki.CRLParams{
		Number: big.NewInt(number), ThisUpdate: l.MadeAt, NextUpdate: l.Next, Revoked: revoked,
		ExpiredSince: s.Issuer.Certificate.NotBefore,
	})
	if err != nil {
		return List{}, err
	}
	p := store.PublishedList{Number: number, Revocations: of.Revocations, MadeAt: l.MadeAt, NextAt: l.Next}
	err = s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error { return tx.PublishCRL(ctx, s.id, p, l.DER) })
	if err != nil {
		return List{}, err
	}
	return s.hold(l)
}

// revoked reads every revocation, and the issuer, at one moment.
func (s *Service) revoked(ctx context.Context) (all pki.Entries, of store.Issuer, err error) {
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		all = pki.Entries{}
		var err error
		if of, err = r.Issuer(ctx, s.id); err != nil {
			return err
		}
		for after := ""; ; {
			page, err := r.RevokedCertificates(ctx, s.id, after, store.ListLimit)
			if err != nil {
				return err
			}
			for _, c := range page {
				serial, ok := pki.ParseSerial(c.Serial)
				if !ok {
					return fmt.Errorf("revocation: %q is not a serial number", c.Serial)
				}
				if err := all.Add(pki.Revocation{Serial: serial, At: c.RevokedAt, Reason: c.Reason, Since: c.Since}); err != nil {
					return err
				}
			}
			if len(page) < store.ListLimit {
				return nil
			}
			after = page[len(page)-1].Serial
		}
	})
	return all, of, err
}

// hold keeps the list in memory, and its file for checkers without a network.
func (s *Service) hold(l List) (List, error) {
	l.Sum = sha256.Sum256(l.DER)
	if s.File != "" {
		// Readers see the old one or the new one, never a part.
		part := s.File + ".part"
		if err := os.WriteFile(part, l.DER, 0o600); err != nil {
			return List{}, errors.Join(err, removed(part))
		}
		if err := os.Rename(part, s.File); err != nil {
			return List{}, errors.Join(err, removed(part))
		}
	}
	s.list = l
	return l, nil
}

func removed(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
