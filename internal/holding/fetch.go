package holding

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// Previewer draws the preview of a copy, an SVG.
type Previewer interface {
	Preview(ctx context.Context, c cert.Copy) ([]byte, error)
}

// Copy returns one of the account's copies with its certificate; anyone
// else's is NotFound.
func (s *Service) Copy(ctx context.Context, a store.Account, code cert.Code) (cert.Copy, cert.Certificate, error) {
	const op = "holding.Copy"
	var copied cert.Copy
	var c cert.Certificate
	err := s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		if copied, err = r.Copy(ctx, code); err != nil {
			return err
		}
		if c, err = r.Certificate(ctx, copied.Certificate); err != nil {
			return err
		}
		o, err := s.owner(ctx, r, a)
		if err == nil && !o.owns(c) {
			err = fault.New(op, fault.NotFound, "copy_not_found")
		}
		return err
	})
	if err != nil {
		return cert.Copy{}, cert.Certificate{}, fault.Wrap(op, err)
	}
	return copied, c, nil
}

// File returns a copy's sealed file. It is refused (Denied) when the
// certificate is not in force or the copy has expired, was withdrawn or is
// not made: certificate_not_in_force, copy_expired, copy_withdrawn,
// copy_pending, copy_failed.
func (s *Service) File(ctx context.Context, a store.Account, code cert.Code) (cert.Copy, []byte, error) {
	const op = "holding.File"
	for was := ""; ; {
		c, err := s.fetchable(ctx, a, code)
		if err != nil {
			return c, nil, fault.Wrap(op, err)
		}
		file, err := s.Blobs.Get(ctx, c.Blob)
		switch {
		case !fault.Is(err, fault.NotFound):
			return c, file, fault.Wrap(op, err)
		case c.Blob == was:
			// A ready copy without its file is our trouble, never "no such copy".
			return c, nil, &fault.Error{Op: op, Kind: fault.Other, Reason: "file_lost", Err: err}
		}
		was = c.Blob // a longer file may have taken its place meanwhile
	}
}

// Picture returns a copy's preview as SVG, refused like its file.
func (s *Service) Picture(ctx context.Context, a store.Account, code cert.Code) ([]byte, error) {
	const op = "holding.Picture"
	c, err := s.fetchable(ctx, a, code)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	svg, err := s.Preview.Preview(ctx, c)
	return svg, fault.Wrap(op, err)
}

func (s *Service) fetchable(ctx context.Context, a store.Account, code cert.Code) (cert.Copy, error) {
	c, certificate, err := s.Copy(ctx, a, code)
	if err != nil {
		return c, err
	}
	if reason := refusal(certificate, c, s.Now()); reason != "" {
		return c, fault.New("holding.fetchable", fault.Denied, reason)
	}
	return c, nil
}

// refusal gives the reason why a copy can be neither viewed nor downloaded at
// now, "" if it can.
func refusal(certificate cert.Certificate, c cert.Copy, now time.Time) fault.Reason {
	switch {
	case certificate.State != cert.InForce:
		return "certificate_not_in_force"
	case c.State == cert.Pending:
		return "copy_pending"
	case c.State == cert.Failed:
		return "copy_failed"
	case c.State == cert.Withdrawn:
		return "copy_withdrawn"
	case c.ExpiredAt(now):
		return "copy_expired"
	}
	return ""
}
