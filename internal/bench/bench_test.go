package bench

import (
	"bytes"
	"context"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/document"
	"yinxin.example/yinxin/verify"
)

func TestRunMeasuresEverythingAndKeepsGoodCopies(t *testing.T) {
	folder := t.TempDir()
	results, err := Run(t.Context(), Options{Keep: folder, Slice: time.Millisecond, Rounds: 1})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"seal-p256", "seal-rsa3072", "seal-sm2", "seal-sm2-alone", "seal-b-lta", "seal-b-lta-http", "seal-b-lta-rsa", "verify-p256", "two-cores"}
	if len(results) != len(want) {
		t.Fatalf("%+v", results)
	}
	for i, r := range results {
		if r.Name != want[i] || r.PerSecond <= 0 || r.RawPerSecond <= 0 || r.Ratio <= 0 || r.Allocs < r.RawAllocs {
			t.Errorf("%+v", r)
		}
	}

	files, err := filepath.Glob(filepath.Join(folder, "*.pdf"))
	if err != nil || len(files) == 0 {
		t.Fatalf("kept %v, %v", files, err)
	}
	trust, err := verify.LoadTrust(filepath.Join(folder, "root.pem"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		file, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		report, err := verify.Check(t.Context(), file, verify.Options{Trust: trust, Now: time.Now})
		if err != nil || report.Verdict != verify.Valid || !report.Demo {
			t.Errorf("%s is %s %v, %v", filepath.Base(name), report.Verdict, report.Reasons, err)
		}
	}
}

func TestOneFigureAlone(t *testing.T) {
	results, err := Run(t.Context(), Options{Only: "seal-b-lta", Slice: time.Millisecond, Rounds: 1})
	if err != nil || len(results) != 1 || results[0].Name != "seal-b-lta" {
		t.Errorf("%+v, %v", results, err)
	}
	if _, err := Run(t.Context(), Options{Only: "seal"}); err == nil {
		t.Error("a figure of another name is found")
	}
}

// A sample that is not valid ends the run.
func TestABadSampleIsAnError(t *testing.T) {
	s := &samples{opts: verify.Options{At: time.Now()}}
	if err := s.look(t.Context(), [][]byte{[]byte("%PDF-1.7\n")}); err == nil {
		t.Error("accepted")
	}
}

func TestNoTwoCopiesAreAlike(t *testing.T) {
	people, err := newPeople()
	if err != nil {
		t.Fatal(err)
	}
	photos, err := newPhotos()
	if err != nil {
		t.Fatal(err)
	}
	const many = 300_000 // more than a run seals
	names := make(map[string]bool, many)
	for i := range many {
		names[people.name(i)] = true
	}
	if len(names) != many {
		t.Errorf("%d names of %d copies", len(names), many)
	}
	seen := map[string]bool{}
	for i := range 2000 {
		photo := photos.appendPhoto(nil, i)
		seen[string(photo)] = true
		if i%97 != 0 {
			continue
		}
		if err := document.CheckPhoto(photo); err != nil {
			t.Fatal(err)
		}
		picture, err := jpeg.Decode(bytes.NewReader(photo))
		if err != nil || picture.Bounds().Dx() != photoWidth || len(photo) < photoSize || len(photo) > photoSize*21/20 {
			t.Fatalf("photo %d: %d bytes, %v", i, len(photo), err)
		}
	}
	if len(seen) != 2000 {
		t.Errorf("%d photos of 2000 copies", len(seen))
	}
}

func TestMedian(t *testing.T) {
	for _, test := range []struct {
		of   []float64
		want float64
	}{{[]float64{3}, 3}, {[]float64{9, 1, 2}, 2}, {[]float64{4, 1, 2, 9}, 3}} {
		if got := median(test.of); got != test.want {
			t.Errorf("median of %v = %v", test.of, got)
		}
	}
}

// Sides take turns, and a cancelled run ends between two batches.
func TestAlternate(t *testing.T) {
	var order []string
	take := func(name string) side {
		return func(context.Context) (effort, error) {
			order = append(order, name)
			return effort{done: 10, took: time.Second, wall: time.Second, mallocs: 30}, nil
		}
	}
	readings, err := pace{slice: 2 * time.Second, rounds: 2}.alternate(t.Context(), take("a"), take("b"))
	if err != nil || readings[0] != (reading{10, 3}) {
		t.Errorf("%+v, %v", readings, err)
	}
	if got := len(order); got != 8 || order[1] != "a" || order[2] != "b" || order[4] != "a" {
		t.Errorf("order %v", order)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (pace{slice: time.Second, rounds: 1}).alternate(ctx, take("a")); err == nil {
		t.Error("went on after it was cancelled")
	}
}
