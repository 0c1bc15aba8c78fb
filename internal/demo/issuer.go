package demo

import (
	"context"
	"errors"
	"io/fs"
	"time"

	"yinxin.example/yinxin/internal/app"
)

// crlLife is how long the lists of the sample copies are good for.
const crlLife = 7 * 24 * time.Hour

// OpenIssuer opens the revocation services of the demo's roots: their lists and
// their OCSP responders, which the demo's seals name. A folder of long ago has no
// SM2 root.
func OpenIssuer(ctx context.Context, a *app.App) error {
	for _, k := range []kept{mainRoot(), chineseRoot()} {
		root, err := k.load(a)
		if errors.Is(err, fs.ErrNotExist) && k == chineseRoot() {
			continue
		}
		if err == nil {
			err = a.OpenIssuer(ctx, root)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
