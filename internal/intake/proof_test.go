package intake_test

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"yinxin.example/yinxin/internal/testenv"
	"yinxin.example/yinxin/internal/testenv/world"
)

// withPhotos is the sample delivery with the photos there are, as one ZIP.
func withPhotos(t *testing.T) (content []byte, photos int) {
	t.Helper()
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	add := func(name string, content []byte) {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	add("certificates.csv", sample(t, "certificates.csv"))
	names, err := filepath.Glob(filepath.Join(testenv.Root(t), "internal", "demo", "data", "photos", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		photo, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		add("photos/"+filepath.Base(name), photo)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes(), len(names)
}

// The proof sheet shows the photos that are still in the delivery alone.
func TestAProofSheetShowsThePhotosOfItsZIP(t *testing.T) {
	w := world.Sealing(t)
	o := newOffice(t, w)
	content, photos := withPhotos(t)
	d := o.work(o.receive("with-photos.zip", content).ID)
	if photos == 0 || d.Added != 295 {
		t.Fatalf("%d photos, %d to add", photos, d.Added)
	}
	sheet, err := o.Intake.Proof(t.Context(), d)
	o.must(err)
	shown := bytes.Count(sheet, []byte("/DCTDecode"))
	if shown < 10 {
		t.Errorf("%d photos on the sheet", shown)
	}
	if left := o.Files(t, "photos/"); len(left) != 0 {
		t.Errorf("%d photos are stored by a check", len(left))
	}
}
