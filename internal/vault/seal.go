package vault

import (
	"encoding/binary"

	"yinxin.example/yinxin/internal/fault"
)

const (
	sealedVersion = 0x01
	sealedHeader  = 1 + 4
	sealedLabel   = "yinxin/sealed/1\x00"
)

// Seal encrypts a text for a purpose under the current data key. The result is
// 33 bytes longer than the text, and another one each time.
func (v *Vault) Seal(purpose string, plain []byte) []byte {
	r := v.ring.Load()
	aead := r.data[r.current]
	out := make([]byte, sealedHeader, sealedHeader+len(plain)+aead.Overhead())
	out[0] = sealedVersion
	binary.BigEndian.PutUint32(out[1:], r.current)
	// No nonce is passed: the AEAD draws one and puts it first.
	return aead.Seal(out, nil, plain, associated(out[:sealedHeader], purpose))
}

// Open decrypts what Seal gave for the same purpose. Where the text is under a
// data key that this process does not know yet, the key ring is read again
// first. It fails with sealed_text_damaged where the text was changed or is
// for another purpose, and with data_key_unknown.
func (v *Vault) Open(purpose string, sealed []byte) ([]byte, error) {
	const op = "vault.Open"
	number := KeyOf(sealed)
	if number == 0 {
		return nil, fault.New(op, fault.Other, "sealed_text_damaged")
	}
	aead, known := v.ring.Load().data[number]
	if !known {
		if err := v.reload(); err != nil {
			return nil, fault.Wrap(op, err)
		}
		if aead, known = v.ring.Load().data[number]; !known {
			return nil, fault.New(op, fault.Other, "data_key_unknown").With("key", number)
		}
	}
	plain, err := aead.Open(nil, nil, sealed[sealedHeader:], associated(sealed[:sealedHeader], purpose))
	if err != nil {
		return nil, fault.New(op, fault.Other, "sealed_text_damaged")
	}
	return plain, nil
}

// CurrentKey is the number of the data key that Seal uses.
func (v *Vault) CurrentKey() uint32 { return v.ring.Load().current }

// KeyOf is the number of the data key a text is sealed under, 0 where the
// bytes are no sealed text. Stores seal again what is not under CurrentKey.
func KeyOf(sealed []byte) uint32 {
	if len(sealed) < sealedHeader || sealed[0] != sealedVersion {
		return 0
	}
	return binary.BigEndian.Uint32(sealed[1:sealedHeader])
}

// associated binds the header and the purpose to a sealed text. The header's
// length is fixed, so no two pairs give the same bytes.
func associated(header []byte, purpose string) []byte {
	out := make([]byte, 0, len(sealedLabel)+sealedHeader+len(purpose))
	out = append(out, sealedLabel...)
	out = append(out, header...)
	return append(out, purpose...)
}
