package holding

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// How often a certificate's query number may be made anew.
const (
	numbersBurst = 10
	numbersEvery = time.Hour
)

// QueryNumber returns the 查询编号 that was made of one of the account's
// certificates; NotFound where none was.
func (s *Service) QueryNumber(ctx context.Context, a store.Account, id cert.ID) (n store.QueryNumber, err error) {
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		if _, err := s.own(ctx, r, a, id); err != nil {
			return err
		}
		n, err = r.QueryNumber(ctx, id)
		return err
	})
	return n, fault.Wrap("holding.QueryNumber", err)
}

// MakeQueryNumber makes a 查询编号 of one of the account's certificates, in place
// of the one before, which finds nothing from then on. Whoever has it, the name
// and the identity number can look the certificate up, and the holder sees who
// did. It fails with NotFound, with Denied certificate_replaced for a
// superseded version, and with Throttled too_many_attempts.
func (s *Service) MakeQueryNumber(ctx context.Context, a store.Account, id cert.ID) (n store.QueryNumber, err error) {
	const op = "holding.MakeQueryNumber"
	n = store.QueryNumber{Certificate: id, AccountID: a.ID, Number: cert.NewQueryNumber(), MadeAt: s.Now()}
	err = s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		c, err := s.own(ctx, tx, a, id)
		if err != nil {
			return err
		}
		if c.State == cert.Corrected {
			return fault.New(op, fault.Denied, "certificate_replaced")
		}
		ok, err := tx.Allow(ctx, "query-number:"+string(id), s.Now(), numbersBurst, numbersEvery)
		if err != nil {
			return err
		}
		if !ok {
			return fault.New(op, fault.Throttled, "too_many_attempts").With("minutes", int(numbersEvery.Minutes()))
		}
		if err := tx.PutQueryNumber(ctx, n); err != nil {
			return err
		}
		return s.recordQueryNumber(ctx, tx, a, c, "query_number.make")
	})
	return n, fault.Wrap(op, err)
}

// WithdrawQueryNumber takes the 查询编号 back: it finds nothing from then on. One
// that is gone already is no error.
func (s *Service) WithdrawQueryNumber(ctx context.Context, a store.Account, id cert.ID) error {
	err := s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		c, err := s.own(ctx, tx, a, id)
		if err != nil {
			return err
		}
		if _, err := tx.QueryNumber(ctx, id); err != nil {
			if fault.Is(err, fault.NotFound) {
				return nil
			}
			return err
		}
		if err := tx.DeleteQueryNumber(ctx, id); err != nil {
			return err
		}
		return s.recordQueryNumber(ctx, tx, a, c, "query_number.withdraw")
	})
	return fault.Wrap("holding.WithdrawQueryNumber", err)
}

func (s *Service) recordQueryNumber(ctx context.Context, tx store.Tx, a store.Account, c cert.Certificate, action string) error {
	return tx.Record(ctx, audit.Entry{
		At: s.Now(), Actor: a.ID, ActorRole: string(a.Role), Authority: c.Authority, Action: action, Subject: string(c.ID),
	})
}

// own returns one of the account's certificates; anyone else's is NotFound.
func (s *Service) own(ctx context.Context, r store.Reader, a store.Account, id cert.ID) (cert.Certificate, error) {
	c, err := r.Certificate(ctx, id)
	if err != nil {
		return cert.Certificate{}, err
	}
	o, err := s.owner(ctx, r, a)
	if err == nil && !o.owns(c) {
		err = fault.New("holding.own", fault.NotFound, "certificate_not_found")
	}
	return c, err
}
