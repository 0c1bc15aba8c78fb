package vault_test

import (
	"encoding/base64"
	"encoding/hex"
	"testing"

	"yinxin.example/yinxin/internal/vault"
)

// TestFirstFormatStaysReadable opens what the first version wrote, under a
// master key of 32 bytes 0x01. A change that fails here loses people's data.
func TestFirstFormatStaysReadable(t *testing.T) {
	t.Parallel()
	const phone = "13800000000"
	v := reopen(t, "testdata/format-1", master(t, 1))
	if v.CurrentKey() != 2 {
		t.Errorf("current key %d", v.CurrentKey())
	}
	for number, text := range map[uint32]string{
		1: "AQAAAAHqvcOEtKjt/k17ciz0zx4waIkw2okn5PkE+bUOHo50RGGlLhthrTE=",
		2: "AQAAAAK9CmVp/mbmhciRk0LbdlHVcl/ThzAsogbNEeq7poqeBpoQ+UAHc9o=",
	} {
		sealed, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		got, err := v.Open("person/phone", sealed)
		if err != nil || string(got) != phone || vault.KeyOf(sealed) != number {
			t.Errorf("under key %d: %q, %v", number, got, err)
		}
	}
	wrapped, err := base64.StdEncoding.DecodeString("AkVORiKXgQIeGaj5QpendleKO215jSoReKMnxqYdiqsWgKOtcdT9VRb7")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := v.Unwrap("signing-key/seal-1", wrapped); err != nil || string(got) != "a key" {
		t.Errorf("wrapped key: %q, %v", got, err)
	}
	const index = "962586c568eccf58304998949fb8c1a338a46d11d21fc755c6c4d81a1a85872f"
	if got := hex.EncodeToString(v.Index("person/phone", phone)); got != index {
		t.Errorf("index %s, want %s", got, index)
	}
}
