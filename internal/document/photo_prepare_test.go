package document_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"testing"

	"yinxin.example/yinxin/internal/document"
	"yinxin.example/yinxin/internal/fault"
)

// portrait is red above and blue below.
func portrait(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{200, 20, 20, 255}
			if y >= h/2 {
				c = color.RGBA{20, 20, 200, 255}
			}
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

func pngOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withSegment puts a segment behind the beginning of a JPEG.
func withSegment(b []byte, marker byte, content string) []byte {
	n := len(content) + 2
	segment := append([]byte{0xFF, marker, byte(n >> 8), byte(n)}, content...)
	return append(append(bytes.Clone(b[:2]), segment...), b[2:]...)
}

// exif is an Exif segment that says how the camera was held, and more.
func exif(o byte) string {
	return "Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string(rune(o)) + "\x00\x00 31.2N 121.4E"
}

func TestPreparePhoto(t *testing.T) {
	delivered, err := os.ReadFile("testdata/photos/2022386338326000251.jpg")
	if err != nil {
		t.Fatal(err)
	}
	upright := encoded(t, portrait(300, 420))
	half := image.NewNRGBA(image.Rect(0, 0, 300, 420)) // transparent
	for name, c := range map[string]struct {
		photo []byte
		want  []byte // "" for: encoded again
	}{
		"as delivered":           {delivered, delivered},
		"gray":                   {encoded(t, image.NewGray(image.Rect(0, 0, 100, 140))), encoded(t, image.NewGray(image.Rect(0, 0, 100, 140)))},
		"where it was taken":     {withSegment(delivered, 0xE1, exif(1)), delivered},
		"a comment":              {withSegment(delivered, 0xFE, "by somebody"), delivered},
		"another file behind it": {append(bytes.Clone(delivered), "PK\x03\x04 and more"...), delivered},
		"a PNG":                  {pngOf(t, portrait(300, 420)), nil},
		"a transparent PNG":      {pngOf(t, half), nil},
		"a phone's picture":      {encoded(t, portrait(2400, 3200)), nil},
		"lying":                  {withSegment(encoded(t, portrait(420, 300)), 0xE1, exif(6)), nil},
		"upside down":            {withSegment(upright, 0xE1, exif(3)), nil},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := document.PreparePhoto(c.photo)
			if err != nil {
				t.Fatal(err)
			}
			if c.want != nil && !bytes.Equal(got, c.want) {
				t.Errorf("%d bytes, want the %d of the picture", len(got), len(c.want))
			}
			if err := document.CheckPhoto(got); err != nil {
				t.Error(err)
			}
			if bytes.Contains(got, []byte("Exif")) || bytes.Contains(got, []byte("PK\x03\x04")) {
				t.Error("more than the picture is kept")
			}
			m, err := jpeg.Decode(bytes.NewReader(got))
			if err != nil || m.Bounds().Dx() >= m.Bounds().Dy() || m.Bounds().Dy() > 1260 {
				t.Errorf("%v, %v", m.Bounds(), err)
			}
		})
	}
}

// Each way of holding a camera comes out upright.
func TestOrientation(t *testing.T) {
	for o, corner := range map[byte]string{1: "red", 2: "red", 3: "blue", 4: "blue"} {
		got, err := document.PreparePhoto(withSegment(encoded(t, portrait(300, 420)), 0xE1, exif(o)))
		if err != nil {
			t.Fatal(err)
		}
		if is := top(t, got); is != corner {
			t.Errorf("held as %d: %s above, want %s", o, is, corner)
		}
	}
	lying := image.NewRGBA(image.Rect(0, 0, 420, 300)) // red on the left
	for y := range 300 {
		for x := range 420 {
			lying.SetRGBA(x, y, portrait(1, 420).RGBAAt(0, x))
		}
	}
	for o, corner := range map[byte]string{5: "red", 6: "red", 7: "blue", 8: "blue"} {
		got, err := document.PreparePhoto(withSegment(encoded(t, lying), 0xE1, exif(o)))
		if err != nil {
			t.Fatal(err)
		}
		if is := top(t, got); is != corner {
			t.Errorf("held as %d: %s above, want %s", o, is, corner)
		}
	}
}

func top(t *testing.T, photo []byte) string {
	t.Helper()
	m, err := jpeg.Decode(bytes.NewReader(photo))
	if err != nil {
		t.Fatal(err)
	}
	if r, _, b, _ := m.At(m.Bounds().Dx()/2, 5).RGBA(); r > b {
		return "red"
	}
	return "blue"
}

func TestPhotosRefused(t *testing.T) {
	good := encoded(t, portrait(300, 420))
	huge := bytes.Clone(pngOf(t, portrait(300, 420)))
	copy(huge[16:24], "\x00\x00\xff\x00\x00\x01\x00\x00") // claims 65280 x 65536
	for name, c := range map[string]struct {
		photo []byte
		want  fault.Reason
	}{
		"empty":                {nil, "photo_unreadable"},
		"a GIF":                {[]byte("GIF89a"), "photo_unreadable"},
		"a PDF":                {[]byte("%PDF-1.7"), "photo_unreadable"},
		"cut off":              {good[:len(good)/2], "photo_unreadable"},
		"a bomb by its header": {huge, "photo_unreadable"}, // the checksum of the header is wrong
		"many pixels":          {pngOf(t, image.NewGray(image.Rect(0, 0, 3200, 4200))), "photo_too_large"},
		"many bytes":           {append(bytes.Clone(good), make([]byte, 9<<20)...), "photo_too_large"},
		"a thumbnail":          {encoded(t, portrait(60, 84)), "photo_too_small"},
		"a landscape":          {encoded(t, portrait(420, 300)), "photo_proportions"},
		"a strip":              {encoded(t, portrait(100, 400)), "photo_proportions"},
	} {
		if _, err := document.PreparePhoto(c.photo); fault.ReasonOf(err) != c.want || !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

func TestCheckFile(t *testing.T) {
	whole := draw(t, sample(t))
	for name, c := range map[string]struct {
		file []byte
		want fault.Reason
	}{
		"a PDF":      {whole, ""},
		"cut off":    {whole[:len(whole)/2], "file_unreadable"},
		"followed":   {append(bytes.Clone(whole), "PK\x03\x04"...), "file_unreadable"},
		"a picture":  {encoded(t, portrait(300, 420)), "file_unreadable"},
		"nothing":    {nil, "file_unreadable"},
		"only begun": {[]byte("%PDF-1.7\n%%EOF\n"), "file_unreadable"},
	} {
		if err := document.CheckFile(c.file); fault.ReasonOf(err) != c.want {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func FuzzPreparePhoto(f *testing.F) {
	good := encoded(f, portrait(96, 130))
	f.Add(good)
	f.Add(withSegment(good, 0xE1, exif(6)))
	f.Add(pngOf(f, portrait(96, 130)))
	f.Add(append(bytes.Clone(good), "PK\x03\x04"...))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := document.PreparePhoto(b)
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatal(err)
			}
			return
		}
		if err := document.CheckPhoto(got); err != nil {
			t.Fatalf("prepared, and then: %v", err)
		}
	})
}
