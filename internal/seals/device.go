package seals

import (
	"context"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/cms"
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
	case p.KeyFile != "":
		return "PKCS #12 / PEM, SHA-256 " + p.KeyFile
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
	return s, untaken(ctx, r, s.Public(), "hsm_key_taken")
}

// makeKey makes a new seal's key, or finds it, and notes in the seal where it is.
// It may be called again for the same seal.
func (c *Custody) makeKey(ctx context.Context, r store.SealReader, s *store.Seal, said payload) (key.Signer, error) {
	algorithm, err := cms.AlgorithmNamed(said.Algorithm)
	if err != nil {
		return nil, err
	}
	s.Algorithm = algorithm.String()
	switch {
	case said.DeviceKey != "":
		s.DeviceKey = said.DeviceKey
		return c.attachable(ctx, r, said.DeviceKey)
	case said.KeyFile != "":
		return c.takeOver(ctx, r, s, said)
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
