package pades

import (
	"encoding/hex"
	"testing"
)

func FuzzHexadecimalDigits(f *testing.F) {
	all := make([]byte, 259)
	for i := range all {
		all[i] = byte(i)
	}
	f.Add(all)
	f.Add([]byte{})
	f.Add([]byte{0x9a, 0xa9, 0xff})
	f.Fuzz(func(t *testing.T, b []byte) {
		if got, want := string(appendHex([]byte("<"), b)), "<"+hex.EncodeToString(b); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	})
}
