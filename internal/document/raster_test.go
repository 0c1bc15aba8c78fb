package document_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// seal is what a viewer shows of the seal: how many points are cinnabar, and
// how many within its square are black, the issuer and date under it.
func seal(m image.Image, within image.Rectangle) (cinnabar, black int) {
	for y := within.Min.Y; y < within.Max.Y; y++ {
		for x := within.Min.X; x < within.Max.X; x++ {
			c := color.NRGBAModel.Convert(m.At(x, y)).(color.NRGBA)
			switch {
			case c.R > 140 && c.G < 110 && c.B < 110:
				cinnabar++
			case c.R < 90 && c.G < 90 && c.B < 90:
				black++
			}
		}
	}
	return cinnabar, black
}

// TestSealShows rasterises a copy with the readers that people have.
func TestSealShows(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "copy.pdf")
	if err := os.WriteFile(file, draw(t, sample(t)), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, command := range map[string][]string{
		"poppler": {"pdftoppm", "-r", "72", "-png", "-singlefile", file, filepath.Join(dir, "poppler")},
		"mutool":  {"mutool", "draw", "-q", "-r", "72", "-o", filepath.Join(dir, "mutool.png"), file, "1"},
	} {
		if out, err := exec.CommandContext(t.Context(), command[0], command[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v: %s", name, err, out)
		}
		b, err := os.ReadFile(filepath.Join(dir, name+".png"))
		if err != nil {
			t.Fatal(err)
		}
		m, err := png.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		// At 72 dots an inch a point of the page is a pixel.
		red, black := seal(m, image.Rect(405, 471, 514, 580))
		if red < 800 || black < 100 {
			t.Errorf("%s shows %d cinnabar and %d black points of the seal", name, red, black)
		}
	}
}

// TestSealShowsInChromium asks the browser's own viewer, again and again until
// it has drawn the page.
func TestSealShowsInChromium(t *testing.T) {
	t.Parallel()
	file := draw(t, sample(t))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/pdf")
		_, _ = w.Write(file)
	}))
	defer server.Close()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, chromedp.Flag("headless", "new"), chromedp.WindowSize(1000, 1300),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true))
	ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	defer cancel()
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	defer cancel()
	ctx, cancel = chromedp.NewContext(ctx)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Navigate(server.URL+"/copy.pdf#toolbar=0")); err != nil {
		t.Fatal(err)
	}
	shown := errors.New("nothing yet")
	for shown != nil {
		shot, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
		if err != nil {
			t.Fatalf("%v; last seen: %v", err, shown)
		}
		m, err := png.Decode(bytes.NewReader(shot))
		if err != nil {
			t.Fatal(err)
		}
		shown = nil
		if red, black := seal(m, m.Bounds()); red < 1000 || black < 1000 {
			shown = fmt.Errorf("%d cinnabar and %d black points", red, black)
		}
	}
}

func TestStructureIsSound(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "copy.pdf")
	if err := os.WriteFile(file, draw(t, sample(t)), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "qpdf", "--check", file).CombinedOutput(); err != nil {
		t.Errorf("qpdf --check: %v\n%s", err, out)
	}
	out, err := exec.CommandContext(t.Context(), "pdffonts", file).CombinedOutput()
	if err != nil {
		t.Fatalf("pdffonts: %v: %s", err, out)
	}
	fonts := strings.Split(strings.TrimSpace(string(out)), "\n")[2:]
	if len(fonts) < 3 {
		t.Errorf("%d fonts", len(fonts))
	}
	for _, f := range fonts {
		// Embedded, subset, with a map to Unicode.
		if !strings.Contains(f, "CID TrueType") || !strings.Contains(f, "yes yes yes") {
			t.Errorf("font: %s", f)
		}
	}
}
