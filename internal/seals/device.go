package seals

import (
	"context"
	"crypto"
	"crypto/x509"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/key"
	"yinxin.example/yinxin/internal/store"
)

// keptIn says where a seal's key is to be, for people to read; "" for the vault.
func (p payload) keptIn() string {
	switch {
	case p.DeviceKey != "":
		return p.DeviceKey
	case p.InDevice:
		return "HSM"
	}
	return ""
}

// attachable finds a key in the device that no seal has yet, though one seal may
// know it by its ID and another by its label: hsm_key_taken.
func (c *Custody) attachable(ctx context.Context, r store.SealReader, reference string) (key.Signer, error) {
	const op = "seals.attachable"
	if c.Device == nil {
		return nil, fault.New(op, fault.Unavailable, "hsm_not_configured")
	}
	s, err := c.Device.Signer(ctx, reference)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	all, err := r.Seals(ctx)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	for _, other := range all {
		request, err := x509.ParseCertificateRequest(other.Request)
		if err != nil {
			continue // a demonstration's own
		}
		if k, ok := request.PublicKey.(interface{ Equal(crypto.PublicKey) bool }); ok && k.Equal(s.Public()) {
			return nil, fault.New(op, fault.Conflict, "hsm_key_taken")
		}
	}
	return s, nil
}

// makeKey makes a new seal's key, or finds it, and notes in the seal where it is.
// It may be called again for the same seal.
func (c *Custody) makeKey(ctx context.Context, r store.SealReader, s *store.Seal, said payload) (key.Signer, error) {
	algorithm, err := algorithmOf(said.Algorithm)
	if err != nil {
		return nil, err
	}
	s.Algorithm = algorithm.String()
	switch {
	case said.DeviceKey != "":
		s.DeviceKey = said.DeviceKey
		return c.attachable(ctx, r, said.DeviceKey)
	case said.InDevice && c.Device == nil:
		return nil, fault.New("seals.makeKey", fault.Unavailable, "hsm_not_configured")
	case said.InDevice:
		var made key.Signer
		s.DeviceKey, made, err = c.Device.Generate(ctx, s.ID, algorithm)
		return made, err
	}
	private, err := key.Generate(algorithm)
	if err != nil {
		return nil, err
	}
	s.WrappedKey, err = key.Wrap(c.Vault, s.ID, private)
	return private, err
}
