package pbe

import (
	"bytes"
	"encoding/hex"
	"testing"
)

// The vectors of RFC 2268, 5, whose effective key is as long as the key.
func TestRC2(t *testing.T) {
	for _, v := range []struct{ key, plain, cipher string }{
		{"ffffffffffffffff", "ffffffffffffffff", "278b27e42e2f0d49"},
		{"3000000000000000", "1000000000000001", "30649edf9be7d2c2"},
		{"88bca90e90875a7f0f79c384627bafb2", "0000000000000000", "2269552ab0f85ca6"},
	} {
		unhex := func(s string) []byte {
			b, err := hex.DecodeString(s)
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
		c, err := newRC2(unhex(v.key))
		if err != nil {
			t.Fatal(err)
		}
		got := make([]byte, rc2BlockLen)
		if c.Encrypt(got, unhex(v.plain)); hex.EncodeToString(got) != v.cipher {
			t.Errorf("encrypted under %s: %x", v.key, got)
		}
		if c.Decrypt(got, unhex(v.cipher)); hex.EncodeToString(got) != v.plain {
			t.Errorf("decrypted under %s: %x", v.key, got)
		}
	}
	for _, length := range []int{0, 129} {
		if _, err := newRC2(make([]byte, length)); err == nil {
			t.Errorf("a key of %d octets is taken", length)
		}
	}
}

// A key of PKCS #12 is derived in steps that carry over octets (RFC 7292, B.2).
func TestCarries(t *testing.T) {
	a := []byte{0x00, 0xff, 0xff}
	if addOne(a, []byte{0, 0, 1}); !bytes.Equal(a, []byte{1, 0, 1}) {
		t.Errorf("%x", a)
	}
	full := []byte{0xff, 0xff}
	if addOne(full, []byte{0, 0}); !bytes.Equal(full, []byte{0, 0}) {
		t.Errorf("beyond its length: %x", full)
	}
}
