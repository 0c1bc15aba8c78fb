package holding

import (
	"context"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// Delivered returns the 证书电子文件 that the authority delivered for one of the
// account's certificates, as it was delivered: it needs no endorsement, and is
// not ours to seal. Refusals: certificate_not_in_force, file_not_online.
func (s *Service) Delivered(ctx context.Context, a store.Account, id cert.ID) (cert.Certificate, []byte, error) {
	const op = "holding.Delivered"
	item, err := s.Find(ctx, a, id)
	if err != nil {
		return cert.Certificate{}, nil, fault.Wrap(op, err)
	}
	c := item.Certificate
	switch {
	case c.State != cert.InForce:
		return c, nil, fault.New(op, fault.Denied, "certificate_not_in_force")
	case c.Kind != cert.FileRecord || c.File == "":
		return c, nil, fault.New(op, fault.NotFound, "file_not_online")
	}
	file, err := s.Blobs.Get(ctx, c.File)
	if fault.Is(err, fault.NotFound) {
		// A file that was delivered is our trouble, never "not online yet".
		err = &fault.Error{Op: op, Kind: fault.Other, Reason: "file_lost", Err: err}
	}
	return c, file, fault.Wrap(op, err)
}
