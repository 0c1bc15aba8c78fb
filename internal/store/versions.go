package store

import (
	"context"

	"yinxin.example/yinxin/internal/cert"
)

// maxVersions bounds how far a certificate's versions are followed.
const maxVersions = 100

// NewestVersion follows the versions that took a certificate's place to the
// last, which is the certificate itself where none did.
func NewestVersion(ctx context.Context, r Reader, id cert.ID) (c cert.Certificate, err error) {
	for range maxVersions {
		if c, err = r.Certificate(ctx, id); err != nil || c.State != cert.Corrected {
			return c, err
		}
		changes, err := r.ChangesOf(ctx, id)
		if err != nil {
			return c, err
		}
		change, _ := cert.Standing(changes, cert.Corrected)
		if change.Successor == "" {
			return c, nil
		}
		id = change.Successor
	}
	return c, nil
}
