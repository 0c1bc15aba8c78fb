package holding

import (
	"cmp"
	"context"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

const (
	sealWait = 20 * time.Second      // Service.SealWait where it is 0
	sealPoll = 40 * time.Millisecond // how often it looks
)

// Unendorsed returns the one copy of a certificate that needs no endorsement,
// asking for it when it is wanted for the first time and waiting until it is
// sealed. Refusals: file_not_online (a 证书电子文件 that was not delivered),
// endorsement_needed, certificate_not_in_force, copy_failed; Unavailable
// copy_pending when sealing takes too long.
func (s *Service) Unendorsed(ctx context.Context, a store.Account, id cert.ID) (cert.Copy, error) {
	const op = "holding.Unendorsed"
	code, err := s.request(ctx, a, id)
	if err != nil {
		return cert.Copy{}, fault.Wrap(op, err)
	}
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(s.SealWait, sealWait))
	defer cancel()
	look := time.NewTicker(sealPoll)
	defer look.Stop()
	for {
		c, _, err := s.Copy(ctx, a, code)
		switch {
		case ctx.Err() != nil: // the time may also run out while looking
			return c, fault.New(op, fault.Unavailable, "copy_pending")
		case err != nil || c.State != cert.Pending:
			return c, fault.Wrap(op, err)
		}
		select {
		case <-ctx.Done():
		case <-look.C:
		}
	}
}

// request returns the code of the certificate's live unendorsed copy, adding
// a pending one if there is none.
func (s *Service) request(ctx context.Context, a store.Account, id cert.ID) (cert.Code, error) {
	item, err := s.Find(ctx, a, id)
	if err != nil {
		return "", err
	}
	if reason := unendorsedRefusal(item); reason != "" {
		return "", fault.New("holding.request", fault.Denied, reason)
	}
	if c, ok := liveUnendorsed(item.Copies); ok {
		return c.Code, nil
	}
	return s.addUnendorsed(ctx, a, item.Certificate)
}

func unendorsedRefusal(item Item) fault.Reason {
	switch {
	case item.Certificate.State != cert.InForce:
		return "certificate_not_in_force"
	case item.Certificate.Kind == cert.FileRecord:
		return "file_not_online"
	case item.NeedsEndorsement:
		return "endorsement_needed"
	}
	return ""
}

func liveUnendorsed(copies []cert.Copy) (cert.Copy, bool) {
	for _, c := range copies {
		if c.Endorsement == nil && (c.State == cert.Pending || c.State == cert.Ready) {
			return c, true
		}
	}
	return cert.Copy{}, false
}

func (s *Service) addUnendorsed(ctx context.Context, a store.Account, c cert.Certificate) (cert.Code, error) {
	var code cert.Code
	err := s.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		c, copies, err := s.lockOwn(ctx, tx, a, c.ID)
		if err != nil {
			return err
		}
		if live, ok := liveUnendorsed(copies); ok {
			code = live.Code
			return nil
		}
		code = cert.NewCode()
		return s.take(ctx, tx, a, cert.Copy{
			Code:        code,
			Certificate: c.ID,
			State:       cert.Pending,
			RequestedAt: s.Now(),
			Policy:      s.Policy.Version,
			Snapshot:    c.Snapshot(),
		})
	})
	return code, err
}
