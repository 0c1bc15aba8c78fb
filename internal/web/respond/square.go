package respond

import (
	"fmt"
	"strings"

	"rsc.io/qr"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/web/view"
)

// Square is a text as a QR code.
func Square(text string) (view.Square, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return view.Square{}, fault.Wrap("respond.Square", err)
	}
	return view.Square{Side: code.Size, Path: outline(code)}, nil
}

// outline is the dark modules of a QR code as an SVG path, a run at a time.
func outline(code *qr.Code) string {
	var b strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			from := x
			for code.Black(x, y) { // beyond the edge is light
				x++
			}
			if x > from {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", from, y, x-from, x-from)
			}
		}
	}
	return b.String()
}

// InFours sets a secret in groups, to be typed.
func InFours(secret string) string {
	var groups []string
	for len(secret) > 4 {
		groups, secret = append(groups, secret[:4]), secret[4:]
	}
	return strings.Join(append(groups, secret), " ")
}
