//go:build pkcs11

package hsm

import (
	"bytes"
	"testing"
)

func TestSequence(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ numbers, want []byte }{
		"as they are":    {[]byte{0x01, 0x02, 0x7f, 0xff}, []byte{0x30, 8, 2, 2, 0x01, 0x02, 2, 2, 0x7f, 0xff}},
		"high bit":       {[]byte{0x80, 0x00, 0xff, 0x01}, []byte{0x30, 10, 2, 3, 0, 0x80, 0x00, 2, 3, 0, 0xff, 0x01}},
		"leading zeros":  {[]byte{0x00, 0x05, 0x00, 0x90}, []byte{0x30, 7, 2, 1, 0x05, 2, 2, 0, 0x90}},
		"nothing":        {nil, nil},
		"an odd length":  {[]byte{1, 2, 3}, nil},
		"much too large": {make([]byte, 2*longest), nil},
	} {
		got, err := sequence(test.numbers)
		if !bytes.Equal(got, test.want) || (err == nil) != (test.want != nil) {
			t.Errorf("%s: %x, %v", name, got, err)
		}
	}
}
