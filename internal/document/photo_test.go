package document_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"os"
	"testing"

	"yinxin.example/yinxin/internal/document"
	"yinxin.example/yinxin/internal/fault"
)

func encoded(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestCheckPhoto(t *testing.T) {
	good, err := os.ReadFile("testdata/photos/2022386338326000251.jpg")
	if err != nil {
		t.Fatal(err)
	}
	gray := encoded(t, image.NewGray(image.Rect(0, 0, 59, 83)))
	wide := encoded(t, image.NewGray(image.Rect(0, 0, 4097, 8)))
	for name, c := range map[string]struct {
		photo []byte
		want  fault.Reason
	}{
		"as delivered":   {good, ""},
		"gray":           {gray, ""},
		"empty":          {nil, "photo_unreadable"},
		"no JPEG":        {[]byte("\x89PNG\r\n\x1a\n"), "photo_unreadable"},
		"cut off":        {good[:len(good)/2], "photo_unreadable"},
		"header only":    {good[:200], "photo_unreadable"},
		"too many bytes": {append(bytes.Clone(good), make([]byte, 1<<20)...), "photo_too_large"},
		"too wide":       {wide, "photo_too_large"},
	} {
		if got := fault.ReasonOf(document.CheckPhoto(c.photo)); got != c.want {
			t.Errorf("%s: reason %q, want %q", name, got, c.want)
		}
	}
}

func TestRemarksStayBehind(t *testing.T) {
	plain := encoded(t, image.NewGray(image.Rect(0, 0, 59, 83)))
	remarks := []byte("\xFF\xE1\x00\x10Exif: 31.2 N 121.4\xFF\xFE\x00\x0Ea remark here"[:18])
	remarks = append(remarks, "\xFF\xFE\x00\x0Ea remark heR"...)
	d := sample(t)
	d.Photo = append(append(bytes.Clone(plain[:2]), remarks...), plain[2:]...)
	with := bytes.Clone(draw(t, d))
	d.Photo = plain
	if !bytes.Equal(with, draw(t, d)) {
		t.Error("what the camera said of the photo is in the file")
	}
	preview, err := press.SVG(d)
	if err != nil || bytes.Contains(preview, []byte("Exif")) {
		t.Errorf("preview: %v", err)
	}
}

func FuzzCheckPhoto(f *testing.F) {
	good, err := os.ReadFile("testdata/photos/2022386338326000251.jpg")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good[:2000])
	f.Add(encoded(f, image.NewGray(image.Rect(0, 0, 8, 8))))
	f.Add([]byte{0xFF, 0xD8, 0xFF, 0xC0, 0, 8, 8, 0, 1, 0, 1, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		if err := document.CheckPhoto(b); err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("CheckPhoto: %v", err)
		}
	})
}
