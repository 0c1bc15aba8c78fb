package der

import (
	"bytes"
	"encoding/asn1"
	"testing"
)

func TestElementsHaveTheShortestLength(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x10000, 0xffffff, 0x1000000} {
		content := make([]byte, n)
		want, err := asn1.Marshal(content)
		if err != nil {
			t.Fatal(err)
		}
		if got := Element(OctetString, content); !bytes.Equal(got, want) {
			t.Errorf("%d octets begin with %x, want %x", n, got[:min(len(got), 6)], want[:min(len(want), 6)])
		}
	}
}
