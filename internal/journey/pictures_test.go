package journey_test

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"yinxin.example/yinxin/internal/testenv"
)

// maxPicture is what a picture of the documentation may weigh, in bytes.
const maxPicture = 150 << 10

// The pictures of the README and the documentation: the phone's pages side by
// side, the certificate, the console. They are written where pictures are
// asked for; made and weighed they are always.
func TestPicturesOfTheDocumentation(t *testing.T) {
	d := start(t)
	v := d.signedIn(t, "holder")
	sealed := []byte(v.expect(v.get(v.endorse(v.endorsable("注册城乡规划师"))), http.StatusOK).body)
	for name, picture := range map[string]image.Image{
		"phone.png":       d.phonePages(t, sealed),
		"certificate.png": rasterised(t, sealed),
		"console.png":     d.consolePage(t),
	} {
		file := encoded(t, picture)
		if len(file) > maxPicture {
			t.Errorf("%s has %d bytes, more than %d", name, len(file), maxPicture)
		}
		if folder := os.Getenv(picturesVariable); folder != "" {
			if err := os.WriteFile(filepath.Join(folder, name), file, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// phonePages shows the list, an application, and both verdicts.
func (d *demonstration) phonePages(t *testing.T, sealed []byte) image.Image {
	t.Helper()
	b := d.browse(t, manner{name: "documentation", width: 390, lang: "zh-CN", scripts: true})
	b.open("/certificates")
	b.signIn("holder")
	var pages []image.Image
	keep := func() { pages = append(pages, firstScreen(t, b, 844)) }
	keep()
	b.press(`main a[href="` + b.linkOf("建造师", "/endorsements") + `"]`)
	ask[bool](b, dateAsInChinese)
	keep()
	b.signOut()
	for _, file := range [][]byte{sealed, forged(sealed)} {
		b.open("/verify")
		b.attach("证书.pdf", file)
		b.press(`main form[action="/verify"] button`)
		keep()
	}
	return sideBySide(pages)
}

// dateAsInChinese shows the date as a reader's browser does: the one that takes
// the pictures speaks English only, and writes dates so.
const dateAsInChinese = `(() => {
	const field = document.querySelector("input[type=date]");
	const shown = field.value.replaceAll("-", "/");
	field.type = "text";
	field.value = shown;
	return true;
})()`

func (d *demonstration) consolePage(t *testing.T) image.Image {
	t.Helper()
	b := d.browse(t, manner{name: "documentation", width: 1280, lang: "zh-CN", scripts: true})
	b.open("/console/deliveries")
	b.signIn("officer")
	b.attach("2026年11月批次.csv", sampleFile(t, "certificates-faulty.csv"))
	b.press(`form[action="/console/deliveries"] button`)
	b.waitFor("#faults")
	return firstScreen(t, b, 860)
}

// firstScreen is what the tab shows down to a height.
func firstScreen(t *testing.T, b *tab, height int) image.Image {
	t.Helper()
	page, err := png.Decode(bytes.NewReader(testenv.Screenshot(t, b.ctx)))
	if err != nil {
		t.Fatal(err)
	}
	return crop(page, image.Rect(0, 0, page.Bounds().Dx(), height))
}

// rasterised is the PDF's page as poppler draws it, 700 pixels wide.
func rasterised(t *testing.T, pdf []byte) image.Image {
	t.Helper()
	command := exec.CommandContext(t.Context(), testenv.Tool(t, "pdftoppm"), "-png", "-singlefile", "-scale-to-x", "700", "-scale-to-y", "-1", "-")
	command.Stdin = bytes.NewReader(pdf)
	out, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	page, err := png.Decode(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	return page
}

func crop(picture image.Image, to image.Rectangle) image.Image {
	part := image.NewRGBA(to)
	draw.Draw(part, to, image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(part, to, picture, image.Point{}, draw.Src)
	return part
}

// sideBySide sets pictures of one height in a row, on the line colour.
func sideBySide(pictures []image.Image) image.Image {
	const gap = 24
	size := image.Pt(gap, 0)
	for _, p := range pictures {
		size = image.Pt(size.X+p.Bounds().Dx()+gap, max(size.Y, p.Bounds().Dy()+2*gap))
	}
	row := image.NewRGBA(image.Rectangle{Max: size})
	draw.Draw(row, row.Bounds(), image.NewUniform(color.RGBA{0xe3, 0xde, 0xd5, 0xff}), image.Point{}, draw.Src)
	at := image.Pt(gap, gap)
	for _, p := range pictures {
		draw.Draw(row, p.Bounds().Add(at), p, p.Bounds().Min, draw.Src)
		at.X += p.Bounds().Dx() + gap
	}
	return row
}
