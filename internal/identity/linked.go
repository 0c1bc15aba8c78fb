package identity

import (
	"context"
	"slices"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

// Linked returns what a certificate's authority has tied of the holder's
// documents and names, and nothing of what others have.
func (s *Service) Linked(ctx context.Context, c cert.Certificate) (ties person.Ties, err error) {
	err = s.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		ties, err = r.Ties(ctx, c.Holder.Document)
		return err
	})
	ties.Documents = slices.DeleteFunc(ties.Documents, func(t person.DocumentTie) bool { return t.Authority != c.Authority })
	ties.Names = slices.DeleteFunc(ties.Names, func(t person.NameTie) bool { return t.Authority != c.Authority })
	return ties, fault.Wrap("identity.Linked", err)
}
