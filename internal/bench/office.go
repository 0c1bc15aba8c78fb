package bench

import (
	"context"
	"crypto"
	"crypto/x509"
	"os"
	"sync/atomic"
	"time"

	"yinxin.example/yinxin/internal/document"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pades"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/verify"
)

// authority is whose seal every copy bears; it exists nowhere.
const authority = "示例人事考试中心"

// office is what all figures share.
type office struct {
	glyphs  string // temporary folder of cut fonts
	press   *document.Press
	root    *pki.Issuer
	people  *people
	photos  *photos
	now     time.Time
	sealed  atomic.Int64 // copies so far
	samples *samples
}

// openOffice makes keys and cuts fonts, which takes some seconds.
func openOffice(ctx context.Context, keep string) (_ *office, err error) {
	o := &office{now: time.Now().Truncate(time.Second)}
	if o.glyphs, err = os.MkdirTemp("", "yinxin-bench-"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			o.close()
		}
	}()
	if o.press, err = document.OpenPress(ctx, o.glyphs, ""); err != nil {
		return nil, err
	}
	if o.people, err = newPeople(); err != nil {
		return nil, err
	}
	if o.photos, err = newPhotos(); err != nil {
		return nil, err
	}
	if o.root, err = makeRoot(ctx, o.now); err != nil {
		return nil, err
	}
	trust, err := verify.ParseTrust(pki.EncodeCertificates(o.root.Certificate))
	if err != nil {
		return nil, err
	}
	o.samples, err = newSamples(keep, o.root.Certificate, verify.Options{Trust: trust, At: o.now})
	return o, err
}

// close removes what the office laid down; the system clears what stays.
func (o *office) close() { _ = os.RemoveAll(o.glyphs) }

func makeRoot(ctx context.Context, now time.Time) (*pki.Issuer, error) {
	k, err := key.Generate(cms.P256)
	if err != nil {
		return nil, err
	}
	return pki.NewRoot(ctx, k, pki.RootParams{
		CommonName: "印信测速根证书", From: now.AddDate(0, 0, -1), Until: now.AddDate(5, 0, 0),
	})
}

// signer gives a private key a demonstration's seal under the office's root.
func (o *office) signer(ctx context.Context, private crypto.Signer) (*pades.Signer, error) {
	k, err := key.FromPrivate(private)
	if err != nil {
		return nil, err
	}
	return o.certified(ctx, k)
}

// certified is signer for a key that may be elsewhere.
func (o *office) certified(ctx context.Context, k key.Signer) (*pades.Signer, error) {
	seal, err := pki.IssueSeal(ctx, o.root, k.Public(), pki.SealParams{
		Authority: authority, Demo: true, From: o.now.AddDate(0, 0, -1), Until: o.now.AddDate(1, 0, 0),
	})
	if err != nil {
		return nil, err
	}
	return pades.NewSigner(ctx, k, []*x509.Certificate{seal, o.root.Certificate})
}
