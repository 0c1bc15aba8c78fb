package journey_test

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"os/exec"
	"strings"
	"testing"

	"rsc.io/qr"

	"yinxin.example/yinxin/internal/testenv"
)

// Where the QR code stands on the page, in points from its upper left corner.
const squareLeft, squareTop, squareSide = 421.5, 650.0, 76.0

// The QR code of every form of a copy leads to where this copy is checked, and
// nowhere else; the genuine host and the code are printed, too.
func TestTheSquareLeadsToTheCopysOwnAddress(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "holder")
	page := v.endorsable("建造师")
	endorsed := v.endorse(page)
	v.expect(v.post(page, "scenario", "注册执业", "valid_until", d.today().String(), "recipient", "示例单位", "number", "full"), http.StatusSeeOther)
	for name, path := range map[string]string{
		"endorsed":                        endorsed,
		"endorsed for somebody, in whole": v.newCopy(page, 1),
		"needs no endorsement":            "/certificates/" + string(d.certificateOf(t, "holder", "拍卖师")) + "/certificate.pdf",
	} {
		file := []byte(v.expect(v.get(path), http.StatusOK).body)
		report := v.judge(file)
		if report.Data == nil {
			t.Fatalf("%s: %+v", name, report)
		}
		want, err := qr.Encode(d.App.Config.PublicURL+"/v/"+report.Data.Code, qr.M)
		if err != nil {
			t.Fatal(err)
		}
		drawn := atPoints(t, file)
		wrong := 0
		for y := range want.Size {
			for x := range want.Size {
				side := squareSide / float64(want.Size)
				if drawn(squareLeft+(float64(x)+.5)*side, squareTop+(float64(y)+.5)*side) != want.Black(x, y) {
					wrong++
				}
			}
		}
		if wrong > 0 {
			t.Errorf("%s: %d of %d modules differ from those of its own address", name, wrong, want.Size*want.Size)
		}
		text := textOf(t, file)
		if !strings.Contains(text, strings.TrimPrefix(d.App.Config.PublicURL, "http://")) {
			t.Errorf("%s: the host is not printed:\n%s", name, text)
		}
	}
}

// atPoints says whether the first page is dark at a point.
func atPoints(t *testing.T, pdf []byte) func(x, y float64) bool {
	t.Helper()
	const dots = 4 // a point
	command := exec.CommandContext(t.Context(), testenv.Tool(t, "pdftoppm"), "-r", "288", "-gray", "-png", "-singlefile", "-")
	command.Stdin = bytes.NewReader(pdf)
	out, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	page, err := png.Decode(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	return func(x, y float64) bool {
		at := image.Pt(int(x*dots), int(y*dots))
		r, _, _, _ := page.At(at.X, at.Y).RGBA()
		return r < 0x8000
	}
}
