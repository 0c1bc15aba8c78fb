package bench

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"yinxin.example/yinxin/internal/sealing"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/evidence"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/signature/pades"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/signature/statement"
	"yinxin.example/yinxin/internal/signature/tsp"
	"yinxin.example/yinxin/internal/timestamps"
)

// sealLTA compares drawing and sealing a copy at B-LTA with the three signatures
// in it: the seal's, and two of the installation's own timestamp authority. All
// keys are P-256.
func sealLTA(ctx context.Context, o *office, p pace) (Result, error) {
	return o.lasting(ctx, p, cms.P256, false)
}

// sealLTAOverHTTP is sealLTA with another's authority, which this process is,
// too, and is asked over loopback HTTP.
func sealLTAOverHTTP(ctx context.Context, o *office, p pace) (Result, error) {
	return o.lasting(ctx, p, cms.P256, true)
}

// sealLTAWithRSA is sealLTAOverHTTP with an authority whose key is RSA-3072, as
// those of most public ones are.
func sealLTAWithRSA(ctx context.Context, o *office, p pace) (Result, error) {
	return o.lasting(ctx, p, cms.RSA3072, true)
}

func (o *office) lasting(ctx context.Context, p pace, stamping key.Algorithm, asked bool) (_ Result, err error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return Result{}, err
	}
	signer, err := o.signer(ctx, private)
	if err != nil {
		return Result{}, err
	}
	c, err := o.openClock(ctx, stamping)
	if err != nil {
		return Result{}, err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	batch := ecdsaBatch
	if stamping == cms.RSA3072 {
		batch = rsaBatch
	}
	s := newLastingSealer(newSealer(o, signer, batch), c, asked)
	readings, err := p.alternate(ctx, threeSignatures(private, c.key, batch), s.side())
	if err != nil {
		return Result{}, err
	}
	return compared(readings[1], readings[0]), nil
}

// threeSignatures makes, for each copy, one of the seal's signatures and two of
// the authority's.
func threeSignatures(private *ecdsa.PrivateKey, stamping crypto.Signer, batch int) side {
	digest := make([]byte, crypto.SHA256.Size())
	return func(context.Context) (effort, error) {
		return spread(1, batch, func(int) error {
			if _, err := ecdsa.SignASN1(rand.Reader, private, digest); err != nil {
				return err
			}
			for range 2 {
				if _, err := stamping.Sign(rand.Reader, digest, crypto.SHA256); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

// lastingSealer seals copies at B-LTA as the pipeline does.
type lastingSealer struct {
	*sealer
	stamps sealing.Stamps
	proof  *evidence.Folder
}

func newLastingSealer(s *sealer, c *clock, asked bool) *lastingSealer {
	l := &lastingSealer{sealer: s, stamps: c.own, proof: c.proof}
	if asked {
		l.stamps = c.client
	}
	return l
}

func (s *lastingSealer) side() side {
	return s.making(s.seal, func(n int, do func(i int) error) (effort, error) {
		return overlap(1, s.stamps.AtOnce(), n, do)
	})
}

func (s *lastingSealer) seal(ctx context.Context, i int, sample bool) error {
	draft := s.drafts[i]
	draft.Lasting = true
	unsigned, err := s.press.PDF(draft, s.signer.StampedLen(pades.TokenRoom))
	if err != nil {
		return err
	}
	defer unsigned.Release()
	var token []byte
	contents, err := s.signer.Stamped(ctx, unsigned.Sum(s.signer.DigestAlgorithm()), unsigned.ContentsLen(), func(ctx context.Context, digest []byte) (_ []byte, err error) {
		token, err = s.stamp(ctx, digest)
		return token, err
	})
	if err != nil {
		return err
	}
	file, err := unsigned.Fill(contents)
	if err != nil {
		return err
	}
	material, err := s.proof.Prove(ctx, s.signer.Chain(), token)
	if err != nil {
		return err
	}
	file, err = pades.Extend(ctx, file, unsigned.Behind(), unsigned.Whole(), material, s.stamp, pades.TokenRoom)
	if err != nil {
		return err
	}
	unsigned.Extend(file)
	if sample {
		s.taken[i] = append(s.taken[i][:0], file...)
	}
	return nil
}

func (s *lastingSealer) stamp(ctx context.Context, digest []byte) ([]byte, error) {
	token, err := s.stamps.Stamp(ctx, digest)
	return token.DER, err
}

// clock is a timestamp authority of our own, also asked over loopback HTTP, and
// what proves its certificate and the seal's.
type clock struct {
	key    crypto.Signer
	own    *tsp.Authority
	server *http.Server
	client *timestamps.Client
	proof  *evidence.Folder
	folder string
}

func (o *office) openClock(ctx context.Context, stamping key.Algorithm) (_ *clock, err error) {
	c := &clock{}
	defer func() {
		if err != nil {
			err = errors.Join(err, c.close())
		}
	}()
	if c.folder, err = os.MkdirTemp("", "yinxin-bench-"); err != nil {
		return nil, err
	}
	list, err := pki.CRL(ctx, o.root, pki.CRLParams{Number: big.NewInt(1), ThisUpdate: o.now, NextUpdate: o.now.AddDate(0, 0, 1)})
	if err != nil {
		return nil, err
	}
	for name, content := range map[string][]byte{"root.pem": pki.EncodeCertificates(o.root.Certificate), "seals.crl": list} {
		if err := os.WriteFile(filepath.Join(c.folder, name), content, 0o600); err != nil {
			return nil, err
		}
	}
	c.proof = evidence.NewFolder(c.folder, time.Now)
	if c.key, err = newKey(stamping); err != nil {
		return nil, err
	}
	if c.own, err = o.authority(ctx, c.key); err != nil {
		return nil, err
	}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	log := slog.New(slog.DiscardHandler)
	c.server = &http.Server{Handler: &timestamps.Handler{Authority: c.own, Log: log}, ReadHeaderTimeout: time.Minute}
	go func() { _ = c.server.Serve(listener) }() // ends with close
	c.client, err = timestamps.New(timestamps.Options{
		Authorities: []timestamps.Authority{{URL: fmt.Sprintf("http://%s/", listener.Addr())}},
		Roots:       []*x509.Certificate{o.root.Certificate}, Now: time.Now, Log: log,
	})
	return c, err
}

func newKey(algorithm key.Algorithm) (crypto.Signer, error) {
	if algorithm == cms.RSA3072 {
		return rsa.GenerateKey(rand.Reader, 3072)
	}
	return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
}

func (o *office) authority(ctx context.Context, private crypto.Signer) (*tsp.Authority, error) {
	k, err := key.FromPrivate(private)
	if err != nil {
		return nil, err
	}
	own, err := pki.IssueClock(ctx, o.root, k.Public(), pki.ClockParams{
		CommonName: "印信测速时间戳", From: o.now.AddDate(0, 0, -1), Until: o.now.AddDate(1, 0, 0),
	})
	if err != nil {
		return nil, err
	}
	return tsp.NewAuthority(tsp.Params{Key: k, Chain: []*x509.Certificate{own, o.root.Certificate}, Policy: statement.DemoPolicy, Now: time.Now})
}

func (c *clock) close() (err error) {
	if c.client != nil {
		err = c.client.Close()
	}
	if c.server != nil {
		err = errors.Join(err, c.server.Close())
	}
	return errors.Join(err, os.RemoveAll(c.folder))
}
