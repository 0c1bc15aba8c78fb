package pdf

import (
	"bytes"
	"strings"
	"testing"
)

// Every byte in every place of eight, and in the rest behind them.
func TestLowerCaseHexadecimalDigits(t *testing.T) {
	t.Parallel()
	for c := range 256 {
		want := c < 0x80 && strings.ContainsRune("0123456789abcdef", rune(c))
		for place := range 11 {
			for _, others := range []byte{'0', '9', 'a', 'f'} {
				b := bytes.Repeat([]byte{others}, 11)
				b[place] = byte(c)
				if got := lowerHex(b); got != want {
					t.Fatalf("%q in place %d of %q: %t", byte(c), place, b, got)
				}
			}
		}
	}
}
