package vault

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"log/slog"

	"yinxin.example/yinxin/internal/fault"
)

const (
	secretLen   = 32
	masterIDLen = 8

	wrappedVersion = 0x02
	wrappedHeader  = 1 + masterIDLen
	wrappedLabel   = "yinxin/wrapped/1\x00"
)

// MasterKey wraps keys. It holds a key derived from the operator's secret
// (HKDF, RFC 5869) and a name for it, never the secret itself.
type MasterKey struct {
	id   [masterIDLen]byte
	aead cipher.AEAD
}

// NewMasterKey makes a master key from 32 secret, uniformly random bytes. It
// fails with master_key_malformed for another length.
func NewMasterKey(secret []byte) (*MasterKey, error) {
	const op = "vault.NewMasterKey"
	if len(secret) != secretLen {
		return nil, fault.New(op, fault.Invalid, "master_key_malformed")
	}
	id, err := hkdf.Expand(sha256.New, secret, "yinxin/master-key/1 name", masterIDLen)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	wrapping, err := hkdf.Expand(sha256.New, secret, "yinxin/master-key/1 wrap", secretLen)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	defer clear(wrapping)
	aead, err := newAEAD(wrapping)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	return &MasterKey{id: [masterIDLen]byte(id), aead: aead}, nil
}

// ParseMasterKey reads a master key as operators write it: 32 bytes as 64 hex
// digits or as base64, standard or URL-safe, with or without padding; white
// space around it is ignored. It fails with master_key_malformed.
func ParseMasterKey(text []byte) (*MasterKey, error) {
	text = bytes.TrimSpace(text)
	secret := make([]byte, base64.StdEncoding.DecodedLen(len(text))+secretLen)
	defer clear(secret)
	if n, err := hex.Decode(secret, text); err == nil && n == secretLen {
		return NewMasterKey(secret[:n])
	}
	unpadded := bytes.TrimRight(text, "=")
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		if n, err := encoding.Decode(secret, unpadded); err == nil && n == secretLen {
			return NewMasterKey(secret[:n])
		}
	}
	return nil, fault.New("vault.ParseMasterKey", fault.Invalid, "master_key_malformed")
}

func newAEAD(secret []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(secret)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// Wrap encrypts a key for a purpose.
func (m *MasterKey) Wrap(purpose string, secret []byte) []byte {
	out := make([]byte, 0, wrappedHeader+len(secret)+m.aead.Overhead())
	out = append(out, wrappedVersion)
	out = append(out, m.id[:]...)
	// No nonce is passed: the AEAD draws one and puts it first.
	return m.aead.Seal(out, nil, secret, []byte(wrappedLabel+purpose))
}

// Unwrap decrypts what Wrap gave for the same purpose. It fails with
// master_key_wrong where another master key wrapped it and with
// wrapped_key_damaged where it was changed or is for another purpose.
func (m *MasterKey) Unwrap(purpose string, wrapped []byte) ([]byte, error) {
	const op = "vault.Unwrap"
	id, ok := wrappedBy(wrapped)
	if !ok {
		return nil, fault.New(op, fault.Other, "wrapped_key_damaged")
	}
	if id != m.id {
		return nil, fault.New(op, fault.Invalid, "master_key_wrong")
	}
	secret, err := m.aead.Open(nil, nil, wrapped[wrappedHeader:], []byte(wrappedLabel+purpose))
	if err != nil {
		return nil, fault.New(op, fault.Other, "wrapped_key_damaged")
	}
	return secret, nil
}

// wrappedBy gives the name of the master key that wrapped a key.
func wrappedBy(wrapped []byte) (id [masterIDLen]byte, ok bool) {
	if len(wrapped) < wrappedHeader || wrapped[0] != wrappedVersion {
		return id, false
	}
	return [masterIDLen]byte(wrapped[1:wrappedHeader]), true
}

// String gives the key's name, from which nothing of the key can be learnt.
func (m *MasterKey) String() string { return "master key " + hex.EncodeToString(m.id[:]) }

// Format keeps every verb, %+v and %#v too, from printing the key.
func (m *MasterKey) Format(s fmt.State, _ rune) { fmt.Fprint(s, m.String()) }

// LogValue implements slog.LogValuer.
func (m *MasterKey) LogValue() slog.Value { return slog.StringValue(m.String()) }
