package demo

import (
	"context"
	"log/slog"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/signature/pki"
)

const (
	crlPath = "/crl/" + crlFile
	crlLife = 7 * 24 * time.Hour // a list is renewed when half of it is over
)

// CRL publishes the revocation list of the demo's root. It renews it by
// itself, by the demo's clock, and keeps a file of it beside the root for
// checkers without a network.
type CRL struct {
	root *pki.Issuer
	file string
	now  func() time.Time

	mu   sync.Mutex
	der  []byte
	made time.Time
}

// OpenCRL readies the list of the demo in the app's folder.
func OpenCRL(ctx context.Context, a *app.App) (*CRL, error) {
	root, err := loadRoot(a)
	if err != nil {
		return nil, err
	}
	c := &CRL{root: root, file: filepath.Join(a.Folder.Trust(), crlFile), now: a.Now}
	_, err = c.current(ctx)
	return c, err
}

// Keep renews the list in time until ctx ends, though nobody may ask for it.
func (c *CRL) Keep(ctx context.Context, log *slog.Logger) {
	look := time.NewTicker(time.Hour)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
			if _, err := c.current(ctx); err != nil {
				log.ErrorContext(ctx, "revocation list not renewed", slog.Any("error", err))
			}
		}
	}
}

// Pattern is the route the list is served at.
func (c *CRL) Pattern() string { return "GET " + crlPath }

// ServeHTTP gives the list in DER (RFC 5280, 4.2.1.13).
func (c *CRL) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	der, err := c.current(r.Context())
	if err != nil {
		http.Error(w, "no list", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "application/pkix-crl")
	w.Header().Set("Cache-Control", "max-age=3600")
	_, _ = w.Write(der) // the reader may have gone away
}

func (c *CRL) current(ctx context.Context) ([]byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	if age := now.Sub(c.made); c.der != nil && age >= 0 && age < crlLife/2 {
		return c.der, nil
	}
	der, err := pki.CRL(ctx, c.root, pki.CRLParams{
		Number: big.NewInt(now.Unix()), ThisUpdate: now.Add(-time.Minute), NextUpdate: now.Add(crlLife),
	})
	if err != nil {
		return nil, err
	}
	c.der, c.made = der, now
	return der, os.WriteFile(c.file, der, 0o600)
}
