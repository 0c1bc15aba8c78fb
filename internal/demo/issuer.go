package demo

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/app"
)

// crlLife is how long the lists of the sample copies are good for.
const crlLife = 7 * 24 * time.Hour

// OpenIssuer opens the revocation services of the demo's root: its list and its
// OCSP responder, which the demo's seals name. The SM2 root has a list alone.
func OpenIssuer(ctx context.Context, a *app.App) error {
	root, err := mainRoot().load(a)
	if err != nil {
		return err
	}
	if err := listChinese(ctx, a); err != nil {
		return err
	}
	return a.OpenIssuer(ctx, root)
}
