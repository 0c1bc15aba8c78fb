package vault

import (
	"crypto/cipher"
	"crypto/rand"
	"time"

	"yinxin.example/yinxin/internal/fault"
)

// ring is the key ring opened. It is never changed, only replaced.
type ring struct {
	file    ringFile
	data    map[uint32]cipher.AEAD
	current uint32
	index   *[secretLen]byte // behind a pointer, so that no printed value shows it
}

// openRing unwraps every key. It fails with master_key_wrong and
// keyring_damaged.
func openRing(file ringFile, masters masterKeys) (*ring, error) {
	r := &ring{file: file, data: make(map[uint32]cipher.AEAD, len(file.DataKeys)), index: new([secretLen]byte)}
	secret, err := unwrapSecret(masters, indexKeyPurpose(file.IndexKey.Number), file.IndexKey.Wrapped)
	if err != nil {
		return nil, err
	}
	copy(r.index[:], secret)
	clear(secret)
	for _, k := range file.DataKeys {
		secret, err := unwrapSecret(masters, dataKeyPurpose(k.Number), k.Wrapped)
		if err != nil {
			return nil, err
		}
		aead, err := newAEAD(secret)
		clear(secret)
		if err != nil {
			return nil, err
		}
		r.data[k.Number] = aead
		r.current = k.Number
	}
	return r, nil
}

func unwrapSecret(masters masterKeys, purpose string, wrapped []byte) ([]byte, error) {
	secret, err := masters.unwrap(purpose, wrapped)
	if err != nil {
		return nil, err
	}
	if len(secret) != secretLen {
		clear(secret)
		return nil, fault.New("vault.openRing", fault.Other, "keyring_damaged")
	}
	return secret, nil
}

// newSecret draws a key and wraps it.
func newSecret(master *MasterKey, number uint32, purpose string, created time.Time) wrappedKey {
	secret := make([]byte, secretLen)
	defer clear(secret)
	_, _ = rand.Read(secret) // never fails (crypto/rand)
	return wrappedKey{Number: number, Created: created.UTC().Truncate(time.Second), Wrapped: master.Wrap(purpose, secret)}
}

// masterKeys is the current master key and then the ones before it.
type masterKeys []*MasterKey

func (m masterKeys) current() *MasterKey { return m[0] }

func (m masterKeys) unwrap(purpose string, wrapped []byte) ([]byte, error) {
	id, ok := wrappedBy(wrapped)
	if !ok {
		return nil, fault.New("vault.Unwrap", fault.Other, "wrapped_key_damaged")
	}
	for _, master := range m {
		if master.id == id {
			return master.Unwrap(purpose, wrapped)
		}
	}
	return nil, fault.New("vault.Unwrap", fault.Invalid, "master_key_wrong")
}

// rewrap gives a wrapped key under the current master key, and whether that
// changed anything.
func (m masterKeys) rewrap(purpose string, wrapped []byte) ([]byte, bool, error) {
	if id, ok := wrappedBy(wrapped); ok && id == m.current().id {
		return wrapped, false, nil
	}
	secret, err := m.unwrap(purpose, wrapped)
	if err != nil {
		return nil, false, err
	}
	defer clear(secret)
	return m.current().Wrap(purpose, secret), true, nil
}
