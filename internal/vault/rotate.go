package vault

import (
	"context"
	"math"

	"yinxin.example/yinxin/internal/fault"
)

// Rotate adds a data key, which is current from then on, and returns its
// number once it is durable. Older keys still open what they sealed. It fails
// with keyring_busy while another process changes the ring.
func (v *Vault) Rotate(ctx context.Context) (uint32, error) {
	const op = "vault.Rotate"
	var number uint32
	err := v.change(ctx, func() (ringFile, error) {
		file, err := readRing(v.dir)
		if err != nil {
			return ringFile{}, err
		}
		last := file.DataKeys[len(file.DataKeys)-1].Number
		if last == math.MaxUint32 {
			return ringFile{}, fault.New(op, fault.Exhausted, "keyring_full")
		}
		number = last + 1
		file.DataKeys = append(file.DataKeys, newSecret(v.masters.current(), number, dataKeyPurpose(number), v.now()))
		return file, nil
	})
	if err != nil {
		return 0, fault.Wrap(op, err)
	}
	return number, nil
}

// RewrapRing puts every key of the ring under the current master key. Do it
// after each signing key went through Rewrap; then the older master keys can
// go. It fails like Rotate.
func (v *Vault) RewrapRing(ctx context.Context) error {
	err := v.change(ctx, func() (ringFile, error) {
		file, err := readRing(v.dir)
		if err != nil {
			return ringFile{}, err
		}
		k := &file.IndexKey
		if k.Wrapped, _, err = v.masters.rewrap(indexKeyPurpose(k.Number), k.Wrapped); err != nil {
			return ringFile{}, err
		}
		for i := range file.DataKeys {
			k := &file.DataKeys[i]
			if k.Wrapped, _, err = v.masters.rewrap(dataKeyPurpose(k.Number), k.Wrapped); err != nil {
				return ringFile{}, err
			}
		}
		return file, nil
	})
	return fault.Wrap("vault.RewrapRing", err)
}

// Wrap encrypts a signing key for a purpose under the current master key.
func (v *Vault) Wrap(purpose string, secret []byte) []byte {
	return v.masters.current().Wrap(purpose, secret)
}

// Unwrap decrypts what Wrap gave, under this master key or an older one. It
// fails with master_key_wrong and wrapped_key_damaged.
func (v *Vault) Unwrap(purpose string, wrapped []byte) ([]byte, error) {
	return v.masters.unwrap(purpose, wrapped)
}

// Rewrap gives a wrapped key under the current master key, and whether it was
// under an older one. It fails like Unwrap.
func (v *Vault) Rewrap(purpose string, wrapped []byte) (again []byte, changed bool, err error) {
	return v.masters.rewrap(purpose, wrapped)
}
