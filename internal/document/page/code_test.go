package page

import (
	"strings"
	"testing"

	"rsc.io/qr"
)

func TestCodeEqualsTheLibrarys(t *testing.T) {
	plans, err := newCodePlans()
	if err != nil {
		t.Fatal(err)
	}
	const address = "https://yinxin.example/v/abcdefghijklmnopqrstuvwxyz0123456789"
	for n := 1; n <= MaxAddress; n++ {
		text := "h" + address[:n-1] // a lower-case letter keeps the library in byte mode
		want, err := qr.Encode(text, qr.M)
		if err != nil {
			t.Fatal(err)
		}
		got, err := encode(plans, text)
		if err != nil {
			t.Fatal(err)
		}
		if got.Size != want.Size {
			t.Fatalf("%d bytes: %d modules a side, want %d", n, got.Size, want.Size)
		}
		for y := range got.Size {
			for x := range got.Size {
				if got.Dark(x, y) != want.Black(x, y) {
					t.Fatalf("%d bytes: module %d,%d differs", n, x, y)
				}
			}
		}
	}
}

func TestCodeRefusesLongAddresses(t *testing.T) {
	plans, err := newCodePlans()
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, MaxAddress + 1, 4000} {
		if _, err := encode(plans, strings.Repeat("a", n)); err == nil {
			t.Errorf("an address of %d bytes was accepted", n)
		}
	}
}
